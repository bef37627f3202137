import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Engine } from '../../../src/render/index.ts';
import { mapRendering } from '../../../src/source/helm/index.ts';
import { chart, type Files, testEngine } from '../../render/embedded/support.ts';
import { data, HEAD, lines, mapped, SHOWN } from './lines.ts';

const engine = testEngine();
// The first rendering loads the engine.
beforeAll(async () => void (await engine.renderChart(chart({}))), 60_000);
afterAll(() => engine.close());

const define = (name: string, body: string) => `{{- define "${name}" -}}\n${body}\n{{- end -}}\n`;

describe('characters', () => {
  test('of markers in templates, values and what they print', async () => {
    const more: Files = {
      'values.yaml': 'v: "\u{E000}0\u{E001}"\n"\u{E002}": k\n',
      'templates/_h.tpl': define('h\u{E002}', 'x: {{ .Values.v | quote }}'),
    };
    const body =
      '  a: "\u{E000}1\u{E001}"\n  {{- include "h\u{E002}" . | nindent 2 }}\n  b: {{ "\\ue003" }}\n';
    expect(await data(engine, body, more)).toEqual([
      'a: "\u{E000}1\u{E001}" | a.yaml:6',
      'x: "\\ue0000\\ue001" | _h.tpl:2',
      'b: \u{E003} | a.yaml:8',
    ]);
  });

  test('all that markers could be made of', async () => {
    const all = Array.from({ length: 6400 }, (_, i) => String.fromCharCode(0xe000 + i)).join('');
    expect((await lines(engine, { 'templates/a.yaml': `# ${all}\n${HEAD}` })).slice(1)).toEqual(
      SHOWN.map(line => `${line.split(' |')[0]} | ? markers-taken`),
    );
  });

  test('Windows line ends, tabs, and a byte order mark', async () => {
    const windows = `\u{FEFF}${HEAD}data:\n{{- if true }}\n  a: |-\n    {{- "x" | nindent 4 }}\n    \ty\n  {{- end }}\n  b: 1\n`;
    const files = { 'templates/a.yaml': windows.replaceAll('\n', '\r\n') };
    expect((await lines(engine, files)).slice(5)).toEqual([
      'a: |- | a.yaml:7',
      'x | a.yaml:8',
      'y | a.yaml:9',
      'b: 1 | a.yaml:11',
    ]);
  });

  test('a megabyte in one line, of text and of one action', async () => {
    const long = 'y'.repeat(1 << 20);
    expect(
      (await data(engine, `  x: ${long}\n  z: {{ "${long}" }}\n  end: 1\n`)).map(line => line.slice(-10)),
    ).toEqual(['| a.yaml:6', '| a.yaml:7', '| a.yaml:8']);
  }, 60_000);
});

describe('block scalars', () => {
  test.each(['|', '|-', '|+', '>', '>-', '|2', '>+2'])('with %s', async header => {
    const body = `  a: ${header}\n    one {{ "two" }}\n\n      {{- "three" | nindent 6 }}\n    {{ "four" }}\n  b: {{ 1 }}\n`;
    expect(await data(engine, body)).toEqual([
      `a: ${header} | a.yaml:6`,
      'one two | a.yaml:7',
      'three | a.yaml:9',
      'four | a.yaml:10',
      'b: 1 | a.yaml:11',
    ]);
  });

  test('printed by toYaml', async () => {
    const values = 'm:\n  k: |\n    one\n    ---\n    two\n  l: ">"\n';
    expect(await data(engine, '  {{- toYaml .Values.m | nindent 2 }}\n', { 'values.yaml': values })).toEqual([
      'k: | | a.yaml:6',
      'one | a.yaml:6',
      '--- | a.yaml:6',
      'two | a.yaml:6',
      "l: '>' | a.yaml:6",
    ]);
  });
});

