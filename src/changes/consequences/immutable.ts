import data from '../../../data/immutable-fields.json' with { type: 'json' };
import { type Manifest, own, scalarText } from '../../manifest/index.ts';
import type { FieldChange, ResourceChange } from '../diff/index.ts';
import { isHook } from '../hooked.ts';
import { specOf, textAt } from './read.ts';

/** Answers of a kube-apiserver: whether a field may be changed, by pattern (`spec.containers[].image`). */
type Answers = ReadonlyMap<string, 'refused' | 'allowed'>;

/** By group/Kind, with a condition behind it: see the generator, scripts/data/immutable-fields.mjs. */
const KINDS: ReadonlyMap<string, Answers> = new Map(
  Object.entries(data.kinds).map(([kind, { refused, allowed }]) => [
    kind,
    new Map([
      ...allowed.map(pattern => [pattern, 'allowed'] as const),
      ...refused.map(pattern => [pattern, 'refused'] as const),
    ]),
  ]),
);

/**
 * Names of the fields of a resource whose change the API server will refuse, as people know them: `spec.selector` for
 * all that is in it. Hooks are left out: their tool makes them anew.
 */
export function refusedFields({ base, head, fields, moved }: ResourceChange): string[] {
  if (base === undefined || head === undefined || (moved !== undefined && moved !== 'target')) return [];
  const answers = answersFor(base);
  if (answers === undefined || isHook(head)) return [];
  const refused = fields.filter(
    change =>
      change.noise !== 'format' &&
      change.noise !== 'random' &&
      answerTo(change, answers) === 'refused' &&
      isRefused(change, base, head),
  );
  return [...new Set(refused.map(({ field }) => short(field)))];
}

function answersFor(base: Manifest): Answers | undefined {
  const { group, kind } = base.resource;
  const condition =
    own(base.object, 'immutable') === true
      ? ' immutable'
      : textAt(specOf(base), 'completionMode') === 'Indexed'
        ? ' Indexed'
        : '';
  return KINDS.get(`${group}/${kind}${condition}`) ?? KINDS.get(`${group}/${kind}`);
}

/** The answer for the field, or for what is nearest above it. */
function answerTo({ path }: FieldChange, answers: Answers): 'refused' | 'allowed' | undefined {
  let pattern = '';
  let answer: 'refused' | 'allowed' | undefined;
  for (const step of path) {
    if (typeof step === 'object' && 'embedded' in step) break;
    pattern = typeof step === 'string' ? `${pattern}${pattern === '' ? '' : '.'}${step}` : `${pattern}[]`;
    answer = answers.get(pattern) ?? answer;
  }
  return answer;
}

/** What depends on more than the field. */
function isRefused(
  { field, operation, before, after }: FieldChange,
  base: Manifest,
  head: Manifest,
): boolean {
  if (base.resource.kind !== 'Service' || base.resource.group !== '') return true;
  // Kubernetes, registry/core/service/strategy.go `patchAllocatedValues`: an address that nobody names any more stays as
  // it is, and one may ask for the one it has.
  if (field.startsWith('spec.clusterIP')) {
    if (operation === 'added') return after === 'None';
    return operation === 'changed' && scalarText(before) !== '' && scalarText(after) !== '';
  }
  // Only a load balancer has it (`ValidateServiceUpdate`).
  return [base, head].every(each => textAt(specOf(each), 'type') === 'LoadBalancer');
}

/** `spec.selector.matchLabels.app` -> `spec.selector`: the part that is fixed as a whole. */
function short(field: string): string {
  return field
    .split(/[.[]/)
    .slice(0, field.startsWith('spec.') ? 2 : 1)
    .join('.');
}
