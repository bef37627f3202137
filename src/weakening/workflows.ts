import {
  type FieldPath,
  isObject,
  type Json,
  type JsonObject,
  locator,
  own,
  parseYaml,
  scalarText,
} from '../manifest/index.ts';
import type { Tree } from '../repository/index.ts';
import type { Weakening } from './types.ts';

const FOLDER = '.github/workflows';
/** `kubeproof/kubeproof@v0`, a fork of it, `./` where the repository is kubeproof's own. */
const USES = /^(?:[\w.-]+\/kubeproof(?:\/[\w./-]*)?@|\.\/?$)/;
/** Inputs of the step that decide what is judged, and how much. */
const INPUTS = ['config', 'paths', 'base', 'profile', 'fail-on', 'scope', 'artifact', 'review', 'comment'];
/** Filters of an event under which a required check is never reported. */
const FILTERS = ['paths', 'paths-ignore', 'branches', 'branches-ignore', 'types'];

interface Use {
  readonly job: string;
  readonly step: number;
}

/** What the head takes away from the workflows that run kubeproof at the base. */
export function weakerWorkflows(base: Tree, head: Tree): Weakening[] {
  return base
    .filesBelow(FOLDER)
    .filter(file => /\.ya?ml$/.test(file))
    .flatMap(file => {
      const before = read(base, file);
      const uses = before === undefined ? [] : stepsOf(before);
      if (before === undefined || uses.length === 0) return [];
      if (!head.has(file)) {
        return [
          {
            what: `removes the workflow ${file}, which runs kubeproof`,
            subject: `workflow ${file}`,
            file,
            line: 1,
            by: 'rules' as const,
          },
        ];
      }
      if (head.digest(file) === base.digest(file)) return [];
      return compare(file, before, uses, head.text(file));
    });
}

function compare(file: string, before: JsonObject, uses: readonly Use[], text: string): Weakening[] {
  const parsed = parseYaml(text);
  const after = parsed.ok && isObject(parsed.value) ? parsed.value : undefined;
  const found: Weakening[] = [];
  const at = locator(text);
  const say = (path: FieldPath, subject: string, what: string) => {
    const { key, value } = at(path);
    found.push({ what, subject: `${file} ${subject}`, file, line: (key ?? value)?.line ?? 1, by: 'rules' });
  };
  if (after === undefined) {
    say([], 'workflow', 'leaves a workflow that runs kubeproof unreadable');
    return found;
  }
  triggers(before, after, say);
  const left = stepsOf(after);
  for (const use of uses) {
    const jobPath = ['jobs', use.job];
    const now = left.find(each => each.job === use.job);
    if (now === undefined) {
      say(
        ['jobs', ...(own(own(after, 'jobs'), use.job) === undefined ? [] : [use.job])],
        `job ${use.job}`,
        `takes kubeproof out of the job ${use.job}`,
      );
      continue;
    }
    const stepPath = [...jobPath, 'steps', now.step];
    const [jobBefore, jobAfter] = [before, after].map(workflow => own(own(workflow, 'jobs'), use.job));
    const stepBefore = stepOf(jobBefore, use.step);
    const stepAfter = stepOf(jobAfter, now.step);
    for (const [was, is, path, name] of [
      [jobBefore, jobAfter, jobPath, `the job ${use.job}`],
      [stepBefore, stepAfter, stepPath, 'the kubeproof step'],
    ] as const) {
      if (differs(was, is, 'if'))
        say([...path, 'if'], `${use.job} if`, `changes when ${name} runs; a skipped job counts as passed`);
      if (differs(was, is, 'continue-on-error') && scalarText(own(is, 'continue-on-error')) !== 'false') {
        say(
          [...path, 'continue-on-error'],
          `${use.job} continue-on-error`,
          `lets ${name} fail without failing the check`,
        );
      }
    }
    if (differs(jobBefore, jobAfter, 'name')) {
      say(
        [...jobPath, 'name'],
        `${use.job} name`,
        `renames the job ${use.job}: a required check of the old name is never reported`,
      );
    }
    for (const input of INPUTS) {
      if (differs(own(stepBefore, 'with'), own(stepAfter, 'with'), input)) {
        say(
          [...stepPath, 'with', input],
          `${use.job} with ${input}`,
          `changes the input ${input} of the kubeproof step`,
        );
      }
    }
  }
  return found;
}

function triggers(
  before: JsonObject,
  after: JsonObject,
  say: (at: FieldPath, subject: string, what: string) => void,
): void {
  const [was, is] = [before, after].map(events);
  const on = after.on === undefined ? 'true' : 'on';
  for (const [event, filters] of was ?? []) {
    const now = is?.get(event);
    if (now === undefined) {
      say([on], `on ${event}`, `no longer runs kubeproof on ${event}`);
      continue;
    }
    for (const filter of FILTERS) {
      if (own(now, filter) !== undefined && differs(filters, now, filter)) {
        say(
          [on, event, filter],
          `on ${event} ${filter}`,
          `runs kubeproof only for some ${event} events (${filter})`,
        );
      }
    }
  }
}

/** `on` in each of its three forms: events with their filters. YAML 1.1 reads a bare `on` as true. */
function events(workflow: JsonObject): Map<string, Json> {
  const on = workflow.on ?? workflow.true;
  if (typeof on === 'string') return new Map([[on, {}]]);
  if (Array.isArray(on)) return new Map(on.map(event => [scalarText(event), {}]));
  return new Map(isObject(on) ? Object.entries(on).map(([event, filters]) => [event, filters ?? {}]) : []);
}

function read(tree: Tree, file: string): JsonObject | undefined {
  const parsed = parseYaml(tree.text(file));
  return parsed.ok && isObject(parsed.value) ? parsed.value : undefined;
}

function stepsOf(workflow: JsonObject): Use[] {
  const { jobs } = workflow;
  if (!isObject(jobs)) return [];
  return Object.entries(jobs).flatMap(([job, body]) => {
    const steps = own(body, 'steps');
    const list = Array.isArray(steps) ? steps : [];
    return list.flatMap((step, index) =>
      USES.test(scalarText(own(step, 'uses'))) ? [{ job, step: index }] : [],
    );
  });
}

function stepOf(job: Json | undefined, index: number): Json | undefined {
  const steps = own(job, 'steps');
  return Array.isArray(steps) ? steps[index] : undefined;
}

function differs(a: Json | undefined, b: Json | undefined, key: string): boolean {
  return JSON.stringify(own(a, key)) !== JSON.stringify(own(b, key));
}
