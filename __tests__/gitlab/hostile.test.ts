import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findingComment, resolvedComment } from '../../src/review/comment.ts';
import { parseMarker } from '../../src/review/marker.ts';
import { stickyComment } from '../../src/review/sticky.ts';
import { finding, report } from '../github/sample.ts';
import { quickAction } from '../support/loopback-gitlab.ts';
import { frame, links } from './sample.ts';

/** What somebody would put into a manifest to have the bot act: a quick action runs with the rights of its token. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          '/merge',
          '/approve',
          '\n/merge\n',
          '\r/close',
          '\u2028/close',
          '```\n/merge\n```',
          '`',
          '```',
          '````',
          '>>>',
        ],
        ...[
          '<details>\n',
          '</details>\n\n',
          '\n\n',
          '<!--',
          '-->',
          '|',
          '\\',
          '**',
          ': ',
          '. ',
          '"app"',
          'container ',
        ],
        ...['@all', '!1', '#1', '~bug', '%"1.0"', '$1', '&1', '[vulnerability:1]'],
      ),
      fc.string({ unit: 'grapheme', maxLength: 8 }),
    ),
    { maxLength: 6 },
  )
  .map(parts => parts.join(''));

const anyFinding = fc
  .record({
    message: hostile,
    container: hostile,
    guardrail: hostile,
    remediation: hostile,
    kind: hostile,
    namespace: hostile,
    name: hostile,
    file: hostile,
    add: hostile,
    note: hostile,
    environment: hostile,
    lines: fc.array(hostile.map(text => text.replace(/\n/g, '\n'))),
    suggested: fc.array(hostile),
    waived: hostile,
    isWaived: fc.boolean(),
  })
  .map(text =>
    finding('x', {
      message: text.message,
      container: text.container,
      guardrail: text.guardrail,
      remediation: text.remediation,
      resource: { group: '', kind: text.kind, namespace: text.namespace, name: text.name },
      location: { kind: 'values', file: text.file, line: 3, add: text.add },
      related: [{ kind: 'template', file: text.file, line: 1, note: text.note }],
      renderings: [{ target: 't', environment: text.environment, documentIndex: 0 }],
      rendered: { lines: text.lines.flatMap(line => line.split('\n')), focus: 0 },
      ...(text.isWaived && {
        waiver: {
          id: text.waived,
          owner: text.waived,
          reason: text.waived,
          ticket: text.waived,
          file: 'w',
          line: 1,
        },
      }),
    }),
  );

test('no text of a manifest makes the bot act, in any comment', () => {
  fc.assert(
    fc.property(anyFinding, fc.array(hostile), hostile, (found, suggestion, text) => {
      const problem = {
        code: 'x',
        message: text,
        hint: text,
        file: text,
        target: text,
        environment: text,
        gates: true,
      };
      const of = report([found], { problems: [problem], summary: text });
      const anchor = { path: 'a', line: 3, side: 'RIGHT' as const };
      const comment = findingComment(found, of, { ...anchor, suggestion }, frame);
      const moved = findingComment(found, of, undefined, frame, {
        movedTo: { ...anchor, path: text },
        others: [found],
      });
      const bodies = [comment.body, moved.body];
      const marker = parseMarker(comment.body);
      if (marker === undefined) throw new Error('a comment of ours has a marker');
      bodies.push(resolvedComment({ kind: 'fixed' }, comment.body, marker, frame).body);
      if (found.waiver !== undefined) {
        bodies.push(
          resolvedComment({ kind: 'waived', waiver: found.waiver }, comment.body, marker, frame).body,
        );
      }
      const placement = { inline: 1, refused: 1, resolvedBy: [text] };
      const sticky = stickyComment({ report: of, context: links, frame, placement, mode: 'always' });
      bodies.push(sticky?.body ?? '');
      for (const body of bodies) expect(quickAction(body)).toBeUndefined();
    }),
    { numRuns: 2_000 },
  );
});
