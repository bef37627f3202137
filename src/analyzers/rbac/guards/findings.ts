import type { RawFinding } from '../../../findings.ts';
import { findingAbout } from '../../../guardrails/index.ts';
import type { FieldPath, Manifest } from '../../../manifest/index.ts';
import type { Check, CheckInput } from '../../types.ts';
import { type World, worldsOf } from './world.ts';

/** What a guardrail says about a place in a role or a binding. */
export interface Said {
  readonly path: FieldPath;
  readonly message: string;
  readonly remediation?: string;
  /** What it is about, where the place alone does not say: positions of rules move. */
  readonly about: string;
}

/** Says something about a manifest. */
export type Say = (manifest: Manifest, said: Said) => void;

/** A check that looks at every role and binding, in each cluster where something else may be said of it. */
export function eachManifest(
  speak: (manifest: Manifest, world: World, input: CheckInput) => readonly Said[],
): Check {
  return eachWorld((world, input, say) => {
    for (const manifest of world.fresh) {
      for (const said of speak(manifest, world, input)) say(manifest, said);
    }
  });
}

/** A check that looks at the cluster of each environment. */
export function eachWorld(speak: (world: World, input: CheckInput, say: Say) => void): Check {
  return input => {
    const findings = new Map<Manifest, Map<string, RawFinding>>();
    const say: Say = (manifest, said) => {
      const ofManifest = findings.get(manifest) ?? new Map<string, RawFinding>();
      findings.set(manifest, ofManifest);
      // What belongs to no environment is looked at in each.
      const id = JSON.stringify([said.path, said.about]);
      if (!ofManifest.has(id)) ofManifest.set(id, findingOf(manifest, said, input));
    };
    for (const world of worldsOf(input)) speak(world, input, say);
    return { findings: [...findings.values()].flatMap(each => [...each.values()]) };
  };
}

function findingOf(
  manifest: Manifest,
  { path, message, remediation, about }: Said,
  { guardrail }: CheckInput,
): RawFinding {
  const raw = findingAbout(guardrail, manifest, path, message, {
    subject: about,
    ...(remediation === undefined ? {} : { remediation }),
  });
  const [first] = path;
  return first === 'rules' || first === 'subjects' ? { ...raw, field: first } : raw;
}

export function listParameter({ guardrail }: CheckInput, name: string): readonly string[] {
  const value = guardrail.parameters[name];
  return Array.isArray(value) ? value.map(String) : [];
}
