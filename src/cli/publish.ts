import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  createClient,
  type GitLabContext,
  type JudgedText,
  publishMergeRequest,
  readContext,
  readToken,
  sendTo,
} from '../gitlab/index.ts';
import { nearest } from '../nearest.ts';
import { ownPackage } from '../package.ts';
import { type Problem, ProblemError } from '../problems.ts';
import { plain, type Report } from '../reports/index.ts';
import {
  AS_IS,
  type Follow,
  findRepository,
  followLines,
  openCommit,
  sameContent,
  type Tree,
} from '../repository/index.ts';
import {
  BESIDE_REPORT,
  COMMENT_MODES,
  type OnFixed,
  type PublishResult,
  REPORT_BYTES,
  readBeside,
  readReport,
} from '../review/index.ts';
import type { Parsed } from './arguments.ts';
import { printProblem } from './terminal.ts';

const ON_FIXED: readonly OnFixed[] = ['auto', 'resolve', 'keep', 'delete'];

/** Where `check --evidence evidence` leaves it. */
const DEFAULT_REPORT = 'evidence/report.json';

/**
 * `kubeproof publish --gitlab [REPORT]`: what a report says, as comments. The verdict is that of `check`: whatever the
 * forge answers, this passes, and says on standard error what could not be written. Only a report or an environment
 * that cannot be used is an error.
 */
export async function publish(parsed: Parsed): Promise<number> {
  if (!parsed.on('gitlab') || parsed.paths.length > 1) {
    throw usage(
      parsed.on('gitlab') ? 'publish takes one report' : 'publish needs the forge to publish to',
      'kubeproof publish --gitlab evidence/report.json; on GitHub the action publishes by itself',
    );
  }
  const options = {
    review: true,
    comment: choice(parsed, 'comment', COMMENT_MODES),
    onFixed: choice(parsed, 'on-fixed', ON_FIXED),
    labels: parsed.on('labels'),
    instance: parsed.text('id') ?? 'default',
    waivers: '.kubeproof/waivers.yaml',
  };
  const context = readContext(process.env);
  if (context === undefined) {
    process.stdout.write('This pipeline is for no merge request, so there is nothing to comment on\n');
    return 0;
  }
  const report = await reportOf(parsed.paths[0]);
  requireSameCommit(report, context);
  const access = readToken(process.env);
  if ('hint' in access) {
    const message = 'No token was given, so nothing was commented';
    printProblem({ code: 'comments-no-token', message, hint: access.hint, gates: false });
    return 0;
  }
  const client = createClient(sendTo(context.apiUrl, access.token, ownPackage().version));
  const { judged, notes } = comparison(context, report);
  const result = await publishMergeRequest(report, context, client, options, judged);
  process.stdout.write(`${said(result, context)}\n`);
  for (const note of [...notes, ...result.notes]) printProblem(note);
  return 0;
}

function said(
  { status, created, updated, deleted, sticky, labels, requests }: PublishResult,
  { mergeRequest }: GitLabContext,
): string {
  const where = `merge request !${mergeRequest}`;
  if (status === 'unchanged') return `The comments of ${where} say this already (${requests} requests)`;
  if (status !== 'published') return `Nothing was published to ${where}: ${status}`;
  return `Published to ${where}: ${created} comments created, ${updated} edited, ${deleted} deleted; summary comment: ${sticky}${labels === 'off' ? '' : `; labels: ${labels}`} (${requests} requests)`;
}

async function reportOf(named: string | undefined): Promise<Report> {
  const name = named ?? (isThere(DEFAULT_REPORT) || process.stdin.isTTY ? DEFAULT_REPORT : '-');
  const file = name !== '-' && isFolder(name) ? join(name, 'report.json') : name;
  let text: string;
  try {
    if (file !== '-' && statSync(file).size > REPORT_BYTES) throw new Error('it is larger than a report is');
    text = file === '-' ? await standardInput() : readFileSync(file, 'utf8');
  } catch (error) {
    throw new ProblemError({
      code: 'report-unreadable',
      message: `${file === '-' ? 'Standard input' : file} cannot be read: ${(error as Error).message}`,
      hint: `Write the report first: kubeproof check --evidence evidence leaves ${DEFAULT_REPORT}`,
      gates: true,
    });
  }
  const report = await readReport(text);
  if (typeof report === 'string') throw invalid(file === '-' ? 'Standard input' : file, report);
  return file === '-' ? report : { ...report, ...(await deltasBeside(file)) };
}

