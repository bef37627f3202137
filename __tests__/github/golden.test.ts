import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { summaryMarkdown } from '../../src/github/summary.ts';
import type { ReportFinding } from '../../src/reports/index.ts';
import { anchorLookup } from '../../src/review/anchors.ts';
import { findingComment, resolvedComment } from '../../src/review/comment.ts';
import { parseMarker } from '../../src/review/marker.ts';
import { stickyComment } from '../../src/review/sticky.ts';
import { artifact, context, diff, finding, frame, links, report, richReport, secretsRead } from './sample.ts';

/** Texts as people see them; `UPDATE_GOLDEN=1` writes them anew, for a person to read. */
function expectGolden(name: string, text: string): void {
  const path = join(process.cwd(), '__tests__/github/golden', name);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
}

const anchorOf = anchorLookup(diff);

describe('review comments', () => {
  test('a values key', () => {
    const it = finding('privileged');
    expectGolden('comment-values.md', findingComment(it, richReport(), anchorOf(it), frame).body);
  });

  test('a proven edit, where the key is missing', () => {
    const file = 'charts/checkout/values.yaml';
    const it = finding('no limit', {
      guardrail: 'memory-limit',
      message: 'Container "app" has no memory limit: one leak takes the node with it.',
      location: { kind: 'values', file, line: 12, column: 1, add: 'limits.memory' },
      suggestion: {
        edits: [{ file, line: 12, endLine: 12, lines: ['resources:', '  limits:', '    memory: 256Mi'] }],
      },
    });
    expectGolden('comment-suggestion.md', findingComment(it, richReport(), anchorOf(it), frame).body);
    const { suggestion: _, ...unproven } = it;
    expectGolden('comment-add.md', findingComment(unproven, richReport(), anchorOf(unproven), frame).body);
  });

  test('a manifest, without environments, excerpt or related places', () => {
    const { rendered: _, ...it } = secretsRead;
    expectGolden('comment-manifest.md', findingComment(it, richReport(), anchorOf(it), frame).body);
  });

  test('a message that names its resource is not followed by it', () => {
    const message = 'ClusterRole reader may read all Secrets: credentials.';
    const resource = {
      group: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      namespace: '',
      name: 'reader',
    };
    const { rendered: _, ...it } = { ...secretsRead, message, resource, related: [] };
    const paragraphs = findingComment(it, richReport(), anchorOf(it), frame).body.split('\n\n');
    expect(paragraphs[0]).toBe('**ClusterRole reader may read all Secrets**: credentials.');
    expect(paragraphs.filter(p => p.startsWith('ClusterRole `reader`'))).toEqual([]);
  });

  test('a place that stands alone begins the line, and what is only this line goes without saying', () => {
    const related = [
      { kind: 'template' as const, file: 'a.tpl', line: 8, note: 'printed by this template line' },
      { kind: 'template' as const, file: 'b.yaml', line: 3, note: 'called by this template line' },
    ];
    const it = finding('x', { location: { kind: 'manifest', file: 'c.yaml', line: 1 }, related });
    const says = (of: ReportFinding) =>
      findingComment(of, richReport(), { path: 'c.yaml', line: 1, side: 'RIGHT' }, frame).body.split(
        '\n\n',
      )[1];
    expect(says(it)).toBe(
      'Deployment `shop/prod-checkout` (prod, staging) · printed by `a.tpl:8`, called by `b.yaml:3`',
    );
    const named = { ...it, message: 'Deployment shop/prod-checkout is gone.', renderings: [] };
    expect(says(named)).toBe('Printed by `a.tpl:8`, called by `b.yaml:3`');
  });

  test('fixed after a reply', () => {
    const { body } = findingComment(finding('privileged'), richReport(), undefined, frame);
    const marker = parseMarker(body)!;
    expectGolden('comment-fixed.md', resolvedComment({ kind: 'fixed' }, body, marker, frame).body);
  });

  test('moved after a reply', () => {
    const it = finding('privileged');
    const movedTo = anchorOf(it)!;
    expectGolden('comment-moved.md', findingComment(it, richReport(), undefined, frame, { movedTo }).body);
  });

  test('one line, many objects', () => {
    const others = ['web', 'api', 'jobs'].map(name =>
      finding(name, { resource: { group: '', kind: 'Service', namespace: 'shop', name } }),
    );
    const it = finding('privileged');
    expectGolden('comment-many.md', findingComment(it, richReport(), anchorOf(it), frame, { others }).body);
  });

  test('taken away: on the line that is gone', () => {
    const gone = finding('policy', {
      guardrail: 'network-policy-removed',
      message: 'NetworkPolicy default-deny is gone: everything in shop can be reached again.',
      side: 'removed',
      related: [],
    });
    const anchor = { path: 'access/bot.yaml', line: 9, side: 'LEFT' as const };
    expectGolden('comment-removed.md', findingComment(gone, richReport(), anchor, frame).body);
  });

  test('waived after a reply', () => {
    const { body } = findingComment(finding('privileged'), richReport(), undefined, frame);
    const waiver = {
      id: 'w',
      owner: '@acme/platform',
      file: '.kubeproof/waivers.yaml',
      line: 2,
      reason: 'Node agent',
      expires: '2027-01-31',
      ticket: 'OPS-12',
    };
    expectGolden(
      'comment-waived.md',
      resolvedComment({ kind: 'waived', waiver }, body, parseMarker(body)!, frame).body,
    );
  });
});

