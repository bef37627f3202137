import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { annotationCommands } from '../../src/github/annotations.ts';
import { SUMMARY_BYTES, summaryMarkdown } from '../../src/github/summary.ts';
import { findingComment } from '../../src/review/comment.ts';
import { bytes } from '../../src/review/escape.ts';
import { parseMarker } from '../../src/review/marker.ts';
import { stickyComment } from '../../src/review/sticky.ts';
import { permissions } from '../support/permissions.ts';
import { artifact, context, diff, finding, frame, links, report } from './sample.ts';

const LONG = '界|`@x'.repeat(400);

/** 1,500 findings of which every text is as long and as hostile as it gets. */
const many = Array.from({ length: 1500 }, (_, i) =>
  finding(`f${i}`, {
    message: `Finding ${i} is here: ${i % 2 === 0 ? LONG : 'short.'}`,
    ...(i % 3 === 0 && { severity: 'warning', blocking: false }),
    location: {
      kind: 'manifest',
      file: `apps/${i % 5 === 0 ? '目录/'.repeat(60) : ''}a${i}.yaml`,
      line: i + 1,
    },
  }),
);
const changes = Array.from({ length: 400 }, (_, i) => ({
  subject: `ServiceAccount shop/${i}${LONG}`,
  gained: [{ text: LONG, scope: LONG, through: LONG, dangerous: true }],
  lost: [],
}));
const problems = Array.from({ length: 400 }, (_, i) => ({
  code: 'render-failed',
  message: `${i} ${LONG}`,
  hint: LONG,
  file: `${LONG}.yaml`,
  gates: true,
}));
const huge = report(many, { permissions: permissions(...changes), problems });

function balanced(text: string): void {
  expect(text.match(/<details>/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  for (const row of text.split('\n').filter(line => line.startsWith('| '))) {
    expect(row.endsWith(' |')).toBe(true);
    const columns = /^\| (?:error|warning|info|\| Finding)/.test(row) ? 2 : 3;
    expect(row.replaceAll('\\\\', '').replaceAll('\\|', '').match(/\|/g)).toHaveLength(columns + 1);
  }
}

describe('1,500 findings', () => {
  const { body } = stickyComment({
    report: huge,
    context: links,
    frame,
    placement: { inline: 25, refused: 1, resolvedBy: [] },
    mode: 'on-findings',
    artifact,
  })!;

  test('the sticky comment: whole findings, the overflow first, at most 60,000 bytes', () => {
    expect(bytes(body)).toBeLessThanOrEqual(60_000);
    expect(bytes(body)).toBeGreaterThan(55_000);
    const listed = body.split('\n').filter(line => /^\| (?:error|warning) \|/.test(line)).length;
    expect(body.split('\n').slice(0, 3)).toEqual([
      '### ❌ kubeproof: 1000 new errors block this pull request',
      '',
      `This comment lists ${listed} of 1,500 findings, the worst first; all of them are in [the evidence artifact](${artifact.url}) \`sha256:9f2c41d07b3a5e68…\`.`,
    ]);
    expect(listed).toBeGreaterThan(20);
    expect(parseMarker(body)).toMatchObject({ fingerprint: 'sticky', findings: 1500 });
    expect(body).toContain(
      '<sub>25 findings have a comment on their line; 1 could not be placed on a line.</sub>',
    );
    expect(body).toContain('⚠️ Not evaluated: ');
    balanced(body);
  });

  test('the summary: at most 1,000,000 bytes', () => {
    const text = summaryMarkdown(report(many), context, { artifact });
    expect(bytes(text)).toBeLessThanOrEqual(SUMMARY_BYTES);
    expect(text.split('\n').filter(line => /^\| (?:error|warning) \|/.test(line))).toHaveLength(1500);
    balanced(text);
    const more = Array.from({ length: 4 }, (_, copy) =>
      many.map(f => ({ ...f, fingerprint: `${copy}${f.fingerprint}` })),
    ).flat();
    const cut = summaryMarkdown(report(more, { permissions: permissions(...changes), problems }), context, {
      artifact,
    });
    expect(bytes(cut)).toBeLessThanOrEqual(SUMMARY_BYTES);
    expect(cut.split('\n')[2]).toMatch(
      /^[\d,]+ findings did not fit here; all of them are in \[the evidence artifact\]/,
    );
    balanced(cut);
  });

  test('annotations: nine of each level and a count', () => {
    const lines = annotationCommands(huge, new Set(), diff);
    expect(lines).toHaveLength(20);
    expect(lines[9]).toBe('::error title=kubeproof::991 more errors, see the summary of this run');
    expect(lines[19]).toBe('::warning title=kubeproof::491 more warnings, see the summary of this run');
    for (const line of lines) {
      expect(line).not.toMatch(/[\r\n]/);
      expect(line.length).toBeLessThan(4096);
    }
  });
});

test('a comment stays small and whole whatever it is made of', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 5000 }), fc.constant(LONG.repeat(20)));
  fc.assert(
    fc.property(text, text, text, fc.array(text, { maxLength: 40 }), (message, name, file, lines) => {
      const it = finding('x', {
        message,
        remediation: message,
        container: name,
        resource: { group: '', kind: name, namespace: name, name },
        renderings: Array.from({ length: 60 }, (_, i) => ({
          target: `t${i}`,
          environment: `${i}${name}`,
          documentIndex: 0,
        })),
        location: { kind: 'values', file, line: 1 },
        related: [{ kind: 'template', file, line: 2, note: message }],
        rendered: { lines, focus: 20 },
      });
      const { body } = findingComment(it, report([it]), undefined, frame);
      expect(bytes(body)).toBeLessThan(60_000);
      expect(parseMarker(body)?.fingerprint).toBe(it.fingerprint);
      expect(body.match(/<!--/g)).toHaveLength(1);
      expect(body.match(/<details>/g) ?? []).toHaveLength(lines.length === 0 ? 0 : 1);
    }),
    { numRuns: 60 },
  );
});