describe('actions', () => {
  test('with trim markers everywhere', async () => {
    const body =
      '  {{- if true -}}\n  {{- "\\n  a: 1" -}}\n  {{- end -}}\n  {{- /* c */ -}}\n  {{- "\\n  b: 2" }}\n  {{- "\\n" -}}\n  c: 3\n';
    expect(await data(engine, body)).toEqual(['a: 1 | a.yaml:7', 'b: 2 | a.yaml:10', 'c: 3 | a.yaml:12']);
  });

  test('over several lines, and comments over several lines', async () => {
    const body = '  a: {{ printf\n    "%s-%s"\n    "x"\n    "y" }}\n  {{- /* one\n  b: 2\n  */}}\n  c: 3\n';
    expect(await data(engine, body)).toEqual(['a: x-y | a.yaml:6', 'c: 3 | a.yaml:13']);
  });

  test('delimiters in strings, raw strings and comments', async () => {
    const body =
      '  a: "{{ "{{" }}x{{ "}}" }}"\n  b: {{ `}} {{ define "n" }}` | quote }}\n  {{- /* {{ end }} */}}\n  c: {{ "{{ define \\"m\\" }}" | quote }}\n  d: 4\n';
    expect(await data(engine, body)).toEqual([
      'a: "{{x}}" | a.yaml:6',
      'b: "}} {{ define \\"n\\" }}" | a.yaml:7',
      'c: "{{ define \\"m\\" }}" | a.yaml:9',
      'd: 4 | a.yaml:10',
    ]);
  });

  test('that leave a loop', async () => {
    const body =
      '  {{- range $i, $e := list 1 2 3 4 }}\n  {{- if eq $e 2 }}{{ continue }}{{ end }}\n  {{- if eq $e 4 }}{{ break }}{{ end }}\n  a{{ $i }}: {{ $e }}\n  {{- end }}\n  z: 1\n';
    expect(await data(engine, body)).toEqual(['a0: 1 | a.yaml:9', 'a2: 3 | a.yaml:9', 'z: 1 | a.yaml:11']);
  });

  test.each([
    '{{ if true }}',
    '{{ end }}',
    '{{ "x }}',
    '{{ `x',
    '{{/* x',
    '{{ else }}',
    '{{ x',
    '{{ define "q" }}',
  ])('%s alone: nothing is rendered, and asking for its lines does no harm', async text => {
    const request = chart({ 'templates/a.yaml': HEAD + text });
    expect((await engine.renderChart(request)).ok).toBe(false);
    const map = await mapRendering(engine, request, []);
    expect(map.at(0, 0)).toBeUndefined();
    expect([...map.templates.unread]).toEqual([['templates/a.yaml', 'syntax-unread']]);
  });
});

describe('documents', () => {
  const CONFIG = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

  test('made by a range, in text and by an action', async () => {
    const text = `{{- range list "x" "y" }}\n---\n${CONFIG('{{ . }}')}{{- end }}\n{{- range list "v" "w" }}\n{{ print "---" }}\n${CONFIG('{{ . }}')}{{- end }}\n`;
    const names = (await lines(engine, { 'templates/a.yaml': text })).filter(line => line.startsWith('name'));
    expect(names).toEqual([
      'name: x | a.yaml:6',
      'name: y | a.yaml:6',
      'name: v | a.yaml:13',
      'name: w | a.yaml:13',
    ]);
  });

  test('that are the same in everything, from two places', async () => {
    const text = `${CONFIG('a')}---\n${CONFIG('a')}`;
    const names = (await lines(engine, { 'templates/a.yaml': text })).filter(line => line.startsWith('name'));
    expect(names).toEqual(['name: a | a.yaml:4', 'name: a | a.yaml:9']);
  });

  test('printed whole by one action, with separators', async () => {
    const values = `all: |\n${`${CONFIG('x')}---\n${CONFIG('y')}---\n${CONFIG('z')}`.replaceAll(/^/gm, '  ')}`;
    const files = { 'values.yaml': values, 'templates/a.yaml': `${CONFIG('w')}---\n{{ .Values.all }}\n` };
    const names = (await lines(engine, files)).filter(line => line.startsWith('name'));
    expect(names).toEqual([
      'name: w | a.yaml:4',
      'name: x | a.yaml:6',
      'name: y | a.yaml:6',
      'name: z | a.yaml:6',
    ]);
  });

  test('printed by one action, with text behind that Helm would read with its markers: not traced', async () => {
    const values = `all: |\n${`${CONFIG('x')}---\n${CONFIG('y')}`.replaceAll(/^/gm, '  ')}`;
    const shown = await lines(engine, {
      'values.yaml': values,
      'templates/a.yaml': `{{ .Values.all }}\n---\n${CONFIG('last')}`,
      'templates/b.yaml': CONFIG('b'),
    });
    expect(shown.filter(line => line.startsWith('name'))).toEqual([
      'name: x | ? markers-refused',
      'name: y | ? markers-refused',
      'name: last | ? markers-refused',
      'name: b | b.yaml:4',
    ]);
  });

  test('printed by two actions with separators of their own', async () => {
    const two = (name: string) => `${CONFIG(`${name}1`)}---\n${CONFIG(`${name}2`)}`.replaceAll(/^/gm, '  ');
    const shown = await lines(engine, {
      'values.yaml': `x: |\n${two('x')}y: |\n${two('y')}`,
      'templates/a.yaml': '{{ .Values.x }}\n{{ print "---" }}\n{{ .Values.y }}\n',
    });
    const names = shown.filter(line => line.startsWith('name'));
    expect(names).toHaveLength(4);
    for (const name of names)
      expect(name).toMatch(/^name: (?:x\d \| (?:a\.yaml:1|\? .*)|y\d \| (?:a\.yaml:3|\? .*))$/);
  });
});

