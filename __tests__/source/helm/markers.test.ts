import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lex } from '../../../src/source/helm/lexer.ts';
import { freeCharacters, instrument, PREAMBLE, strip } from '../../../src/source/helm/markers.ts';
import { readTemplates } from '../../../src/source/helm/templates.ts';

function inputs(files: Readonly<Record<string, string | Uint8Array>>) {
  return Object.entries(files).map(([path, content]) => ({
    path,
    content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    origin: `shop/${path}`,
  }));
}

const CHARACTERS = { start: '\u{E000}', end: '\u{E001}', copy: '\u{E002}' };

/** The files of a chart with markers as `<id>` and names of copies as `name+`; those that got none are left out. */
function instrumented(files: Readonly<Record<string, string | Uint8Array>>): Record<string, string> {
  const { texts } = instrument(readTemplates(inputs(files)), CHARACTERS);
  const shown = (text: string) =>
    text.replaceAll('\u{E000}', '<').replaceAll('\u{E001}', '>').replaceAll('\u{E002}', '+');
  return Object.fromEntries([...texts].map(([path, text]) => [path, shown(text)]));
}

/** An instrumented template without what stands before it. */
function marked(text: string, files: Readonly<Record<string, string>> = {}): string | undefined {
  const copy = instrumented({ 'templates/a.yaml': text, ...files })['templates/a.yaml'];
  if (copy === undefined) return undefined;
  expect(copy.startsWith(`${PREAMBLE}<>`)).toBe(true);
  return copy.slice(PREAMBLE.length + 2);
}

describe('where markers stand', () => {
  test('before the first character of a line and before an action that prints', () => {
    expect(marked('a: 1\n  b: {{ .b }}-x\n\n')).toBe('<0>a: 1\n  <1>b: <2>{{ .b }}<3>-x\n\n');
  });

  test('before white space that an action trims', () => {
    expect(marked('a:\n  {{- .b }}')).toBe('<0>a:<1>\n  {{- .b }}');
    expect(marked('{{ if .a -}}\n  {{- .b -}}\n  c\n{{- end }}')).toBe(
      '{{ if .a -}}<0>\n  {{- .b -}}\n  <1>c\n{{- end }}',
    );
  });

  test('never in control actions, comments and assignments', () => {
    const text =
      '{{ $x := .a }}{{/* c */}}{{ if .a }}{{ else if .b }}{{ end }}{{ range .c }}{{ break }}{{ end }}';
    expect(marked(text)).toBe(text);
  });

  test('lines of Windows, tabs, block scalars and separators', () => {
    expect(marked('a: |\r\n\tb\r\n---\r\n')).toBe('<0>a: |\r\n\t<1>b\r\n<2>---\r\n');
  });

  test('a byte order mark does not count', () => {
    expect(marked('\uFEFFa: 1\n')).toBe('<0>a: 1\n');
  });

  test('the first action of a file is kept from trimming what stands before', () => {
    expect(marked('{{- .a }}')).toBe('<0>{{- .a }}');
  });
});

describe('files that get no markers', () => {
  test.each([
    ['unbalanced', '{{ if .a }}b', 'syntax-unread'],
    ['with a string without an end', 'a: {{ "b }}', 'syntax-unread'],
    ['that are not UTF-8', new Uint8Array([0x61, 0xff]), 'not-utf-8'],
  ])('%s', (_, content, reason) => {
    const templates = readTemplates(inputs({ 'templates/a.yaml': content }));
    expect(templates.files).toEqual([]);
    expect([...templates.unread]).toEqual([['templates/a.yaml', reason]]);
  });

  test('packed charts, and what is no template', () => {
    const templates = readTemplates(
      inputs({ 'charts/db-1.0.0.tgz': 'x', 'values.yaml': 'a: 1', 'crds/a.yaml': 'a: 1' }),
    );
    expect([...templates.unread]).toEqual([['charts/db-1.0.0.tgz', 'packed-chart']]);
    expect(templates.files).toEqual([]);
  });
});

describe('the characters of markers', () => {
  test('are such as occur nowhere', () => {
    expect(freeCharacters(['a\u{E000}b', '\u{E002}'])).toEqual({
      start: '\u{E001}',
      end: '\u{E003}',
      copy: '\u{E004}',
    });
    const all = Array.from({ length: 6400 }, (_, i) => String.fromCharCode(0xe000 + i)).join('');
    expect(freeCharacters([all])).toBeUndefined();
    expect(freeCharacters([all.slice(3)])).toEqual(CHARACTERS);
  });
});

