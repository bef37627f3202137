import type { Location } from '../../findings.ts';
import type { FieldPath, Json, Manifest, Resource } from '../../manifest/index.ts';
import type { Engine, RenderOptions } from '../../render/index.ts';
import type { LocatedRendering } from '../locate.ts';

/** A place in a file, and what stands there. */
export interface Place extends Location {
  /** The line as it may be shown: without what Secrets hold. */
  readonly text?: string;
}

/** A target in an environment. */
export interface RenderingName {
  readonly target: string;
  readonly environment: string;
  /** Of the resource asked about; '' for none. */
  readonly namespace?: string;
}

export type StepRole =
  /** A layer of a chart's values that says something about the key. */
  | 'values'
  /** The template line that prints the field. */
  | 'printed'
  /** A line that calls the named template which prints it. */
  | 'called'
  /** A block of a template around the line: what must hold for it to be rendered. */
  | 'condition'
  /** What wrote or changed the field, in kustomize's order: document, patch, transformer, generator. */
  | 'written'
  /** The entry of a kustomization that brings the next file in. */
  | 'included'
  /** Something else that had a part in the value: the name under a prefix, the source of a replacement. */
  | 'contributes';

/** One step between the source and the rendered field. */
export interface Step {
  readonly role: StepRole;
  /** For `values`: the dotted key it is about; several when the template line reads several. */
  readonly key?: string;
  /** Absent where there is no file: an argument like `--set`. */
  readonly place?: Place;
  /** `--set image.tag=1`: said by the environment, not by a file. */
  readonly argument?: string;
  /** What it says, or what the field was after it; short, without what Secrets hold. */
  readonly value?: string;
  /** It is the one that counts. */
  readonly decides?: true;
  /** A few words: `chart default`, `set by images`. */
  readonly note?: string;
}

/** How it is known that the place to edit is the one. */
export type Proof =
  /** The text rendered is the source. */
  | 'source'
  /** What is written there equals what is rendered. */
  | 'equal'
  /** What is written there is part of what is rendered. */
  | 'part'
  /** The field changed when the value there was changed and all was rendered again. */
  | 'changed'
  /** A copy of the template with markers rendered the same text, and the marker of this line stood there. */
  | 'markers'
  /** The build was followed step by step and ended in what was rendered. */
  | 'followed'
  /** The file only, no line. */
  | 'none';

/** A rendered value as it may be shown. */
export type ShownValue =
  | { readonly state: 'set'; readonly text: string }
  /** Of a Secret, or a credential: a digest, where there is one. */
  | { readonly state: 'hidden'; readonly digest?: string }
  | { readonly state: 'absent' };

/** What is to be said about a field in some environments; equal answers are one. */
export interface FieldAnswer {
  readonly renderings: readonly RenderingName[];
  readonly value: ShownValue;
  /** Where a person edits it; `add` names the key to add for a field that is absent. */
  readonly edit: Place;
  readonly proof: Proof;
  /** From the source to the rendered line. */
  readonly steps: readonly Step[];
  /** What could not be found out, in sentences. */
  readonly unknown: readonly string[];
}

/** Why a field of a resource is what it is. */
export interface FieldExplanation {
  readonly kind: 'field';
  /** As the first rendering has it: the namespace may be another one elsewhere. */
  readonly resource: Resource;
  readonly apiVersion: string;
  /** By merge key: `spec.template.spec.containers[name=app].image`; '' for the whole object. */
  readonly field: string;
  /** When asked by a line of rendered output: that line. */
  readonly asked?: Place;
  readonly answers: readonly FieldAnswer[];
}

/** A rendered field that a source line has to do with. */
export interface Effect {
  readonly resource: Resource;
  /** By merge key; '' for the object as a whole. */
  readonly field: string;
  readonly value: ShownValue;
  /** What a change of the line does to it, where not just the value changes. */
  readonly change?: 'appears' | 'disappears';
}

export type LineOutcome =
  /** The effects follow the line. */
  | 'decides'
  /** The steps of `by` have the last word. */
  | 'overridden'
  /** A template line whose text reaches the output. */
  | 'rendered'
  /** Nothing that is rendered follows it. */
  | 'nothing'
  /** What follows it could not be found out. */
  | 'unclear';

/** What is to be said about a source line in some environments; equal answers are one. */
export interface LineAnswer {
  readonly renderings: readonly RenderingName[];
  readonly outcome: LineOutcome;
  readonly effects: readonly Effect[];
  /** Who has the last word, or which condition does not hold. */
  readonly by: readonly Step[];
  /** How it was found out, or what could not be, in sentences. */
  readonly notes: readonly string[];
}

/** What a source line has to do with what is rendered. */
export interface LineExplanation {
  readonly kind: 'line';
  readonly line: Place;
  readonly what: 'values' | 'template' | 'kustomization' | 'manifest';
  /** The key, field or action at that line. */
  readonly subject: string;
  /** What it says there. */
  readonly value?: string;
  readonly answers: readonly LineAnswer[];
}

export type Explanation = FieldExplanation | LineExplanation;

/** Decides what of the repository may be shown; knows the Secrets of every target. */
export interface Discretion {
  /** A rendered field; everything with an empty path. */
  rendered(manifest: Manifest, path: FieldPath): ShownValue;
  /** A line of a source file, of a target; undefined when there is none. */
  line(at: Location, target: string): string | undefined;
  /** What stands under a key of a values file or manifest, on one line. */
  value(path: FieldPath, value: Json, target: string): string;
}

/** What explaining needs beside the question. */
export interface ExplainOptions {
  readonly engine: Engine;
  readonly render: RenderOptions;
  readonly concurrency: number;
  readonly discretion: Discretion;
}

/** A line of a source file. */
export interface LineQuestion {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column?: number;
}

/** A rendering with what was read from it. */
export interface RenderedTarget {
  readonly rendering: LocatedRendering;
  readonly manifests: readonly Manifest[];
}