describe('named templates', () => {
  test('whose text is compared, hashed, parsed and cut, and printed', async () => {
    const body = [
      '  {{- if eq (include "t" .) "k: v" }}',
      '  same: yes',
      '  {{- end }}',
      '  sum: {{ include "t" . | sha256sum | trunc 8 }}',
      '  parsed: {{ (include "t" . | fromYaml).k }}',
      '  cut: {{ include "t" . | trunc 1 }}',
      '  {{- include "t" . | fromYaml | toYaml | nindent 2 }}',
      '  {{- include "t" . | nindent 2 }}',
      '  {{- include "t" . | trim | nindent 2 }}',
      '  text: {{ tpl (include "t" .) . | quote }}',
      '',
    ].join('\n');
    expect(await data(engine, body, { 'templates/_h.tpl': define('t', 'k: v') })).toEqual([
      'same: yes | a.yaml:7',
      expect.stringMatching(/^sum: [0-9a-f]{8} \| a.yaml:9$/),
      'parsed: v | a.yaml:10',
      'cut: k | a.yaml:11',
      'k: v | a.yaml:12 text-worked-on',
      'k: v | _h.tpl:2',
      'k: v | _h.tpl:2',
      'text: "k: v" | a.yaml:15',
    ]);
  });

  test('called by a computed name', async () => {
    const more = { 'templates/_h.tpl': define('t', 'k: v') };
    expect(await data(engine, '  {{- include (printf "%s" "t") . | nindent 2 }}\n', more)).toEqual([
      'k: v | a.yaml:6 name-computed',
    ]);
  });

  test('called by template, with and without an argument', async () => {
    const more = { 'templates/_h.tpl': `{{ define "t" }}  k: {{ . | quote }}{{ end }}` };
    expect(await data(engine, '{{ template "t" "x" }}\n{{ template `t` }}\n', more)).toEqual([
      'k: "x" | _h.tpl:1',
      'k: | _h.tpl:1',
    ]);
  });

  test('that are blocks', async () => {
    const more = { 'templates/_h.tpl': '{{ define "u" }}{{ block "in" . }}k: v{{ end }}{{ end }}' };
    expect(
      await data(engine, '  {{ block "t" . }}a: 1\n  b: 2{{ end }}\n  {{ include "u" . }}\n  c: 3\n', more),
    ).toEqual(['a: 1 | a.yaml:6 block', 'b: 2 | a.yaml:6 block', 'k: v | _h.tpl:1 block', 'c: 3 | a.yaml:9']);
  });

  test('defined twice: the one that counts is the one that is named', async () => {
    const files = {
      'templates/_h.tpl': `\n\n${define('t', 'k: v')}`,
      'charts/b/Chart.yaml': 'apiVersion: v2\nname: b\nversion: 1.0.0\n',
      'charts/b/templates/_h.tpl': define('t', 'k: v'),
      'charts/b/templates/b.yaml': `${HEAD.replace('name: a', 'name: b')}data:\n  {{- include "t" . | nindent 2 }}\n`,
    };
    const found = await data(engine, '  {{- include "t" . | nindent 2 }}\n', files);
    expect(found.filter(line => line.startsWith('k:'))).toEqual(['k: v | _h.tpl:4', 'k: v | _h.tpl:4']);
  });

  test('an empty definition does not take the place of one that prints', async () => {
    const files = {
      'templates/_a.tpl': define('t', 'k: v'),
      'templates/_b.tpl': '{{ define "t" }}\n{{/* nothing */}}\n{{ end }}',
    };
    expect(await data(engine, '  {{- include "t" . | nindent 2 }}\n', files)).toEqual(['k: v | _a.tpl:2']);
  });

  test('that include one another, and themselves', async () => {
    const more = {
      'templates/_h.tpl':
        '{{- define "down" -}}\nn{{ . }}: x\n{{- if gt (int .) 0 }}\n{{ include "down" (sub (int .) 1) }}\n{{- end }}\n{{- end -}}',
    };
    const found = await data(engine, '  {{- include "down" 40 | nindent 2 }}\n  z: 1\n', more);
    expect(found).toHaveLength(42);
    expect(new Set(found.slice(0, 41).map(line => line.split(' | ')[1]))).toEqual(new Set(['_h.tpl:2']));
    expect(found.at(-1)).toBe('z: 1 | a.yaml:7');
  });

  test('that never come to an end: the clean rendering says so, and nothing is mapped', async () => {
    const request = chart({
      'templates/a.yaml': '{{ include "r" . }}',
      'templates/_h.tpl': '{{ define "r" }}{{ include "r" . }}{{ end }}',
    });
    expect((await engine.renderChart(request)).ok).toBe(false);
    expect((await mapRendering(engine, request, [])).at(0, 0)).toBeUndefined();
  }, 60_000);
});