describe('named templates', () => {
  const define = (name: string, body = 'x') => `{{ define "${name}" }}${body}{{ end }}`;
  /** Actions of a template after `a` got its copy. */
  const calling = (text: string) => marked(text, { 'templates/_h.tpl': define('a') });

  test('stay as they are and have a copy with markers', () => {
    const helpers = '{{- define "a" -}}\n  x: {{ .y }}\n{{- end -}}\n';
    const copy = '{{ define "a+" -}}\n  <2>x: <3>{{ .y }}\n{{- end -}}';
    const files = { 'templates/a.yaml': 'b: {{ include "a" . }}', 'templates/_h.tpl': helpers };
    expect(instrumented(files)).toEqual({
      'templates/a.yaml': `${PREAMBLE}<><0>b: <1>{{ include "a+" . }}`,
      'templates/_h.tpl': helpers + copy,
    });
  });

  test.each([
    ['{{ include "a" . }}', '<0>{{ include "a+" . }}'],
    ['{{- include "a" . | nindent 2 }}', '<0>{{- include "a+" . | nindent 2 }}'],
    ['{{ include `a` . | trim | indent 2 }}', '<0>{{ include "a+" . | trim | indent 2 }}'],
    ['{{ indent 2 (include "a" .) }}', '<0>{{ indent 2 (include "a+" .) }}'],
    ['{{ template "a" . }}', '<0>{{ template "a+" . }}'],
    ['{{ include "a" (dict "a" "a") }}', '<0>{{ include "a+" (dict "a" "a") }}'],
    ['{{ dict "a" "a" | include "a" }}', '<0>{{ dict "a" "a" | include "a+" }}'],
    ['{{ include "a" (include "a" .) }}', '<0>{{ include "a+" (include "a" .) }}'],
  ])('%s prints the copy', (text, copy) => {
    expect(calling(text)).toBe(copy);
  });

  test.each([
    '{{ include "a" . | quote }}',
    '{{ include "a" . | fromYaml | toYaml }}',
    '{{ tpl (include "a" .) . }}',
    '{{ printf "%s" (include "a" .) }}',
    '{{ include .name . }}',
    '{{ include "b" . }}',
    '{{ include (printf "%s" "a") . }}',
  ])('%s does not', text => {
    expect(calling(text)).toBe(`<0>${text}`);
  });

  test.each([
    '{{ if eq (include "a" .) "x" }}{{ end }}',
    '{{ $x := include "a" . }}',
    '{{ with include "a" . }}{{ end }}',
    '{{ range (include "a" . | fromYaml).l }}{{ end }}',
  ])('%s sees no marker', text => {
    expect(calling(text)).toBe(text);
  });

  test('call one another among copies, and have none where nobody prints them', () => {
    const helpers = define('a', '{{ include "b" . }}') + define('b') + define('c');
    expect(
      instrumented({ 'templates/a.yaml': '{{ include "a" . }}', 'templates/_h.tpl': helpers })[
        'templates/_h.tpl'
      ],
    ).toBe(`${helpers}{{ define "a+" }}<1>{{ include "b+" . }}{{ end }}{{ define "b+" }}<2>x{{ end }}`);
  });

  test('have none when one of the name stands where it cannot be read', () => {
    const files = { 'templates/a.yaml': '{{ include "a" . }}', 'templates/_h.tpl': define('a') };
    const packed = instrumented({ ...files, 'charts/b-1.0.0.tgz': 'x' });
    expect(packed['templates/a.yaml']).toBe(`${PREAMBLE}<><0>{{ include "a" . }}`);
    const latin = new TextEncoder().encode(define('a', '\u{FF}')).filter(byte => byte !== 0xc3);
    expect(instrumented({ ...files, 'charts/b/templates/_l.tpl': latin })).toEqual(packed);
  });

  test('a definition in a string or a comment is none', () => {
    const text = '{{ "{{ define \\"s\\" }}" }}{{/* {{ define "t" }} */}}';
    expect(readTemplates(inputs({ 'templates/a.yaml': text })).files[0]?.within).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('of a block: its text is left as it is, and defined once', () => {
    const text = '{{ define "a" }}{{- block "c" .x -}} y {{ end -}}{{ end }}';
    expect(
      instrumented({
        'templates/a.yaml': '{{ block "d" . }}z{{ end }}{{ include "a" . }}',
        'templates/_h.tpl': text,
      }),
    ).toEqual({
      'templates/a.yaml': `${PREAMBLE}<><0>{{ block "d" . }}z{{ end }}<1>{{ include "a+" . }}`,
      'templates/_h.tpl': `${text}{{ define "a+" }}<2>{{-  template "c" .x  -}}{{ end }}`,
    });
  });
});

test('a file that is included by its path stays as it is, beside a copy that prints', () => {
  const file = 'a: 1\n{{- define "d" }}x{{ end -}}\n';
  const sum = '{{ include (print $.Template.BasePath "/b.yaml") . | sha256sum }}{{ include "d" . }}';
  expect(instrumented({ 'templates/a.yaml': sum, 'templates/b.yaml': file })).toEqual({
    'templates/a.yaml': `${PREAMBLE}<><0>${sum.replace('"d"', '"d+"').replace('}}{{', '}}<1>{{')}`,
    'templates/b.yaml': `${file}{{ define "d+" }}<2>x{{ end -}}`,
    'templates/b.yaml.copy-with-markers.yaml': `${PREAMBLE}<><3>a: 1\n{{- /**/ -}}\n`,
  });
});

test('taking the markers out gives the template back, and it is cut into the same actions', () => {
  const part = fc.constantFrom(
    '{{ .a }}',
    '{{- .b -}}',
    '{{ if .c }}',
    '{{- end }}',
    '{{/* d */}}',
    '\n',
    '  ',
    'e: f',
    '\r\n',
    '{{ "\\"" }}',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 25 }), parts => {
      const text = parts.join('');
      const templates = readTemplates(inputs({ 'templates/a.yaml': text }));
      const copy = instrument(templates, CHARACTERS).texts.get('templates/a.yaml');
      if (copy === undefined) return;
      expect(strip(copy, CHARACTERS)?.text).toBe(PREAMBLE + text);
      const actions = (of: string) => (lex(of) ?? []).filter(token => token.type === 'action').length;
      expect(actions(copy)).toBe(actions(text));
    }),
  );
});
