import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Accepted, TOOLS } from '../equivalents/index.ts';
import { redactSecrets } from '../evidence/index.ts';
import { type Foreign, readForeign } from '../foreign.ts';
import { addWaivers, type WaiverDraft } from '../init/index.ts';
import { plural } from '../plural.ts';
import { type Problem, uniqueProblems } from '../problems.ts';
import { diffText, plain, type Report, type ReportFinding, wrap } from '../reports/index.ts';
import { withFiles } from '../repository/index.ts';
import { discoverOptions } from '../run.ts';
import { openEngine, renderSide } from '../side.ts';
import { discover } from '../targets/index.ts';
import {
  acceptsFinding,
  covers,
  type ForeignComment,
  type ForeignWaiver,
  INLINE_MARK,
} from '../verdict/index.ts';
import type { Parsed } from './arguments.ts';
import { writeFile } from './check.ts';
import { runSession } from './run-session.ts';
import { openSession, renderLimits, type Session } from './session.ts';
import { columns, printProblem, wantsColor } from './terminal.ts';
import { writeFixes } from './write-fixes.ts';

/**
 * `kubeproof waivers convert`: waivers of other tools as kubeproof's own. Annotations become entries of the waiver file,
 * comments a comment beside them. Only what accepts a finding today is converted, and what is accepted by a waiver of
 * kubeproof's own is not converted again. What the other tools read stays as it is.
 * @returns 0 when there is nothing to convert, or it was written; 1 when it was only shown; 2 when something could not
 *   be evaluated, as a waiver may then seem to accept nothing.
 */
export async function convertWaivers(parsed: Parsed): Promise<number> {
  const opened = openSession(parsed);
  const tools = opened.config.foreignWaivers.length > 0 ? opened.config.foreignWaivers : TOOLS;
  // Asked for by name they are read, whatever the configuration says about them.
  const session: Session = {
    ...opened,
    config: { ...opened.config, foreignWaivers: tools, inlineWaivers: 'head' },
  };
  const foreign = await foreignOf(session);
  const { report } = await runSession(session, undefined, { fixes: 'none' });
  const used = usedBy(report);
  const { narrow, wide } = byWidth(foreign.comments, report, used);
  const files = changes(session, { ...foreign, comments: narrow }, used);
  const color = wantsColor(parsed.on('color'), parsed.on('no-color'));
  for (const { file, before, after } of files) {
    const shown = { file, before: redactSecrets(before), after: redactSecrets(after) };
    process.stdout.write(`${diffText(shown, { color, width: columns() })}\n`);
  }
  const isWriting = parsed.on('write') && files.length > 0;
  if (isWriting) write(session, files);
  process.stdout.write(`${wrap(conclusion(files, isWriting), columns()).join('\n')}\n`);
  for (const problem of [...told(report, foreign), ...wide]) printProblem(problem);
  if (report.problems.some(problem => problem.gates)) return 2;
  return files.length > 0 && !isWriting ? 1 : 0;
}

async function foreignOf(session: Session): Promise<Foreign> {
  const { tree, config, paths } = session;
  const engine = openEngine(config, renderLimits());
  try {
    const side = await renderSide({
      tree,
      discovery: discover(tree, discoverOptions(paths, config)),
      config,
      engine,
      known: new Map(),
      cache: new Map(),
      concurrency: availableParallelism(),
      onProgress: () => undefined,
    });
    return await readForeign(engine, config, side);
  } finally {
    await engine.close();
  }
}

/** Findings that a waiver accepts before any other does. */
type Used = (waiver: ForeignWaiver) => readonly ReportFinding[];

function usedBy({ findings }: Report): Used {
  const used = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    if (finding.waiver === undefined || finding.state === 'fixed') continue;
    const key = placeOf(finding.waiver);
    used.set(key, [...(used.get(key) ?? []), finding]);
  }
  return waiver => used.get(placeOf(waiver)) ?? [];
}

function placeOf({ id, file, line }: { id: string; file: string; line: number }): string {
  return JSON.stringify([id, file, line]);
}

interface Changed {
  readonly file: string;
  readonly before: string;
  readonly after: string;
  /** Entries or comments that it gains. */
  readonly added: number;
  readonly isNew: boolean;
}

function changes(session: Session, foreign: Foreign, used: Used): Changed[] {
  const { tree, config } = session;
  const changed: Changed[] = [];
  const drafts = foreign.annotations.flatMap(annotation =>
    draftsOf(annotation, annotation.key, annotation.resource, used(annotation)),
  );
  if (drafts.length > 0) {
    const before = tree.has(config.waivers) ? tree.text(config.waivers) : undefined;
    const result = addWaivers(before, drafts);
    if (result === undefined)
      printProblem({
        code: 'waivers-unwritable',
        message:
          'entries cannot be added to this file: its list of waivers is not at its end, or in one line',
        hint: 'write `waivers:` as the last key, one entry below the other',
        file: config.waivers,
        gates: false,
      });
    else if (result.added > 0)
      changed.push({
        file: config.waivers,
        before: before ?? '',
        after: result.text,
        added: result.added,
        isNew: before === undefined,
      });
  }
  const byFile = new Map<string, ForeignComment[]>();
  for (const comment of foreign.comments)
    if (used(comment).length > 0) byFile.set(comment.file, [...(byFile.get(comment.file) ?? []), comment]);
  for (const [file, comments] of [...byFile].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = tree.text(file);
    changed.push({
      file,
      before,
      after: withComments(before, comments, used),
      added: comments.length,
      isNew: false,
    });
  }
  return changed;
}

