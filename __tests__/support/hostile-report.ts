import fc from 'fast-check';
import type { Report } from '../../src/reports/index.ts';
import { sampleChanges } from '../reports/sample-changes.ts';
import { sampleReport } from '../reports/sample-report.ts';

/** What acts somewhere: on a forge, in a runner's log, in a terminal, a browser, a parser, or on our own comments. */
export const ACTING = [
  // People and things that a forge tells of.
  ...[
    '@octocat',
    '@acme/team',
    '@all',
    'foo@octocat',
    '#12',
    'acme/shop#4',
    'acme/shop@deadbeef',
    'GH-3',
    'gh-3',
  ],
  ...[
    '!1',
    '~bug',
    '%"1.0"',
    '$1',
    '&1',
    ':tada:',
    'https://e.xyz/a',
    'www.e.xyz',
    'http://e.xyz',
    'a@e.xyz',
  ],
  // Markup.
  ...[
    '<img src=x onerror=alert(1)>',
    '<script>',
    '</details>',
    '<details open><summary>',
    '<a href="http://e.xyz">',
  ],
  ...[
    '![x](http://e.xyz/y.png)',
    '[a](javascript:alert(1))',
    '[a]: http://e.xyz',
    '[^1]',
    '&lt;',
    '&#64;',
    '&nbsp;',
  ],
  ...[
    '`',
    '``',
    '```',
    '````',
    '~~~',
    '```suggestion',
    '*',
    '**',
    '_',
    '~~',
    '$x$',
    '$$',
    '|',
    '\\',
    '\\|',
    '||',
  ],
  ...[
    '# h',
    '- [ ] x',
    '1. a',
    '1) a',
    '> q',
    '+ a',
    '===',
    '---',
    '***',
    '>>>',
    '[!CAUTION]',
    '\n',
    '\n\n',
    '\t',
  ],
  // Commands.
  ...[
    '::error file=a::b',
    '::set-output name=a::b',
    '::stop-commands::x',
    '##[error]x',
    '%0A::error::x',
    '%0D%0A',
  ],
  ...['\r', '\r\n', '\n::error::x', '\r::error::x', '/close', '\n/merge\n', '\u2028/close', '/approve'],
  // Our own marker, comments, and sections that end.
  ...['<!-- kubeproof:1 id=default fp=sticky -->', '<!--', '-->', ']]>', '<![CDATA[', '--!>', '?>'],
  // Characters that act.
  ...[
    '\u202e',
    '\u2066',
    '\u2069',
    '\u200b',
    '\u200f',
    '\u2028',
    '\u0000',
    '\u0007',
    '\u009b31m',
    '\ud800',
    '\ufffe',
  ],
  ...['\u001b[2K', '\u001b]0;owned\u0007', '\u001b]8;;http://e.xyz\u001b\\'],
];

/** Text made of it, and of anything else. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...ACTING) },
      { weight: 2, arbitrary: fc.string({ maxLength: 6 }) },
      { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
      { weight: 1, arbitrary: fc.constantFrom(': ', '. ', ' ', 'container ', '"app" ', 'a'.repeat(400)) },
    ),
    { minLength: 1, maxLength: 7 },
  )
  .map(parts => parts.join(''));

/** Members that the program sets itself, from a closed list; everything else may come from the pull request. */
const OWN = new Set([
  ...[
    'schema',
    'severity',
    'state',
    'side',
    'outcome',
    'failOn',
    'change',
    'risk',
    'was',
    'engine',
    'fingerprint',
  ],
  ...['operation', 'how', 'moved', 'noise', 'commit', 'digest', 'at', 'expires'],
]);

/** The value with every text, and every key of open maps, replaced by a hostile one. */
export function poison<T>(value: T, hostile: (path: string) => string, path = ''): T {
  if (typeof value === 'string') return hostile(path) as T;
  if (Array.isArray(value)) {
    // A line of a difference begins with its sign.
    const sign = (i: number) =>
      path.endsWith('.lines') && path.includes('changes') ? '+- @'.charAt(i % 4) : '';
    return value.map((item, i) => {
      const next = poison(item, hostile, `${path}.${i}`);
      return typeof next === 'string' && sign(i) !== '' ? sign(i) + next.replaceAll('\n', ' ') : next;
    }) as T;
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      if (OWN.has(key) && typeof member === 'string') return [key, member];
      // Whether all findings count; the scope of a permission names a namespace.
      if ((key === 'scope' && path === '') || (key === 'from' && !path.includes('approvals')))
        return [key, member];
      if (key === 'controls') return [key, { [hostile(`${path}.key`)]: [hostile(`${path}.id`)] }];
      // Addresses of guardrails' pages are the program's own; a report of a stranger loses them before it is shown.
      if (key === 'url') return [key, member];
      // A location's kind is the program's own, and that of a story; a resource's is not.
      if (key === 'kind' && typeof member === 'string' && isOwnKind(path)) return [key, member];
      return [key, poison(member, hostile, `${path}.${key}`)];
    }),
  ) as T;
}

function isOwnKind(path: string): boolean {
  return /location$|related\.\d+$|because\.\d+$|place$|changes/.test(path) && !path.endsWith('resource');
}

const APPROVER = {
  login: 'carol',
  at: '2026-11-20T09:12:00Z',
  commit: 'b'.repeat(40),
  teams: ['acme/security'],
};

/** A report with everything in it: {@link sampleReport}, approvals, what changes, an edit that is offered. */
export const wholeReport: Report = {
  ...sampleReport,
  changes: sampleChanges,
  approvals: (['waiting', 'given', 'unknown'] as const).map(state => ({
    for: ['rbac.cluster-scope'],
    from: ['alice', 'acme/security'],
    count: 1,
    because: ['ServiceAccount shop/bot gains get secrets', 'and more'],
    given: state === 'waiting' ? [] : [APPROVER],
    state,
  })),
};

/** {@link wholeReport} with these texts, in turn, wherever one may come from the pull request. */
export function hostileReport(texts: readonly string[]): Report {
  let turn = 0;
  return poison(wholeReport, () => texts[turn++ % texts.length] as string);
}
