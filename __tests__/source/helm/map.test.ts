import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Engine } from '../../../src/render/index.ts';
import { mapRendering } from '../../../src/source/helm/index.ts';
import { chart, type Files, testEngine } from '../../render/embedded/support.ts';
import { HEAD, lines as linesOf, SHOWN } from './lines.ts';

const engine = testEngine();
afterAll(() => engine.close());

const lines = (files: Files, through: Engine = engine) => linesOf(engine, files, { through });
const data = async (body: string, more: Files = {}) =>
  (await lines({ 'templates/a.yaml': `${HEAD}data:\n${body}`, ...more })).slice(SHOWN.length + 1);

describe('lines', () => {
  test('of text and of actions', async () => {
    expect(await lines({ 'templates/a.yaml': HEAD })).toEqual(SHOWN);
    expect(await data('  {{- if true }}\n  x: y\n  {{- end }}\n  z: {{ 1 }}\n')).toEqual([
      'x: y | a.yaml:7',
      'z: 1 | a.yaml:9',
    ]);
  });

  test('of several lines printed by one action belong to it', async () => {
    const values = 'm:\n  k: v\n  l: [1, 2]\n';
    expect(
      await data('  {{- toYaml .Values.m | nindent 2 }}\n  after: x\n', { 'values.yaml': values }),
    ).toEqual([
      'k: v | a.yaml:6',
      'l: | a.yaml:6',
      '- 1 | a.yaml:6',
      '- 2 | a.yaml:6',
      'after: x | a.yaml:7',
    ]);
  });

  test('of named templates, nested and overridden', async () => {
    const helpers =
      '{{- define "in" -}}\nin: {{ . }}\n{{- end }}\n{{- define "out" }}\nout: x\n{{ include "in" .n }}\n{{- end }}';
    expect(
      await data('  {{- include "out" (dict "n" 7) | nindent 2 }}\n  last: x\n', {
        'templates/_h.tpl': helpers,
      }),
    ).toEqual(['out: x | _h.tpl:5', 'in: 7 | _h.tpl:2', 'last: x | a.yaml:7']);
  });

  test('of block scalars, with Windows line ends and tabs inside', async () => {
    expect(await data('  x: |\r\n    one\r\n    \ttwo\r\n  y: 1\r\n')).toEqual([
      'x: | | a.yaml:6',
      'one | a.yaml:7',
      'two | a.yaml:8',
      'y: 1 | a.yaml:9',
    ]);
  });

  test('of a file with a byte order mark', async () => {
    expect(await lines({ 'templates/a.yaml': `\uFEFF${HEAD}` })).toEqual(SHOWN);
  });

  test('of documents that are separated in text, by actions and by a range', async () => {
    const text = `{{- range list "x" "y" }}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ . }}\n{{- end }}\n{{ "---" }}\napiVersion: v1\nkind: Secret\nmetadata:\n  name: z\n`;
    const shown = await lines({ 'templates/a.yaml': text });
    expect(shown.filter(line => line.startsWith('name'))).toEqual([
      'name: z | a.yaml:12',
      'name: x | a.yaml:6',
      'name: y | a.yaml:6',
    ]);
  });

  test('of hooks', async () => {
    const hook = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: h\n  annotations:\n    helm.sh/hook: test\n';
    expect((await lines({ 'templates/a.yaml': HEAD, 'templates/h.yaml': hook })).slice(4)).toEqual([
      'apiVersion: v1 | h.yaml:1',
      'kind: Pod | h.yaml:2',
      'metadata: | h.yaml:3',
      'name: h | h.yaml:4',
      'annotations: | h.yaml:5',
      'helm.sh/hook: test | h.yaml:6',
    ]);
  });

  test('of a megabyte in one line', async () => {
    const [line] = await data(`  x: ${'y'.repeat(1 << 20)}\n`);
    expect(line?.slice(-10)).toBe('| a.yaml:6');
  });
});