describe('functions that look elsewhere', () => {
  test('text with actions, files and lookups', async () => {
    const files = {
      'values.yaml': 't: "a: {{ .Release.Name }}\\n{{ if true }}b: 2{{ end }}"\n',
      'conf/x.yaml': 'in: file\nmore: 1\n',
    };
    const body = [
      '  {{- tpl .Values.t . | nindent 2 }}',
      '  {{- .Files.Get "conf/x.yaml" | nindent 2 }}',
      '  {{- (.Files.Glob "conf/*").AsConfig | nindent 2 }}',
      '  {{- if lookup "v1" "Secret" "n" "s" }}',
      '  never: 1',
      '  {{- end }}',
      '  z: 1',
      '',
    ].join('\n');
    expect(await data(engine, body, files)).toEqual([
      'a: shop | a.yaml:6',
      'b: 2 | a.yaml:6',
      'in: file | a.yaml:7',
      'more: 1 | a.yaml:7',
      'x.yaml: | | a.yaml:8',
      'in: file | a.yaml:8',
      'more: 1 | a.yaml:8',
      'z: 1 | a.yaml:12',
    ]);
  });

  test('a file that is hashed, parsed and printed by its path', async () => {
    const path = 'include (print $.Template.BasePath "/b.yaml") .';
    const body = `  sum: {{ ${path} | sha256sum }}\n  name: {{ (${path} | fromYaml).metadata.name }}\n  all: |\n    {{- ${path} | nindent 4 }}\n  z: 1\n`;
    const files = {
      'templates/a.yaml': `${HEAD}data:\n${body}`,
      'templates/b.yaml': HEAD.replace('name: a', 'name: b'),
    };
    const found = await lines(engine, files);
    expect(found.slice(5, 13)).toEqual([
      expect.stringMatching(/^sum: [0-9a-f]{64} \| a.yaml:6$/),
      'name: b | a.yaml:7',
      'all: | | a.yaml:8',
      'apiVersion: v1 | a.yaml:9 name-computed',
      'kind: ConfigMap | a.yaml:9 name-computed',
      'metadata: | a.yaml:9 name-computed',
      'name: b | a.yaml:9 name-computed',
      'z: 1 | a.yaml:10',
    ]);
    expect(found.slice(13)).toEqual(
      SHOWN.map(line => line.replace('a.yaml', 'b.yaml').replace('name: a', 'name: b')),
    );
  });

  test('what is random is led back to what prints it, on one line and on many', async () => {
    const body =
      '  key: {{ .Values.r }}-{{ "x" }}\n  both: {{ .Values.r }}{{ .Values.s }}\n  {{- $c := .Values.c }}\n  crt: |\n    {{- $c | nindent 4 }}\n  z: 1\n';
    const values = (r: string, s: string, c: string): Files => ({ 'v.yaml': JSON.stringify({ r, s, c }) });
    /** What is random in the second rendering, too, as with the system's Helm: other values. */
    const other = (changed: Files): Engine => ({
      ...engine,
      renderChart: request =>
        engine.renderChart({ ...request, values: chart({}, { values: changed }).values }),
    });
    const files = { 'templates/a.yaml': `${HEAD}data:\n${body}` };
    const clean = values('aaaaaaaa', '11111111', 'M\nOP\nQ');
    const placesIn = async (changed: Files) => {
      const { rendered, map } = await mapped(engine, files, { values: clean, through: other(changed) });
      const text = rendered[0]?.text ?? '';
      return (part: string, beyond = 0) => {
        const printed = map.at(0, text.indexOf(part) + beyond);
        return printed === undefined ? map.degradation(0) : `${printed.mark.kind} ${printed.mark.token}`;
      };
    };
    const place = await placesIn(values('7Xc1bbbb', '99999999', 'M\nQR\nS'));
    expect(['key:', 'both:', 'z: 1'].map(part => place(part))).toEqual(['text 0', 'text 4', 'text 11']);
    expect([5, 12, 13, 14].map(at => place('key:', at))).toEqual([
      'action 1',
      'action 1',
      'text 2',
      'action 3',
    ]);
    // Two actions printed what differs: which of them printed the first character is likely, but not proven.
    expect(place('both:', 6)).toBe('rendering-differs');
    expect(['    M\n', '    OP\n', '    Q\n'].map(line => place(line, 4))).toEqual(
      Array(3).fill('action 10'),
    );
    // Another number of lines, too.
    const longer = await placesIn(values('aaaaaaaa', '11111111', 'N\nQR\n\nS\nT\nU'));
    expect(['key:', 'both:', 'z: 1'].map(part => longer(part))).toEqual(['text 0', 'text 4', 'text 11']);
    expect(['    M\n', '    OP\n', '    Q\n'].map(line => longer(line, 4))).toEqual(
      Array(3).fill('action 10'),
    );
  });
});

