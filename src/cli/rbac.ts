import {
  ALL_POWERFUL,
  ApiResources,
  can,
  may,
  paths,
  readQuestion,
  type Subject,
  unused,
  type WholeCluster,
  whoCan,
} from '../analyzers/index.ts';
import { type Problem, ProblemError, uniqueProblems } from '../problems.ts';
import { openClusters } from '../rbac.ts';
import {
  type Asked,
  canGraph,
  canText,
  dot,
  type Graph,
  jsonText,
  mayText,
  mermaid,
  overviewText,
  pathsText,
  type RbacOptions,
  reachGraph,
  unusedText,
  whoCanGraph,
  whoCanText,
} from '../reports/index.ts';
import { openEngine } from '../side.ts';
import type { Parsed } from './arguments.ts';
import { writeFile } from './check.ts';
import { contextOf } from './rbac-context.ts';
import { printGaps, type RbacFormat, rbacFormat } from './rbac-format.ts';
import { askedSubject, knownSubjects } from './rbac-subject.ts';
import { openSession, renderLimits, type Session } from './session.ts';
import { columns, progressLine, wantsColor } from './terminal.ts';

/** What every `kubeproof rbac` question starts from. */
interface Asking {
  readonly parsed: Parsed;
  readonly session: Session;
  readonly clusters: readonly WholeCluster[];
  readonly problems: readonly Problem[];
  readonly format: RbacFormat;
  /** What every answer rests on. */
  readonly notes: readonly string[];
}

/** `kubeproof rbac who-can VERB RESOURCE [NAME]`. */
export async function rbacWhoCan(parsed: Parsed): Promise<number> {
  const asking = await open(parsed);
  const read = questionOf(parsed.paths, asking);
  const { question, asked, notes } = read;
  const answer = whoCan(asking.clusters, question);
  return print(asking, {
    table: options =>
      whoCanText(worded(read), answer, {
        ...options,
        notes: [...notes, `${ALL_POWERFUL} can do everything.`, ...options.notes],
      }),
    json: { schema: 'kubeproof.rbac.who-can/v1', question: question.request, ...answer },
    graph: () => whoCanGraph(asked, answer, parsed.on('verbose')),
  });
}

/** `kubeproof rbac can SUBJECT [VERB RESOURCE [NAME]]`; with a question the exit status is the answer. */
export async function rbacCan(parsed: Parsed): Promise<number> {
  const asking = await open(parsed);
  const { subject, words, notes } = askedSubject(parsed.paths, asking.clusters, parsed.text('namespace'));
  const always =
    subject === ALL_POWERFUL ? [`${ALL_POWERFUL} passes before RBAC is asked: it can do everything.`] : [];
  const groups = parsed.list('group').map((name): Subject => `Group ${name}`);
  const rest = parsed.paths.slice(words);
  if (rest.length === 0) {
    const answer = can(asking.clusters, subject, groups);
    return print(asking, {
      table: options => canText(answer, { ...options, notes: [...always, ...notes, ...options.notes] }),
      json: { schema: 'kubeproof.rbac.can/v1', ...answer },
      graph: () => canGraph(answer, parsed.on('verbose')),
    });
  }
  const read = questionOf(rest, asking);
  const answer = may(asking.clusters, subject, read.question, groups);
  const status = print(asking, {
    table: options =>
      mayText(worded(read), answer, {
        ...options,
        notes: [...always, ...notes, ...read.notes, ...options.notes],
      }),
    json: { schema: 'kubeproof.rbac.may/v1', question: read.question.request, ...answer },
  });
  const answers = new Set(answer.answers.map(({ allowed }) => allowed));
  // What could not be rendered can only add to what somebody may do.
  if (answers.size === 1 && answers.has('yes')) return 0;
  return status !== 0 || answers.has('unknown') ? 2 : 1;
}

/** `kubeproof rbac paths [SUBJECT]`. */
export async function rbacPaths(parsed: Parsed): Promise<number> {
  const asking = await open(parsed);
  const { kubernetes } = asking.session.config;
  const schema = 'kubeproof.rbac.paths/v1';
  const isFull = parsed.on('verbose');
  if (parsed.paths.length === 0) {
    const everybody = knownSubjects(asking.clusters);
    const own = everybody.filter(subject => isFull || !isOwn(subject, asking.clusters));
    const answer = paths(asking.clusters, { kubernetes, subjects: own });
    return print(asking, {
      table: options => overviewText(answer, options),
      json: { schema, ...answer },
      graph: () => reachGraph(answer, isFull),
    });
  }
  const { subject, words, notes } = askedSubject(parsed.paths, asking.clusters, parsed.text('namespace'));
  if (parsed.paths.length > words)
    throw usage(
      `${JSON.stringify(parsed.paths.slice(words).join(' '))} is one word too many`,
      'name one subject',
    );
  const answer = paths(asking.clusters, { kubernetes, subjects: [subject] });
  return print(asking, {
    table: options => pathsText(subject, answer, { ...options, notes: [...notes, ...options.notes] }),
    json: { schema, subject, ...answer },
    graph: () => reachGraph(answer, isFull),
  });
}

