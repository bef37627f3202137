import { describe, expect, test } from '@jest/globals';
import type { PermissionReport } from '../../src/analyzers/index.ts';
import { permissionsSection } from '../../src/review/permissions.ts';
import { everyPermission, permissions } from '../support/permissions.ts';

const budget = 12_000;
const FORGE =
  '\n# heading\n```\n| a | b |\n@octocat #1 GH-1 :tada: [x](javascript:alert(1)) </details> <!-- kubeproof:1 -->';

/** With another text in every field that comes from the pull request. */
function poisoned<T>(value: T, text: string, key = ''): T {
  if (typeof value === 'string') return (/^(?:change|risk|was|kind|id|what)$/.test(key) ? value : text) as T;
  if (Array.isArray(value)) return value.map(item => poisoned(item, text, key)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, poisoned(member, text, name)]),
  ) as T;
}

describe('permissions in a comment', () => {
  test('nothing changed, nothing is said', () => {
    expect(permissionsSection(permissions(), { budget })).toBe('');
  });

  test('nobody gained anything: one line', () => {
    const report: PermissionReport = { ...permissions(), refactored: true, verdict: 'roles changed' };
    expect(permissionsSection(report, { budget })).toBe(
      "**Permissions** Roles or bindings changed, and nobody's permissions did.",
    );
  });

  test('what a finding says is not said again', () => {
    const told = permissionsSection(everyPermission, { budget });
    expect(told).toContain('RoleBinding shop/operator refers to ClusterRole operator now');
    const messages = everyPermission.apply.map(({ text }) => ({ message: `${text} So it fails.` }));
    const rest = permissionsSection(everyPermission, { budget, findings: messages as never });
    expect(rest).not.toContain('RoleBinding shop/operator refers to ClusterRole operator now');
    expect(rest).toContain('Deployment shop/web runs as');
  });

  test('no line numbers without links: the text is the same while lines move', () => {
    expect(permissionsSection(everyPermission, { budget })).not.toMatch(/\.yaml:\d/);
  });

  test('whatever is in the way of the budget is left out whole', () => {
    for (const small of [300, 600, 900, 1_200, 2_000, 4_000]) {
      const text = permissionsSection(everyPermission, { budget: small });
      if (small > 600) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(small);
      expect(text.split('<details>').length).toBe(text.split('</details>').length);
      expect(text.split('```').length % 2).toBe(1);
    }
  });

  test('names are text, and never a mention, a reference, a marker or the end of a fold', () => {
    const text = permissionsSection(poisoned(everyPermission, FORGE), { budget: 60_000, limit: 25 })
      .replace(/^```mermaid\n[\s\S]*?\n```$/gm, '')
      // An escaped back-tick begins no code span; in one, nothing acts.
      .replace(/\\`/g, '')
      .replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '');
    expect(text).not.toMatch(/@\w|(?<![\w&])#1|GH-1|:tada:|<!--|^# /m);
    expect(text).not.toMatch(/(?<!\\)\[x(?<!\\)\]\(/);
    expect(text.match(/<\/details>/g)).toHaveLength(2);
  });
});