/** What changes in the cluster, which a bundle has beside its report. */
async function deltasBeside(report: string): Promise<Pick<Report, 'changes' | 'network'>> {
  const texts: Record<string, string> = {};
  for (const name of BESIDE_REPORT) {
    const file = join(dirname(report), name);
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    if (size === undefined) continue;
    if (size > REPORT_BYTES) throw invalid(file, 'larger than it is written');
    texts[name] = readFileSync(file, 'utf8');
  }
  const { invalid: wrong, ...deltas } = await readBeside(texts);
  if (wrong !== undefined) throw invalid(join(dirname(report), wrong.file), wrong.what);
  return deltas;
}

function invalid(file: string, what: string): ProblemError {
  return new ProblemError({
    code: 'report-invalid',
    message: `${file} is ${plain(what)}`,
    hint: 'It has to be what the same version of kubeproof wrote',
    gates: true,
  });
}

async function standardInput(): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > REPORT_BYTES) throw new Error('it is larger than a report is');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** @throws {ProblemError} when the report is about another commit than this pipeline: its lines would be others. */
function requireSameCommit(report: Report, { checkedOut, headSha }: GitLabContext): void {
  const { commit } = report.head;
  if (commit === undefined || commit === checkedOut || commit === headSha) return;
  throw new ProblemError({
    code: 'report-of-another-commit',
    message: `The report is about commit ${plain(commit.slice(0, 40))}, and this pipeline about ${checkedOut}`,
    hint: 'Publish the report in the pipeline that wrote it',
    gates: true,
  });
}

/**
 * A pipeline for merged results judges the merge with the target branch: lines of files that both sides changed have
 * other numbers there than GitLab knows. Where the clone cannot say, no line is commented on.
 */
function comparison(
  { checkedOut, headSha }: GitLabContext,
  report: Report,
): { judged: JudgedText; notes: Problem[] } {
  const base = report.base?.commit;
  const notes: Problem[] = [];
  const orNothing = (follow: () => (path: string) => Follow): ((path: string) => Follow) => {
    try {
      return follow();
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const message = `Not every line could be commented on: ${error.problem.message}`;
      if (notes.length === 0) notes.push({ ...error.problem, message, gates: false });
      return () => () => undefined;
    }
  };
  const root = () => findRepository(process.cwd());
  let opened: readonly [Tree, Tree] | undefined;
  const trees = () => {
    opened ??= [openCommit(root(), checkedOut), openCommit(root(), headSha)];
    return opened;
  };
  return {
    notes,
    judged: {
      asAtHead: path => {
        if (checkedOut === headSha) return true;
        try {
          return sameContent(path, ...trees());
        } catch (error) {
          if (error instanceof ProblemError) return false;
          throw error;
        }
      },
      right: paths =>
        checkedOut === headSha
          ? AS_IS
          : orNothing(() => followLines(root(), headSha, checkedOut, trees()[0], paths)),
      left: (from, paths) =>
        base === undefined || base === from
          ? AS_IS
          : orNothing(() => followLines(root(), from, base, openCommit(root(), base), paths)),
    },
  };
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The first choice when the flag is not given. */
function choice<T extends string>(parsed: Parsed, flag: string, choices: readonly T[]): T {
  const given = parsed.text(flag) ?? choices[0];
  const found = choices.find(each => each === given);
  if (found !== undefined) return found;
  const close = nearest(given ?? '', choices);
  throw usage(
    `--${flag} is "${given}"`,
    close === undefined ? `It can be ${choices.join(', ')}` : `did you mean \`${close}\`?`,
  );
}

function usage(message: string, hint: string): ProblemError {
  return new ProblemError({ code: 'usage', message, hint, gates: true });
}