/** Named by bindings that every cluster has, and by nobody here. */
function isOwn(subject: Subject, clusters: readonly WholeCluster[]): boolean {
  const bindings = clusters.flatMap(({ authorizer }) => authorizer.bindingsOf(subject));
  return bindings.length > 0 && bindings.every(({ from }) => from === 'default');
}

/** `kubeproof rbac unused`. */
export async function rbacUnused(parsed: Parsed): Promise<number> {
  noArguments(parsed);
  const asking = await open(parsed);
  const answer = unused(asking.clusters);
  return print(asking, {
    table: options => unusedText(answer, options),
    json: { schema: 'kubeproof.rbac.unused/v1', ...answer },
  });
}

function noArguments({ command, paths }: Parsed): void {
  const [first] = paths;
  if (first === undefined) return;
  throw usage(
    `kubeproof ${command.name} takes no argument, and ${JSON.stringify(first)} is one`,
    'leave it out',
  );
}

async function open(parsed: Parsed): Promise<Asking> {
  const format = rbacFormat(parsed);
  const session = openSession({ ...parsed, paths: [] });
  const { config, manifests: context, name } = contextOf(parsed, session);
  const progress = progressLine();
  const engine = openEngine(config, renderLimits());
  const environment = parsed.text('environment');
  const { clusters, problems } = await openClusters({
    tree: session.tree,
    config,
    engine,
    ...(context === undefined ? {} : { context }),
    onlyContext: parsed.on('only-context'),
    ...(environment === undefined ? {} : { environment }),
    onProgress: (done, total) => progress.show(`render ${done}/${total}`),
  }).finally(async () => {
    progress.done();
    await engine.close();
  });
  return {
    parsed,
    session,
    clusters,
    problems: uniqueProblems([...session.problems, ...problems]),
    format,
    notes: [basis(config.kubernetes, name, parsed.on('only-context'))],
  };
}

/** What an answer rests on, and what it leaves out. */
function basis(kubernetes: string, context: string | undefined, alone: boolean): string {
  const more = 'cloud IAM or webhooks can allow more than RBAC.';
  const own = `what Kubernetes ${kubernetes} has by itself`;
  if (context === undefined)
    return `Known: what is rendered here and ${own}. A cluster can hold more (--context DIR adds an export of it), and ${more}`;
  return `Known: ${alone ? '' : 'what is rendered here, '}the cluster of ${context}, and ${own}; ${more}`;
}

type Read = Extract<ReturnType<typeof readQuestion>, { question: unknown }>;

function worded({ asked, isOfCluster, question }: Read): Asked {
  return { asked, isOfCluster, anywhere: question.anywhere };
}

function questionOf(words: readonly string[], { clusters, session, parsed }: Asking): Read {
  const resources = new ApiResources(
    session.config.kubernetes,
    clusters.flatMap(({ manifests, context }) => [...context, ...manifests]),
    clusters.flatMap(({ authorizer }) => authorizer.roles),
  );
  const reading = readQuestion(words, parsed.text('namespace'), resources);
  if ('wrong' in reading) throw usage(reading.wrong, reading.hint);
  return reading;
}

interface Printed {
  readonly table: (options: RbacOptions) => string;
  readonly json: object;
  /** Absent where there is nothing to draw. */
  readonly graph?: () => Graph;
}

/** Prints an answer, then what could not be rendered; 2 when that leaves the answer incomplete. */
function print({ parsed, format, notes, problems }: Asking, { table, json, graph }: Printed): number {
  const output = parsed.text('output');
  const color = output === undefined && wantsColor(parsed.on('color'), parsed.on('no-color'));
  const text = (): string => {
    if (format === 'json') return jsonText(json);
    if (format === 'table') return table({ color, width: columns(), verbose: parsed.on('verbose'), notes });
    if (graph === undefined) throw usage(`there is no ${format} of this answer`, 'ask for table or json');
    return format === 'dot' ? dot(graph()) : mermaid(graph());
  };
  if (output === undefined) process.stdout.write(text());
  else writeFile(output, text());
  return printGaps(problems, parsed);
}

function usage(message: string, hint: string): ProblemError {
  return new ProblemError({ code: 'usage', message, hint, gates: true });
}
