import type { Finding } from '../findings.ts';
import type { Mending, Refusal } from '../fixes/index.ts';
import { nearest } from '../nearest.ts';
import { ProblemError } from '../problems.ts';
import { type FixSummary, fixText } from '../reports/index.ts';
import { openBase, openFolder, openWorkTree, type Tree, withFiles } from '../repository/index.ts';
import { loadGuardrails } from '../run.ts';
import type { Parsed } from './arguments.ts';
import { runSession } from './run-session.ts';
import { openSession, type Session } from './session.ts';
import { columns, printProblem, wantsColor } from './terminal.ts';
import { writeFixes } from './write-fixes.ts';

/** Times that everything is judged anew: one fix may make another possible. */
const MAX_ROUNDS = 5;

/**
 * `kubeproof fix`: shows what can be mended, or writes it.
 * @returns 0 when there is nothing to fix, or it was written; 1 when there are fixes that were not written; 2 when
 *   something could not be evaluated, or what was written turned out otherwise.
 */
export async function fix(parsed: Parsed): Promise<number> {
  const session = openSession(parsed);
  const only = guardrailsOf(parsed, session);
  const base = parsed.text('base');
  const compared = base === undefined ? undefined : { base: openBase(session.root, base), baseName: base };
  const { summary, problems, tree } = await mendAll(session, only, compared);
  const isWriting = parsed.on('write') && summary.files.length > 0;
  if (isWriting) {
    writeFixes(
      session,
      tree,
      summary.files.map(({ file }) => file),
    );
    await checkWritten(
      session,
      summary.fixed.map(({ finding }) => finding),
      compared,
    );
  }
  const color = wantsColor(parsed.on('color'), parsed.on('no-color'));
  process.stdout.write(fixText({ ...summary, written: isWriting }, { color, width: columns() }));
  for (const problem of problems) printProblem(problem);
  if (summary.files.length > 0 && !isWriting) return 1;
  return problems.some(problem => problem.gates) ? 2 : 0;
}

type Compared = { readonly base: Tree; readonly baseName: string } | undefined;

/** Mends, judges what comes out, and mends again until nothing more comes of it. */
async function mendAll(session: Session, only: ReadonlySet<string> | undefined, compared: Compared) {
  const files = new Map<string, Uint8Array>();
  const shown = new Map<string, { file: string; before: string; after: string }>();
  const fixed: Mending['fixed'][number][] = [];
  let left: Mending['left'] = [];
  let tree = session.tree;
  for (let round = 0; ; round++) {
    const more = { fixes: 'mend' as const, ...(only === undefined ? {} : { mendOnly: only }) };
    const { mending, report } = await runSession({ ...session, tree }, compared, more);
    left = mending?.left ?? [];
    if (mending === undefined || mending.files.size === 0 || round === MAX_ROUNDS) {
      const summary: FixSummary = {
        files: [...shown.values()].sort((a, b) => (a.file < b.file ? -1 : 1)),
        fixed,
        left: left.map(({ finding, refusal }) => ({ finding, ...inWords(refusal) })),
        written: false,
      };
      return { summary, problems: report.problems, tree };
    }
    for (const [file, text] of mending.files) files.set(file, new TextEncoder().encode(text));
    for (const each of mending.shown) {
      shown.set(each.file, { ...each, before: shown.get(each.file)?.before ?? each.before });
    }
    fixed.push(...mending.fixed);
    tree = withFiles(session.tree, files);
  }
}

/** Reads what is on disk now and judges it: the findings must be gone. */
async function checkWritten(session: Session, fixed: readonly Finding[], compared: Compared): Promise<void> {
  const tree = session.isRepository ? openWorkTree(session.root) : openFolder(session.root);
  const { report } = await runSession({ ...session, tree }, compared, { fixes: 'none' });
  const there = new Set(report.findings.filter(f => f.state !== 'fixed').map(f => f.fingerprint));
  const still = fixed.filter(({ fingerprint }) => there.has(fingerprint));
  if (still.length === 0) return;
  throw new ProblemError({
    code: 'fix-not-effective',
    message: `${still.length} of the findings are still there after the files were written (${still[0]?.guardrail})`,
    hint: 'git diff shows what was written; please report this with the file',
    gates: true,
  });
}

function guardrailsOf(parsed: Parsed, session: Session): ReadonlySet<string> | undefined {
  const wanted = parsed.list('guardrail');
  if (wanted.length === 0) return undefined;
  const { all } = loadGuardrails({ config: session.config, rulesTree: session.tree });
  const known = all.map(({ id }) => id);
  for (const id of wanted) {
    if (known.includes(id)) continue;
    const close = nearest(id, known);
    throw new ProblemError({
      code: 'usage',
      message: `there is no guardrail "${id}"`,
      hint: close === undefined ? 'kubeproof rules lists them' : `did you mean \`${close}\`?`,
      gates: true,
    });
  }
  return new Set(wanted);
}

function inWords(refusal: Refusal): { reason: string; detail?: string } {
  switch (refusal.because) {
    case 'no-fix':
      return { reason: 'no fix is known for the guardrail' };
    case 'choice':
      return { reason: 'a person must choose' };
    case 'no-line':
      return { reason: 'the line to edit is not known' };
    case 'not-editable':
      return { reason: 'the line cannot be edited (an expression, an alias, a link)' };
    case 'not-proven':
      return { reason: 'no edit was proven to help' };
    case 'new-findings':
      return { reason: 'the fix would bring new findings', detail: refusal.guardrails.join(', ') };
    case 'secret':
      return { reason: 'the lines hold values of a Secret' };
    case 'limit':
      return { reason: 'too many were tried before' };
  }
}
