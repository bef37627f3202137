import { join } from 'node:path';
import { approversOf } from './action/approvals.ts';
import { baseCommit, isShallowError, judgedCommit, pullRequestDiff } from './action/commits.ts';
import { chainOf, provenance, signedBundle } from './action/evidence.ts';
import { type Inputs, readInputs } from './action/inputs.ts';
import { publishRun } from './action/publish-run.ts';
import { sharedConfig } from './action/shared-config.ts';
import { now, today } from './clock.ts';
import { CONFIG_FILES, loadConfig, loadWaivers } from './config/index.ts';
import { bundleDigest, evidenceBundle } from './evidence/index.ts';
import {
  type ArtifactResult,
  annotationCommands,
  connect,
  type DiffFile,
  escapeCommandData,
  escapeCommandProperty,
  failureMarkdown,
  type GitHubContext,
  type PublishResult,
  publishReview,
  readContext,
  summaryMarkdown,
  uploadArtifact,
  writeOutputs,
  writeSummary,
} from './github/index.ts';
import { ownPackage } from './package.ts';
import { internalProblem, type Problem, ProblemError } from './problems.ts';
import { plain, type Report, textReport } from './reports/index.ts';
import { openCommit, openWorkTree, type Tree } from './repository/index.ts';
import { type RunResult, run } from './run.ts';

/**
 * The Action: reads what the runner gives, runs, publishes, and sets the exit status, which is the verdict.
 * Nothing that goes wrong while publishing changes it, unless `artifact: required` asked for that.
 */
export async function action(): Promise<void> {
  try {
    const inputs = readInputs(process.env);
    const context = readContext();
    if (inputs.mode === 'publish') return await publishOther(inputs, context);
    const result = await evaluate(inputs, context);
    process.exitCode = await publish(inputs, context, result);
  } catch (error) {
    process.exitCode = 2;
    if (error instanceof ProblemError) return await reportFailure(error.problem);
    const { problem, stack } = internalProblem(error);
    // Lines of a stack may hold anything the input held: none may be a command to the runner.
    process.stderr.write(`${stack.replace(/^/gm, '  | ')}\n`);
    await reportFailure(problem);
  }
}

/** Posts what another run evaluated. Its verdict stands as it is: this job only fails when nothing can be published. */
async function publishOther(inputs: Inputs, context: GitHubContext): Promise<void> {
  const result = await publishRun(inputs, context);
  const said =
    result === undefined
      ? 'The run was not for an open pull request that is still at this commit, so nothing was published'
      : `Published: ${result.status}, ${result.created} comments created, ${result.updated} edited, ${result.deleted} deleted, summary comment ${result.sticky}${result.labels === 'off' ? '' : `, labels ${result.labels}`}`;
  for (const { message, hint } of [{ message: said, hint: undefined }, ...(result?.notes ?? [])]) {
    const text = hint === undefined ? message : `${message}. ${hint}`;
    process.stdout.write(`::notice title=kubeproof::${escapeCommandData(text)}\n`);
  }
}

/** Says why there is no verdict where a person looks first: an annotation, the summary, the output. */
async function reportFailure(problem: Problem): Promise<void> {
  const { file, line = 1, message, hint } = problem;
  const place = file === undefined ? '' : `file=${escapeCommandProperty(file)},line=${line},`;
  const text = hint === undefined ? message : `${message}\n${hint}`;
  process.stdout.write(`::error ${place}title=kubeproof::${escapeCommandData(text)}\n`);
  await writeSummary(failureMarkdown(problem));
  await writeOutputs({ verdict: 'incomplete' });
}

interface Evaluated extends RunResult {
  readonly tree: Tree;
  readonly waivers: string;
}

