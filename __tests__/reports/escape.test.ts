import { describe, expect, test } from '@jest/globals';
import { codeBlock, safeUrl } from '../../src/reports/escape.ts';
import { escapeHtml, escapeMarkdown, inlineCode, plain, withoutCommands } from '../../src/reports/index.ts';

describe('escaping', () => {
  test.each([
    ['a\tb\nc\r\nd', 'a b c  d'],
    ['\u001b[31mred\u0007', '␛[31mred␇'],
    ['\u009b2J', '\\u{9b}2J'],
    ['user\u202egpj.exe', 'user\\u{202e}gpj.exe'],
    ['\u007f', '␡'],
    ['a\ud800b', 'a\ufffdb'],
    ['\u{e0041}', '\\u{e0041}'],
    ['日本 Ünï 🙂', '日本 Ünï 🙂'],
  ])('plain %j', (text, expected) => {
    expect(plain(text)).toBe(expected);
  });

  test.each([
    [`<a href="x">'&'`, '&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;'],
    ['::error::x', '&#58;:error::x'],
    ['a ##[error]', 'a ##&#91;error]'],
  ])('HTML %j', (text, expected) => {
    expect(escapeHtml(text)).toBe(expected);
  });

  test.each([
    ['*a* _b_ `c` ~d~ |e| $f$', '\\*a\\* \\_b\\_ \\`c\\` \\~d\\~ \\|e\\| \\$f\\$'],
    ['[x](y) ![z](w)', '\\[x\\](y) !\\[z\\](w)'],
    ['<b>&amp;', '&lt;b&gt;&amp;amp;'],
    ['a\\<b', 'a\\\\&lt;b'],
    ['# h', '\\# h'],
    ['- item', '\\- item'],
    ['1. item', '1\\. item'],
    ['@octocat and a@b.example', '@\u200boctocat and a@\u200bb.example'],
    ['#12 !3 GH', '\\#\u200b12 !\u200b3 GH'],
    ['see https://x.example www.y.example', 'see https:\u200b//x.example www\u200b.y.example'],
  ])('Markdown %j', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  test.each([
    ['a', '`a`'],
    ['a`b', '``a`b``'],
    ['`a', '`` `a ``'],
    ['a``b`c', '```a``b`c```'],
    ['', ''],
  ])('code span %j', (text, expected) => {
    expect(inlineCode(text)).toBe(expected);
  });

  test('a code span in a table keeps its cell', () => {
    expect(inlineCode('a|b', true)).toBe('`a\\|b`');
  });

  test('a code block outlasts the fences inside', () => {
    expect(codeBlock(['a', '````', '\tb'], 'text')).toBe('`````text\na\n````\n  b\n`````');
  });

  test('links lead to https, or nowhere', () => {
    expect(safeUrl('https://a.example/b c"d')).toBe('https://a.example/b%20c%22d');
    for (const url of [
      'javascript:alert(1)',
      'http://a.example',
      'data:text/html,x',
      'https://',
      '//a',
      '',
    ]) {
      expect(safeUrl(url)).toBeUndefined();
    }
  });

  test('a log line is no command', () => {
    expect(withoutCommands('::error::x\n  ::debug::y\na ::b\nc ##[group]d')).toBe(
      ': :error::x\n  : :debug::y\na ::b\nc ## [group]d',
    );
  });
});
