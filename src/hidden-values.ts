import { hideValues, redactSecrets, secretWords, withoutWords } from './evidence/index.ts';
import type { Finding } from './findings.ts';
import type { Guardrail } from './guardrails/index.ts';
import type { FieldPath, Manifest } from './manifest/index.ts';
import type { Tree } from './repository/index.ts';
import type { Side } from './side.ts';

/** Credentials that some guardrail found: no excerpt of their object shows them, whichever finding it belongs to. */
export class HiddenValues {
  private readonly paths = new Map<string, FieldPath[]>();
  private readonly sensitive: ReadonlySet<string>;
  private readonly words = new Map<string, readonly string[]>();
  private readonly sources = new Map<string, string>();
  private readonly sides: readonly Side[];

  constructor(guardrails: readonly Guardrail[], findings: readonly Finding[], sides: readonly Side[]) {
    this.sides = sides;
    this.sensitive = new Set(guardrails.filter(g => g.sensitive).map(g => g.id));
    for (const { path, resource } of findings.filter(f => this.concerns(f))) {
      const key = JSON.stringify(resource);
      this.paths.set(key, [...(this.paths.get(key) ?? []), path]);
    }
  }

  /** Whether what a finding points at is a credential. */
  concerns(finding: Finding): boolean {
    return this.sensitive.has(finding.guardrail);
  }

  /** A source file of a target without what ended up in the target's Secrets, under whatever key it was written. */
  source(tree: Tree, file: string, target: string): string {
    const key = JSON.stringify([this.sides.findIndex(side => side.tree === tree), target, file]);
    let text = this.sources.get(key);
    if (text === undefined) {
      text = withoutWords(tree.text(file), this.wordsOf(target));
      this.sources.set(key, text);
    }
    return text;
  }

  /** A text of a target without what its Secrets hold. */
  withoutSecrets(text: string, target: string): string {
    return withoutWords(text, this.wordsOf(target));
  }

  private wordsOf(target: string): readonly string[] {
    let words = this.words.get(target);
    if (words === undefined) {
      const renderings = this.sides.flatMap(side => side.renderings.filter(r => r.target.id === target));
      words = secretWords(renderings.flatMap(r => r.manifests.map(m => m.object)));
      this.words.set(target, words);
    }
    return words;
  }

  /** The object's document as it may be shown. */
  text({ origin, resource }: Manifest): string {
    const paths = this.paths.get(JSON.stringify(resource)) ?? [];
    return hideValues(
      redactSecrets(origin.text),
      paths.map(path => [...origin.within, ...path]),
    );
  }
}