async function evaluate(inputs: Inputs, context: GitHubContext): Promise<Evaluated> {
  const root = context.workspace;
  const head = openWorkTree(root);
  const commit = baseCommit(root, context, inputs.base);
  const base = commit === undefined ? undefined : openCommit(root, commit);
  // The change is not trusted with the rules it is judged by: they come from the base, or are the defaults.
  const judge = context.pullRequest !== undefined && base !== undefined ? base : head;
  const shared = await sharedConfig(inputs, context, judge);
  const { config, problems } = loadConfig(judge, inputs.config, inputs.overrides, shared);
  const { waivers, problems: waiverProblems } = loadWaivers(judge, config.waivers);
  const { approvers, notes } = await approversOf(inputs, context, config.approvals);
  const result = await run({
    head,
    approvers,
    ...(context.pullRequest === undefined ? {} : { labels: context.pullRequest.labels }),
    ...(base === undefined
      ? {}
      : { base, baseName: inputs.base ?? (context.pullRequest?.baseRef || base.name) }),
    config,
    configFrom: config.file === undefined ? 'defaults' : judge === base ? 'base' : 'head',
    rulesTree: judge,
    waivers,
    paths: inputs.paths,
    problems: [
      ...problems,
      ...waiverProblems,
      ...notes,
      ...(judge === base
        ? changedRules(base, head, [
            inputs.config ?? '',
            ...CONFIG_FILES,
            config.waivers,
            config.context ?? '',
            ...config.rules,
          ])
        : []),
    ],
    today: today(),
  });
  return { ...result, tree: head, waivers: config.waivers };
}

/** Says when the change touches what it is judged by: that counts only after it is merged. */
function changedRules(base: Tree, head: Tree, paths: readonly string[]): Problem[] {
  const digest = (tree: Tree, path: string) => (tree.has(path) ? tree.digest(path) : '');
  return paths
    .flatMap(path => [path, ...base.filesBelow(path || '\0'), ...head.filesBelow(path || '\0')])
    .filter((path, index, all) => path !== '' && all.indexOf(path) === index)
    .filter(path => digest(base, path) !== digest(head, path))
    .map(file => ({
      code: 'rules-changed',
      message: `this change edits ${file}, which it is judged by: what counts here is the version of the base`,
      file,
      gates: false,
    }));
}

async function publish(inputs: Inputs, context: GitHubContext, result: Evaluated): Promise<number> {
  const { report, rendered, facts, tree } = result;
  const shown = withCommits(context, tree, report);
  process.stdout.write(textReport(report, { color: false, width: 120 }));

  const { previous, said } = await chainOf(inputs, context);
  const made = evidenceBundle({
    report,
    rendered,
    facts: facts(),
    created: now(),
    ...provenance(context),
    ...(previous === undefined ? {} : { previous }),
    ...(inputs.signingKey === undefined ? {} : { key: inputs.signingKey }),
  });
  const evidence = await signedBundle(made, inputs, context);
  process.stdout.write(`evidence sha256:${bundleDigest(made)}, ${plain(said)}\n`);
  const artifact = await keepEvidence(evidence.bundle, inputs.artifactName, {
    directory: join(
      process.env.RUNNER_TEMP ?? join(context.workspace, '.kubeproof-out'),
      'kubeproof',
      inputs.artifactName,
    ),
    upload: inputs.artifact !== 'false',
    context,
  });
  const { diff, notes } = commentableLines(context, tree, report.base?.commit);
  const review = await publishComments(inputs, shown, report, diff, artifact, result.waivers);
  const remarks = [...evidence.notes, ...artifact.notes, ...notes, ...review.notes];
  if (inputs.annotations) {
    for (const line of annotationCommands(report, review.inline, diff)) process.stdout.write(`${line}\n`);
  }
  const link = artifact.artifact;
  remarks.push(
    ...(await writeSummary(
      summaryMarkdown(report, shown, { ...(link === undefined ? {} : { artifact: link }), notes: remarks }),
    )),
  );
  remarks.push(...(await writeOutputs(outputs(report, artifact, bundleDigest(made), evidence.url))));
  for (const note of remarks) {
    const hint = note.hint === undefined ? '' : ` ${note.hint}`;
    process.stdout.write(`::notice title=kubeproof::${escapeCommandData(`${note.message}.${hint}`)}\n`);
  }
  if (inputs.artifact === 'required' && link === undefined && report.exitCode === 0) {
    process.stdout.write(
      '::error title=kubeproof::The evidence could not be uploaded, and artifact is "required"\n',
    );
    return 2;
  }
  if (inputs.attest === 'required' && !evidence.signed && report.exitCode === 0) {
    process.stdout.write(
      '::error title=kubeproof::The evidence could not be signed, and attest is "required"\n',
    );
    return 2;
  }
  return report.exitCode;
}

