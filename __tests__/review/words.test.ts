import { describe, expect, test } from '@jest/globals';
import { environments } from '../../src/reports/index.ts';
import { halves, placeOf, prose } from '../../src/review/words.ts';
import { finding, secretsRead } from '../github/sample.ts';

test.each([
  [
    'Container "app" runs privileged: it owns the node.',
    'Container "app" runs privileged',
    'it owns the node.',
  ],
  ['It can read Secrets. That is a lot.', 'It can read Secrets', 'That is a lot.'],
  ['One sentence only.', 'One sentence only', ''],
  ['Image nginx:1.27 moves: pin it', 'Image nginx:1.27 moves', 'pin it'],
  [
    'Service web leads to other pods (app: web, now app: api): requests go there.',
    'Service web leads to other pods (app: web, now app: api)',
    'requests go there.',
  ],
  ['Run `a: b` first. Then c', 'Run `a: b` first', 'Then c'],
  ['A parenthesis (that: never ends', 'A parenthesis (that: never ends', ''],
  ['a: b', 'a: b', ''],
  ['two\nlines  here: so', 'two lines here', 'so'],
  ['', '', ''],
])('%j in halves', (message, what, why) => {
  expect(halves(message)).toEqual({ what, why });
});

describe('a container is set as code where it is called one', () => {
  test.each([
    ['Container "app" runs', 'app', 'Container `app` runs'],
    ['Container app runs', 'app', 'Container `app` runs'],
    ['The init container app-2 runs', 'app', 'The init container app-2 runs'],
    ['The app in container db runs', 'app', 'The app in container db runs'],
    ['Container "a`@b" runs', 'a`@b', 'Container "a\\`@\u200bb" runs'],
    ['Container app, @all', 'app', 'Container `app`, @\u200ball'],
    ['Nothing runs', undefined, 'Nothing runs'],
  ])('%j', (text, container, expected) => {
    expect(prose(text, { ...(container !== undefined && { container }) }, 200)).toBe(expected);
  });

  test('also when the text is cut', () => {
    expect(prose(`Container app ${'x'.repeat(50)}`, { container: 'app' }, 20)).toBe('Container `app` xxx…');
    expect(prose('Container application', { container: 'application' }, 15)).toBe('Container \\`app…');
  });
});

test('places and environments', () => {
  expect(placeOf(finding('x'))).toBe('charts/checkout/values.yaml:12');
  expect(placeOf(finding('x', { location: { kind: 'file', file: 'a.yaml' } }))).toBe('a.yaml');
  expect(placeOf(finding('x', { location: undefined as never, source: 's.yaml' }))).toBe('s.yaml');
  expect(placeOf(finding('x', { location: undefined as never }))).toBe('Deployment shop/prod-checkout');
  expect(environments(finding('x'))).toEqual(['prod', 'staging']);
  expect(environments(secretsRead)).toEqual([]);
});