/** Comments of kubeproof name guardrails, not fields: those that would so accept more are left out, and named. */
function byWidth(
  comments: readonly ForeignComment[],
  { findings }: Report,
  used: Used,
): { narrow: ForeignComment[]; wide: Problem[] } {
  const narrow: ForeignComment[] = [];
  const wide: Problem[] = [];
  for (const comment of comments) {
    const ids = new Set(used(comment).map(({ guardrail }) => guardrail));
    const more = findings.find(
      ({ guardrail, waiver, location, related, state }) =>
        ids.has(guardrail) &&
        waiver === undefined &&
        state !== 'fixed' &&
        location !== undefined &&
        covers(comment, [location, ...related]),
    );
    if (more === undefined) narrow.push(comment);
    else
      wide.push({
        code: 'waiver-too-wide',
        message: `the comment ${comment.text} was not converted: one of kubeproof here would accept ${more.field} too`,
        hint: `put \`# ${INLINE_MARK} ${more.guardrail} REASON\` at the field that is meant`,
        file: comment.file,
        line: comment.line,
        gates: false,
      });
  }
  return { narrow, wide };
}

/** An entry for each part of a guardrail that has a finding. */
function draftsOf(
  waiver: ForeignWaiver,
  key: string,
  { kind, namespace, name }: ReportFinding['resource'],
  findings: readonly ReportFinding[],
): WaiverDraft[] {
  const parts: Accepted[] = waiver.accepts.filter(part =>
    findings.some(finding => acceptsFinding({ accepts: [part] }, finding)),
  );
  // Without a namespace the name alone would reach objects of other targets.
  const targets = new Set(findings.flatMap(({ renderings }) => renderings.map(({ target }) => target)));
  const [target] = namespace === '' && targets.size === 1 ? targets : [];
  return parts.map(({ guardrail, field }) => ({
    guardrail,
    resource: { kind, ...(namespace === '' ? {} : { namespace }), name },
    ...(field === undefined ? {} : { field }),
    ...(target === undefined ? {} : { target }),
    reason: `${waiver.reason} (${key} in ${waiver.file}:${waiver.line})`,
    ...(waiver.expires === undefined ? {} : { expires: waiver.expires }),
  }));
}

/** Above a comment that stands alone, behind one that stands behind text: so both are about the same lines. */
function withComments(text: string, comments: readonly ForeignComment[], used: Used): string {
  const lines = text.split('\n');
  for (const comment of [...comments].sort((a, b) => b.line - a.line)) {
    const line = lines[comment.line - 1] ?? '';
    const ids = [...new Set(used(comment).map(({ guardrail }) => guardrail))].sort().join(',');
    const expires = comment.expires === undefined ? '' : ` expires=${comment.expires}`;
    const own = `# ${INLINE_MARK} ${ids} ${comment.reason}${expires}`;
    const end = line.endsWith('\r') ? '\r' : '';
    const bare = line.slice(0, line.length - end.length);
    if (/^\s*#/.test(line)) lines.splice(comment.line - 1, 0, `${/^\s*/.exec(bare)?.[0] ?? ''}${own}${end}`);
    else lines[comment.line - 1] = `${bare.trimEnd()} ${own}${end}`;
  }
  return lines.join('\n');
}

function write(session: Session, files: readonly Changed[]): void {
  const there = files.filter(({ isNew }) => !isNew);
  const contents = new Map(there.map(({ file, after }) => [file, new TextEncoder().encode(after)]));
  writeFixes(session, withFiles(session.tree, contents), [...contents.keys()]);
  for (const { file, after, isNew } of files) if (isNew) writeFile(join(session.root, file), after);
}

function conclusion(files: readonly Changed[], written: boolean): string {
  if (files.length === 0) return 'Nothing to convert: no waiver of another tool accepts anything by itself.';
  const what = files.map(({ file, added }) => `${plain(file)}: ${plural(added, 'waiver')}`).join(', ');
  return written
    ? `Written: ${what}. Name an owner where it says "to be named". What the other tools read is still there.`
    : `To be added: ${what}. --write does it; what the other tools read stays.`;
}

/** What is to be said of waivers that were not converted. */
function told(report: Report, foreign: Foreign): Problem[] {
  const places = new Set(
    [...foreign.comments, ...foreign.annotations].map(({ file, line }) => `${file}:${line}`),
  );
  return uniqueProblems(
    report.problems.filter(
      ({ code, file, line, gates }) =>
        gates || code === 'foreign-waiver' || (code === 'waiver-unused' && places.has(`${file}:${line}`)),
    ),
  );
}