/** Links lead to the text a line is of: what was judged, and for what was removed or fixed what it was compared with. */
function withCommits(context: GitHubContext, tree: Tree, report: Report): GitHubContext {
  const base = report.base?.commit;
  const paths = report.findings.flatMap(({ location }) => location?.file ?? []);
  let judged: GitHubContext['judged'];
  try {
    judged = judgedCommit(context.workspace, context, tree, [...new Set(paths)]);
  } catch (error) {
    if (!isShallowError(error)) throw error;
  }
  return {
    ...context,
    ...(base === undefined ? {} : { baseSha: base }),
    ...(judged === undefined ? {} : { judged }),
  };
}

/** A disk that takes no files is no verdict about the change. */
async function keepEvidence(...args: Parameters<typeof uploadArtifact>): Promise<ArtifactResult> {
  try {
    return await uploadArtifact(...args);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const note = {
      code: 'evidence-unwritten',
      message: `The evidence could not be written: ${reason}`,
      gates: false,
    };
    return { directory: args[2].directory, paths: new Map(), notes: [note] };
  }
}

async function publishComments(
  inputs: Inputs,
  context: GitHubContext,
  report: Report,
  diff: readonly DiffFile[],
  artifact: ArtifactResult,
  waivers: string,
): Promise<PublishResult> {
  // Nothing to comment on, or nothing to comment with: then the client need not be loaded.
  const idle = context.pullRequest === undefined || inputs.token === '';
  const client = idle ? undefined : await connect(context, inputs.token, ownPackage().version);
  return publishReview(report, context, client, diff, {
    review: inputs.review,
    comment: inputs.comment,
    onFixed: inputs.onFixed,
    labels: inputs.labels,
    instance: inputs.id,
    waivers,
    ...(artifact.artifact === undefined ? {} : { artifact: artifact.artifact }),
  });
}

/** Without the history for it no line can be commented on; the findings still stand in the sticky comment. */
function commentableLines(
  context: GitHubContext,
  tree: Tree,
  base: string | undefined,
): { diff: DiffFile[]; notes: Problem[] } {
  try {
    return { diff: pullRequestDiff(context.workspace, context, tree, base), notes: [] };
  } catch (error) {
    if (!isShallowError(error)) throw error;
    return {
      diff: [],
      notes: [
        {
          ...error.problem,
          message: `No line could be commented on: ${error.problem.message}`,
          gates: false,
        },
      ],
    };
  }
}

/** Files of the evidence that a following step may want. */
const RESULTS = new Set(['report.json', 'report.html', 'results.sarif']);

/** What the other outputs say, in one piece. */
function resultJson(
  { outcome, summary, counts, approvals }: Report,
  {
    artifact,
    paths,
  }: { readonly artifact: ArtifactResult['artifact']; readonly paths: ArtifactResult['paths'] },
): string {
  return JSON.stringify({
    verdict: outcome,
    summary,
    counts,
    approvals: approvals.map(({ for: kinds, from, state }) => ({ for: kinds, from, state })),
    artifact: artifact ?? null,
    paths: Object.fromEntries([...paths].filter(([path]) => RESULTS.has(path))),
  });
}

function outputs(
  report: Report,
  { artifact, paths }: ArtifactResult,
  evidenceDigest: string,
  attestationUrl = '',
): Record<string, string> {
  const { counts } = report;
  const relevant = (severity: 'error' | 'warning' | 'info') =>
    counts.new[severity] + (report.scope === 'all' ? counts.unchanged[severity] : 0);
  return {
    result: resultJson(report, { artifact, paths }),
    verdict: report.outcome,
    errors: String(relevant('error')),
    warnings: String(relevant('warning')),
    infos: String(relevant('info')),
    blocking: String(counts.blocking),
    fixed: String(counts.fixed.error + counts.fixed.warning + counts.fixed.info),
    counts: JSON.stringify(counts),
    'report-path': paths.get('report.json') ?? '',
    'sarif-path': paths.get('results.sarif') ?? '',
    'html-path': paths.get('report.html') ?? '',
    'artifact-id': artifact?.id === undefined ? '' : String(artifact.id),
    'artifact-digest': artifact?.digest ?? '',
    'evidence-digest': evidenceDigest,
    'attestation-url': attestationUrl,
  };
}