describe('numbers', () => {
  test('ten thousand templates, and named templates in one file', async () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 10_000; i++) files[`templates/f${i}.yaml`] = HEAD.replace('name: a', `name: f${i}`);
    files['templates/_h.tpl'] = Array.from({ length: 10_000 }, (_, i) => define(`t${i}`, 'k: v')).join('');
    files['templates/g.yaml'] = Array.from({ length: 10_000 }, (_, i) => `{{ include "t${i}" . }}`).join(
      '\n',
    );
    const request = chart(files);
    /** Prints templates as they are: the time of Helm itself is not what is measured. */
    const printing: Engine = {
      ...engine,
      renderChart: async ({ files: all }) => ({
        ok: true,
        documents: all
          .filter(({ path }) => /\/[fg][^/]*\.yaml/.test(path))
          .map(({ path, content }) => ({
            text: `# Source: shop/${path}\n${new TextDecoder().decode(content)}`,
          })),
        engine: { engine: 'none', tool: 'none', version: '' },
        warnings: [],
      }),
    };
    const outcome = await printing.renderChart(request);
    const rendered = outcome.ok ? outcome.documents : [];
    const before = performance.now();
    const map = await mapRendering(printing, request, rendered);
    expect(performance.now() - before).toBeLessThan(40_000);
    for (const index of [0, 5000, 9999]) {
      const printed = map.at(index, (rendered[index]?.text ?? '').indexOf('name: f'));
      expect(printed?.mark.file.path).toBe(`templates/f${index}.yaml`);
      expect(printed?.mark.offset).toBe(HEAD.indexOf('name: a'));
    }
  }, 60_000);

  test('many documents that all differ: the search for their twins ends', async () => {
    const body = `{{- range until 1000 }}\n---\n${HEAD.replace('name: a', 'name: {{ randAlphaNum 5 }}{{ randAlphaNum 5 }}')}{{- end }}\n`;
    const before = performance.now();
    const found = await lines(engine, { 'templates/a.yaml': body });
    expect(found).toHaveLength(4000);
    for (const line of found)
      expect(line).toMatch(/ \| (?:a\.yaml:[3-6]|\? (?:ambiguous|rendering-differs|too-many-pieces))$/);
    expect(performance.now() - before).toBeLessThan(40_000);
  }, 60_000);
});

describe('when rendering with markers fails', () => {
  /** An engine that refuses the second rendering, naming a file, as often as told. */
  const refusing = (files: readonly (string | undefined)[]): Engine => {
    const left = [...files];
    return {
      ...engine,
      renderChart: async request => {
        if (left.length === 0) return engine.renderChart(request);
        const file = left.shift();
        return {
          ok: false,
          problem: { code: 'x', message: 'x', gates: true, ...(file === undefined ? {} : { file }) },
          engine: { engine: 'none', tool: 'none', version: '' },
        };
      },
    };
  };
  const files = { 'templates/a.yaml': HEAD, 'templates/b.yaml': HEAD.replace('name: a', 'name: b') };
  const refused = (name: string) =>
    SHOWN.map(line => `${line.split(' |')[0]?.replace('name: a', name)} | ? markers-refused`);

  test('because of one file, the others are traced', async () => {
    expect(await lines(engine, files, { through: refusing(['charts/shop/templates/b.yaml']) })).toEqual([
      ...SHOWN,
      ...refused('name: b'),
    ]);
  });

  test.each([[[undefined]], [['charts/shop/values.yaml']]])(
    'for no reason that a file gives: %j',
    async problems => {
      expect(await lines(engine, files, { through: refusing(problems) })).toEqual([
        ...refused('name: a'),
        ...refused('name: b'),
      ]);
    },
  );
});