describe('what is not proven is not said', () => {
  test('a checksum over a template: the rest of its file is', async () => {
    const shown = await data(
      '  sum: {{ include (print $.Template.BasePath "/b.yaml") . | sha256sum }}\n  x: y\n',
      {
        'templates/b.yaml': HEAD.replace('name: a', 'name: b'),
      },
    );
    expect(shown.slice(0, 2)).toEqual([
      expect.stringMatching(/^sum: [0-9a-f]{64} \| a.yaml:6$/),
      'x: y | a.yaml:7',
    ]);
  });

  test('text of values that is itself a template: its lines belong to the action that prints it', async () => {
    const values = 't: "{{ include \\"l\\" . }}\\nmore: 1\\n"\n';
    const files = {
      'values.yaml': values,
      'templates/_l.tpl': '{{ define "l" }}label: {{ .Release.Name }}{{ end }}',
    };
    expect(
      await data(
        '  {{- include "l" . | nindent 2 }}2\n  {{- tpl .Values.t . | nindent 2 }}\n  z: 1\n',
        files,
      ),
    ).toEqual(['label: shop2 | _l.tpl:1', 'label: shop | a.yaml:7', 'more: 1 | a.yaml:7', 'z: 1 | a.yaml:8']);
  });

  test('a file that cannot be traced, beside one that can', async () => {
    const odd = new TextEncoder().encode(`{{/* \u{E9} */}}${HEAD.replace('name: a', 'name: b')}`);
    expect(
      await lines({ 'templates/a.yaml': HEAD, 'templates/b.yaml': odd.filter(byte => byte !== 0xc3) }),
    ).toEqual([
      ...SHOWN,
      'apiVersion: v1 | ? not-utf-8',
      'kind: ConfigMap | ? not-utf-8',
      'metadata: | ? not-utf-8',
      'name: b | ? not-utf-8',
    ]);
  });

  test('a template that looks at its own text', async () => {
    const text = `${HEAD}data:\n  n: {{ len (include "t" .) | quote }}\n  t: {{ include "t" . }}\n`;
    expect(
      (await lines({ 'templates/a.yaml': text, 'templates/_t.tpl': '{{ define "t" }}abc{{ end }}' })).slice(
        5,
      ),
    ).toEqual(['n: "3" | a.yaml:6', 't: abc | a.yaml:7']);
  });

  test('when the instrumented chart does not render at all', async () => {
    const broken: Engine = {
      ...engine,
      renderChart: async () => ({
        ok: false,
        problem: { code: 'x', message: 'x', gates: true },
        engine: { engine: 'none', tool: 'none', version: '' },
      }),
    };
    expect(await lines({ 'templates/a.yaml': HEAD }, broken)).toEqual(
      SHOWN.map(line => `${line.split(' |')[0]} | ? markers-refused`),
    );
  });
});

test('without markers, the second rendering is the first', async () => {
  const line = fc.constantFrom(
    '  a: 1',
    '  b: {{ .Values.v }}',
    '  {{- with .Values.m }}',
    '  {{- range .Values.l }}',
    '  {{- if .Values.off }}',
    '  {{ end -}}',
    '  {{- end }}',
    '  {{- toYaml .Values.m | nindent 2 }}',
    '  {{- include "h" $ | nindent 2 }}',
    '  # {{ .Values.v }} {{- /* c */ -}}',
    '  c: |-',
    '    text {{- .Values.v -}} text',
    '',
  );
  const files = {
    'values.yaml': 'v: x\nm: {k: w}\nl: [1, 2]\n',
    'templates/_h.tpl': '{{ define "h" }}\nh: {{ .Values.v }}\n{{ end }}',
  };
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), async body => {
      const request = chart({ ...files, 'templates/a.yaml': `${HEAD}data:\n${body.join('\n')}\n` });
      const outcome = await engine.renderChart(request);
      if (!outcome.ok) return;
      const map = await mapRendering(engine, request, outcome.documents);
      for (const [index, { text }] of outcome.documents.entries()) {
        const from = text.indexOf('\n') + 1;
        for (let at = from; at < text.length; at++) {
          if (/\s/.test(text[at] ?? '')) continue;
          const printed = map.at(index, at);
          expect(printed).toBeDefined();
          if (printed?.mark.kind !== 'text') continue;
          expect(printed.mark.file.text[printed.mark.offset + at - printed.start]).toBe(text[at]);
        }
      }
    }),
    { numRuns: 60 },
  );
});
