import { z } from 'zod';
import { MANIFEST } from '../manifest.ts';

const subjects = z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) }));
const statement = z.object({ subject: subjects.min(1) });

/**
 * What is wrong with the statement in a signature: it has to be about this manifest, and besides only about what
 * `attestation.intoto.json` is about, if at all.
 * @returns the end of a sentence: `is about another manifest.json`
 */
export function statementFault(
  payload: Uint8Array,
  digest: string,
  attestation: Uint8Array | undefined,
): string | undefined {
  const [first, ...others] = subjectsIn(payload);
  if (first?.name !== MANIFEST || first.digest.sha256 !== digest) return 'is about another manifest.json';
  const known = new Set(subjectsIn(attestation ?? new Uint8Array()).map(textOf));
  return others.every(subject => known.has(textOf(subject)))
    ? undefined
    : 'is about what the bundle does not hold, too';
}

function subjectsIn(json: Uint8Array): z.infer<typeof subjects> {
  try {
    return statement.parse(JSON.parse(Buffer.from(json).toString('utf8'))).subject;
  } catch {
    return [];
  }
}

function textOf({ name, digest }: z.infer<typeof subjects>[number]): string {
  return `${digest.sha256} ${name}`;
}
