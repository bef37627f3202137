import { expect, test } from '@jest/globals';
import { type Compared, withoutToldTwice } from '../../src/changes/index.ts';
import type { FieldPath } from '../../src/manifest/index.ts';

const web = { group: 'apps', kind: 'Deployment', namespace: '', name: 'web' };

function compared(
  guardrail: string,
  path: FieldPath,
  more: Partial<Pick<Compared, 'state'>> & {
    readonly toldBy?: readonly string[];
    readonly environment?: string;
    readonly name?: string;
  } = {},
): Compared {
  const { toldBy, environment = 'prod', name = 'web', state = 'new' } = more;
  const rendering = { target: 'helm:web', environment, documentIndex: 0 };
  const finding = {
    guardrail,
    severity: 'warning' as const,
    resource: { ...web, name },
    apiVersion: 'apps/v1',
    path,
    field: path.join('.'),
    message: 'm.',
    side: 'added' as const,
    rendering,
    ...(toldBy === undefined ? {} : { toldBy }),
  };
  return { fingerprint: `${guardrail} ${path.join('.')}`, state, finding, renderings: [rendering] };
}

const left = (...all: Compared[]) => withoutToldTwice(all).map(({ finding: { guardrail } }) => guardrail);
const change = compared('weaker', ['spec', 'privileged'], { toldBy: ['other', 'privileged'] });

test('one that another guardrail tells newly at the same field is left out', () => {
  expect(left(change, compared('privileged', ['spec', 'privileged']))).toEqual(['privileged']);
});

test('around the field and in it, too', () => {
  expect(left(change, compared('privileged', ['spec']))).toEqual(['privileged']);
  expect(left(change, compared('privileged', ['spec', 'privileged', 0]))).toEqual(['privileged']);
});

test.each([
  ['beside the field', compared('privileged', ['spec', 'other'])],
  ['by a guardrail it does not name', compared('else', ['spec', 'privileged'])],
  ['of what was there before', compared('privileged', ['spec', 'privileged'], { state: 'unchanged' })],
  ['of what is mended', compared('privileged', ['spec', 'privileged'], { state: 'fixed' })],
  ['in another environment', compared('privileged', ['spec', 'privileged'], { environment: 'dev' })],
  ['of another resource', compared('privileged', ['spec', 'privileged'], { name: 'pay' })],
])('but not %s', (_, other) => {
  expect(left(change, other)).toEqual(['weaker', other.finding.guardrail]);
});
