import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parsePipeline } from '../../../src/source/helm/expression.ts';
import { lex } from '../../../src/source/helm/lexer.ts';

/** Tokens as `type:text`, actions with their role, keyword and pipeline. */
function shown(text: string): string[] | undefined {
  return lex(text)?.map(token => {
    const written = text.slice(token.start, token.end);
    if (token.type !== 'action') return `${token.type}:${written}`;
    const trims = `${token.trimsLeft ? '<' : ''}${token.trimsRight ? '>' : ''}`;
    return `${token.role}${trims}:${token.keyword}:${text.slice(token.body.start, token.body.end)}`;
  });
}

describe('tokens', () => {
  test('text, actions, trim markers and comments', () => {
    expect(shown('a: {{ .Values.a }}\n{{- /* b }} */ -}}\nc')).toEqual([
      'text:a: ',
      'print::.Values.a',
      'text:\n',
      'comment:{{- /* b }} */ -}}',
      'text:\nc',
    ]);
    expect(shown('{{- .a -}}')).toEqual(['print<>::.a']);
    expect(shown('{{-3}}{{/* c */}}')).toEqual(['print::-3', 'comment:{{/* c */}}']);
  });

  test('delimiters in strings do not end an action', () => {
    expect(shown('{{ "}}" }}{{ `{{\n}}` }}{{ \'}\' }}{{ "\\"}}" }}')).toEqual([
      'print::"}}"',
      'print::`{{\n}}`',
      "print::'}'",
      'print::"\\"}}"',
    ]);
    expect(shown('{{ "{{ define \\"x\\" }}" }}')).toEqual(['print::"{{ define \\"x\\" }}"']);
  });

  test('what prints, what sets and what controls', () => {
    expect(
      shown('{{if .a}}{{else if eq .b "c"}}{{else}}{{end}}{{$x := 1}}{{ $x = 2 }}{{template "t" .}}'),
    ).toEqual([
      'open:if:.a',
      'else:else if:eq .b "c"',
      'else:else:',
      'end:end:',
      'assign::$x := 1',
      'assign::$x = 2',
      'print:template:"t" .',
    ]);
    expect(shown('{{ range $i, $e := .l }}{{ break }}{{ end }}{{- with.Values.a }}{{ end }}')).toEqual([
      'open:range:$i, $e := .l',
      'jump:break:',
      'end:end:',
      'open<:with:.Values.a',
      'end:end:',
    ]);
    // Names that begin like keywords.
    expect(shown('{{ ifx }}{{ endpoint . }}{{ $x }}{{ eq $x 1 }}')).toEqual([
      'print::ifx',
      'print::endpoint .',
      'print::$x',
      'print::eq $x 1',
    ]);
  });

  test('nesting is known by token', () => {
    const tokens = lex('{{define "a"}}{{with .b}}x{{else}}y{{end}}{{end}}') ?? [];
    expect(tokens.map(token => token.inside)).toEqual([-1, 0, 1, 0, 3, 0, -1]);
    expect(tokens.map(token => (token.type === 'action' ? token.opener : -1))).toEqual([
      -1, -1, -1, 1, -1, 1, 0,
    ]);
  });

  test.each([
    ['an action without an end', 'a {{ .b'],
    ['a string over lines', '{{ "a\n" }}'],
    ['a raw string without an end', '{{ `a }}'],
    ['a comment without an end', '{{/* a }}'],
    ['something behind a comment', '{{/* a */ b }}'],
    ['a block without an end', '{{ if .a }}'],
    ['an end without a block', '{{ end }}'],
    ['an else without a block', '{{ else }}'],
  ])('%s is refused', (_, text) => {
    expect(lex(text)).toBeUndefined();
  });

  test('every character belongs to exactly one token', () => {
    const part = fc.constantFrom(
      '{{',
      '{{- ',
      '}}',
      ' -}}',
      '"',
      '`',
      '/*',
      '*/',
      'if .a',
      'end',
      'else',
      'define "x"',
      '\n',
      '\r\n',
      ' ',
      '\t',
      'é',
      'a: b',
      '|',
      '---',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), parts => {
        const text = parts.join('');
        const tokens = lex(text);
        if (tokens === undefined) return;
        let at = 0;
        for (const token of tokens) {
          expect(token.start).toBe(at);
          expect(token.end).toBeGreaterThan(token.start);
          at = token.end;
        }
        expect(at).toBe(text.length);
      }),
    );
  });

  test('a megabyte in one line takes no time to speak of', () => {
    const before = performance.now();
    expect(lex(`a: ${'x'.repeat(1 << 20)}\n{{ "${'y'.repeat(1 << 20)}" }}`)).toHaveLength(2);
    expect(lex(' '.repeat(1 << 20))).toHaveLength(1);
    expect(lex('{{ '.repeat(1 << 18))).toBeUndefined();
    expect(performance.now() - before).toBeLessThan(2000);
  });
});

describe('pipelines', () => {
  const dot = { type: 'dot' } as const;
  const values = (...names: string[]) => ({ type: 'fields', base: dot, names: ['Values', ...names] });

  test('fields, variables and calls', () => {
    expect(parsePipeline('.Values.a.b').value).toEqual(values('a', 'b'));
    expect(parsePipeline('(.Values.a).b').value).toEqual({
      type: 'fields',
      base: values('a'),
      names: ['b'],
    });
    expect(parsePipeline('$.Values.a').value).toEqual({
      type: 'fields',
      base: { type: 'variable', name: '' },
      names: ['Values', 'a'],
    });
    expect(parsePipeline('toYaml .Values.a | nindent 4').value).toEqual({
      type: 'call',
      name: 'nindent',
      args: [
        { type: 'literal', value: 4 },
        { type: 'call', name: 'toYaml', args: [values('a')] },
      ],
    });
  });

  test('declared variables', () => {
    expect(parsePipeline('$x := .a').variables).toEqual(['x']);
    expect(parsePipeline('$k, $v := .a')).toMatchObject({ variables: ['k', 'v'], value: { names: ['a'] } });
    expect(parsePipeline('$x = "a"')).toEqual({ variables: ['x'], value: { type: 'literal', value: 'a' } });
    expect(parsePipeline('eq $x "a"').variables).toEqual([]);
  });

  test.each(['', '(', ')', '.a .b', '"', '$x := ', 'a #', '('.repeat(500)])('%j is unknown', text => {
    expect(parsePipeline(text).value).toEqual({ type: 'unknown' });
  });

  test('nothing makes it throw', () => {
    const part = fc.constantFrom('(', ')', '.', '|', ' ', '$', '"', 'a', '.b', ':=', '=', ',', '1', '`', "'");
    fc.assert(fc.property(fc.array(part), parts => void parsePipeline(parts.join(''))));
  });
});
