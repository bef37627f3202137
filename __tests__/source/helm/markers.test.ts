import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lex } from '../../../src/source/helm/lexer.ts';
import { instrument, PREAMBLE, strip } from '../../../src/source/helm/markers.ts';
import { readTemplates } from '../../../src/source/helm/templates.ts';

function inputs(files: Readonly<Record<string, string | Uint8Array>>) {
  return Object.entries(files).map(([path, content]) => ({
    path,
    content: typeof content === 'string' ? new TextEncoder().encode(content) : content,
    origin: `shop/${path}`,
  }));
}

/** An instrumented template with its markers as `<id>`. */
function marked(text: string, files: Readonly<Record<string, string>> = {}): string | undefined {
  const templates = readTemplates(inputs({ 'templates/a.yaml': text, ...files }));
  const copy = instrument(templates, templates.straight).texts.get('templates/a.yaml');
  if (copy === undefined) return undefined;
  expect(copy.startsWith(PREAMBLE)).toBe(true);
  return copy
    .slice(PREAMBLE.length + 2)
    .replaceAll('\u{E000}', '<')
    .replaceAll('\u{E001}', '>');
}

/** Which named templates get markers. */
function straight(files: Readonly<Record<string, string>>): string[] {
  return [...readTemplates(inputs(files)).straight].sort();
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
    ['unbalanced', '{{ if .a }}b'],
    ['with markers in the text', 'a: \u{E000}1\u{E001}'],
    ['with a string without an end', 'a: {{ "b }}'],
  ])('%s', (_, text) => {
    expect(marked(text)).toBeUndefined();
  });

  test('that are not UTF-8, or not templates', () => {
    const files = {
      'templates/a.yaml': new Uint8Array([0x61, 0xff]),
      'values.yaml': 'a: 1',
      'crds/a.yaml': 'a: 1',
    };
    expect(readTemplates(inputs(files)).files).toEqual([]);
  });
});

describe('named templates get markers', () => {
  const define = (name: string, body = 'x') => `{{ define "${name}" }}${body}{{ end }}`;

  test('when their text goes to the output as it is, or indented', () => {
    const uses =
      '{{ include "a" . }}{{ include "b" . | nindent 2 }}{{ indent 2 (include "c" .) }}{{ template "d" . }}';
    expect(
      straight({
        'templates/_h.tpl': ['a', 'b', 'c', 'd'].map(n => define(n)).join(''),
        'templates/u.yaml': uses,
      }),
    ).toEqual(['a', 'b', 'c', 'd']);
  });

  test.each([
    '{{ include "a" . | quote }}',
    '{{ include "a" . | fromYaml }}',
    '{{ if eq (include "a" .) "x" }}{{ end }}',
    '{{ $x := include "a" . }}',
    '{{ with include "a" . }}{{ . }}{{ end }}',
    '{{ tpl (include "a" .) . }}',
    '{{ include "b" (dict "x" (include "a" .)) }}',
    '{{ define "c" }}{{ include "a" . }}{{ end }}{{ include "c" . | sha256sum }}',
    '{{ include .name . | trim }}',
  ])('but not with %s', text => {
    expect(
      straight({ 'templates/_h.tpl': define('a'), 'templates/u.yaml': `${text}{{ include "a" . }}` }),
    ).not.toContain('a');
  });

  test('a call anywhere in the chart counts, in charts inside it too', () => {
    const files = {
      'templates/_h.tpl': define('a'),
      'charts/b/templates/b.yaml': '{{ include "a" . | upper }}',
    };
    expect(straight(files)).toEqual([]);
  });

  test('a definition in a string is none', () => {
    expect(straight({ 'templates/a.yaml': '{{ "{{ define \\"s\\" }}" }}' })).toEqual([]);
  });

  test('the end of one has a marker of its own', () => {
    const templates = readTemplates(inputs({ 'templates/_h.tpl': '{{ define "a" }}\nx\n{{- end }}' }));
    const { marks } = instrument(templates, templates.straight);
    expect(marks.map(mark => `${mark.kind} ${mark.offset}`)).toEqual(['text 17', 'end 19']);
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
      const copy = instrument(templates, templates.straight).texts.get('templates/a.yaml');
      if (copy === undefined) return;
      expect(strip(copy)?.text).toBe(PREAMBLE + text);
      const actions = (of: string) => (lex(of) ?? []).filter(token => token.type === 'action').length;
      expect(actions(copy)).toBe(actions(text));
    }),
  );
});
