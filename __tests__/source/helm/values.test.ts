import { afterAll, describe, expect, test } from '@jest/globals';
import { testEngine } from '../../render/embedded/support.ts';
import { origins } from './support.ts';

const engine = testEngine();
afterAll(() => engine.close());

/** A ConfigMap `web` whose data are the lines given. */
const data = (...lines: string[]): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n${lines.map(line => `  ${line}\n`).join('')}`;
const A = 'shop/templates/a.yaml';
const V = 'shop/values.yaml';

describe('values that are worked on', () => {
  test('ternary, printf, default, booleans in text: the value is changed and the field follows', async () => {
    const files = {
      'templates/a.yaml': data(
        'a: {{ ternary "on" "off" .Values.flag }}',
        'b: {{ printf "%s-%d" "x" (int .Values.count) }}',
        'c: {{ .Values.empty | default "text" }}',
        'd: {{ coalesce .Values.empty .Values.name | upper }}',
        'e: {{ range $key, $value := .Values.map }}{{ $key }}{{ end }}',
      ),
      'values.yaml': 'flag: true\ncount: 7\nempty: ""\nname: nobody\nmap:\n  only: 1\n',
    };
    const wanted = ['a', 'b', 'c', 'e'].map(key => ['web', 'data', key]);
    expect(await origins(engine, files, wanted)).toEqual([
      `values ${V}:1 true < ${A}:6`,
      `values ${V}:2 7 < ${A}:7`,
      `values ${V}:3 "" < ${A}:8`,
      `values ${V}:6 only < ${A}:10`,
    ]);
  });

  test('a text that is YAML again: the line in it', async () => {
    const files = {
      'templates/a.yaml': data('{{- tpl .Values.more . | nindent 2 }}'),
      'values.yaml': 'more: |\n  first: one\n  second: "two"\n',
    };
    expect(await origins(engine, files, [['web', 'data', 'second']])).toEqual([
      `values ${V}:3 "two" < ${A}:6`,
    ]);
  });
});

describe('parts of a field', () => {
  const values = 'image:\n  registry: docker.io\n  repository: acme/shop\n  tag: 1.4.2\n';
  const whole = '{{ printf "%s/%s:%s" .Values.image.registry .Values.image.repository .Values.image.tag }}';
  const pieces = '"{{ .Values.image.registry }}/{{ .Values.image.repository }}:{{ .Values.image.tag }}"';

  test.each([
    ['tag', whole, `${V}:4 1.4.2`],
    ['name', whole, `${V}:2 docker.io`],
    ['tag', pieces, `${V}:4 1.4.2`],
    ['name', pieces, `${V}:3 acme/shop`],
    ['digest', pieces, `${V}:4 1.4.2`],
  ] as const)('the %s of an image in %s', async (part, template, place) => {
    const files = { 'templates/a.yaml': data(`image: ${template}`), 'values.yaml': values };
    const [origin] = await origins(engine, files, [['web', 'data', 'image']], {}, part);
    expect(origin).toMatch(`values ${place}`);
  });

  test('a key that the template spells out is in the template, one that the values bring is there', async () => {
    const files = {
      'templates/a.yaml': data(
        'app: {{ .Values.name }}',
        '{{- toYaml .Values.more | nindent 2 }}',
        'app: {{ .Values.name }}',
      ),
      'values.yaml': 'name: shop\nmore:\n  tier: web\n',
    };
    const wanted = [
      ['web', 'data', 'app'],
      ['web', 'data', 'tier'],
    ];
    expect(await origins(engine, files, wanted, {}, 'key')).toEqual([
      `template ${A}:8 app`,
      `values ${V}:3 web < ${A}:7`,
    ]);
  });
});

describe('conditions', () => {
  test('one that holds little more than the field is the line to edit', async () => {
    const files = {
      'templates/a.yaml': data(
        '{{- if .Values.debug }}',
        'level: debug',
        '{{- else }}',
        'level: info',
        '{{- end }}',
      ),
      'values.yaml': 'other: 1\ndebug: false\n',
    };
    expect(await origins(engine, files, [['web', 'data', 'level']])).toEqual([
      `values ${V}:2 false < ${A}:9`,
    ]);
  });

  test('one around the whole object is only related: the text says what is in it', async () => {
    const files = {
      'templates/a.yaml': `{{- if .Values.enabled }}\n${data('level: debug')}{{- end }}\n`,
      'values.yaml': 'enabled: true\n',
    };
    expect(await origins(engine, files, [['web', 'data', 'level']])).toEqual([
      `template ${A}:7 debug < ${V}:1`,
    ]);
  });
});

describe('layers', () => {
  test('what --set touches has no line, what is beside it does', async () => {
    const files = {
      'templates/a.yaml': data('a: {{ .Values.app.a }}', 'b: {{ .Values.app.b }}'),
      'values.yaml': 'app:\n  a: one\n  b: two\n',
    };
    const set = { plain: ['app.a=three'] };
    expect(
      await origins(
        engine,
        files,
        ['a', 'b'].map(key => ['web', 'data', key]),
        { set },
      ),
    ).toEqual([`template ${A}:6 {{ .Values.app.a }}`, `values ${V}:3 two < ${A}:7`]);
  });
});