const sticky = {
  context: links,
  frame,
  placement: { inline: 2, refused: 0, resolvedBy: [] },
  mode: 'on-findings',
  artifact,
} as const;

describe('the sticky comment', () => {
  test('with everything', () => {
    expectGolden('sticky.md', stickyComment({ ...sticky, report: richReport() })!.body);
  });

  test('while an approval is missing, and with one', () => {
    const approver = { login: 'carol', at: '2026-11-20T09:12:00Z', commit: 'b'.repeat(40), teams: [] };
    const approvals = [
      {
        for: ['rbac.cluster-scope'],
        from: ['alice', 'acme/security'],
        count: 1,
        because: ['ServiceAccount shop/bot gains get, list secrets in all namespaces'],
        given: [],
        state: 'waiting' as const,
      },
      {
        for: ['image-*'],
        from: ['carol'],
        count: 1,
        because: ['Container app runs <img src=x>:latest @all'],
        given: [approver],
        state: 'given' as const,
      },
    ];
    const summary = 'this change waits for the approval of alice or acme/security';
    const waiting = report([], { approvals, summary, outcome: 'fail', exitCode: 1 });
    expectGolden('sticky-approvals.md', stickyComment({ ...sticky, report: waiting })!.body);
  });

  test('when people resolved threads of what is still there', () => {
    const placement = { inline: 1, refused: 1, resolvedBy: ['alice', 'alice'] };
    const two = report([finding('privileged'), secretsRead]);
    expectGolden('sticky-resolved.md', stickyComment({ ...sticky, placement, report: two })!.body);
  });

  test('when nothing could be evaluated', () => {
    const problems = [
      {
        code: 'render-failed',
        message: 'charts/checkout: the dependency "redis" is not vendored',
        target: 'helm:charts/checkout',
        hint: 'Run: `helm dependency build charts/checkout`',
        gates: true,
      },
    ];
    const gap = report([], { problems, summary: '1 input could not be evaluated' });
    expectGolden('sticky-incomplete.md', stickyComment({ ...sticky, report: gap })!.body);
  });

  test('after the fix', () => {
    const former = parseMarker(stickyComment({ ...sticky, report: richReport() })!.body)!;
    const clean = report([finding('known', { state: 'unchanged', blocking: false })]);
    expectGolden('sticky-fixed.md', stickyComment({ ...sticky, report: clean, former })!.body);
  });
});

test('the job summary', () => {
  const notes = [
    { code: 'comments-read-only', message: 'The token may not write to the pull request', gates: false },
  ];
  expectGolden('summary.md', summaryMarkdown(richReport(), context, { artifact, notes }));
});
