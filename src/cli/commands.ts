import { availableParallelism } from 'node:os';
import { redactSecrets } from '../evidence/index.ts';
import { type Guardrail, renderGuardrailPage } from '../guardrails/index.ts';
import { nearest } from '../nearest.ts';
import { type Problem, ProblemError, uniqueProblems } from '../problems.ts';
import { plain } from '../reports/index.ts';
import { byText } from '../repository/index.ts';
import { discoverOptions, loadGuardrails } from '../run.ts';
import { openEngine, renderSide } from '../side.ts';
import { type Discovery, discover } from '../targets/index.ts';
import type { Parsed } from './arguments.ts';
import { writeFile } from './check.ts';
import { openSession, renderLimits, type Session } from './session.ts';
import { printProblem, progressLine } from './terminal.ts';

/** `kubeproof targets`: what was found, what was left out, and why. */
export async function targets(parsed: Parsed): Promise<number> {
  const session = openSession(parsed);
  const found = discovery(session);
  const lines = found.targets.flatMap(target => [
    plain(`${target.id}  (${target.reason})`),
    ...target.environments.map(e => {
      const settings = [
        e.namespace === undefined ? '' : `namespace ${e.namespace}`,
        e.values === undefined || e.values.length === 0 ? '' : `values ${e.values.join(', ')}`,
      ].filter(s => s !== '');
      return plain(`  ${e.name}: ${e.reason}${settings.length === 0 ? '' : ` · ${settings.join(' · ')}`}`);
    }),
    ...target.files.map(file => plain(`    ${file}`)),
  ]);
  if (found.skipped.length > 0) {
    lines.push(...(lines.length === 0 ? [] : ['']), 'Left out');
    lines.push(...found.skipped.map(({ path, reason }) => plain(`  ${path || '.'}  (${reason})`)));
  }
  process.stdout.write(lines.length === 0 ? '' : `${lines.join('\n')}\n`);
  return finish([...session.problems, ...found.problems]);
}

/** `kubeproof render`: every rendered manifest, as one YAML stream, the values of Secrets replaced by digests. */
export async function render(parsed: Parsed): Promise<number> {
  const session = openSession(parsed);
  const { config, tree } = session;
  const engine = openEngine(config, renderLimits());
  const progress = progressLine();
  const side = await renderSide({
    tree,
    discovery: discovery(session),
    config,
    engine,
    known: new Map(),
    cache: new Map(),
    concurrency: availableParallelism(),
    onProgress: (done, total) => progress.show(`render ${done}/${total}`),
  }).finally(async () => {
    progress.done();
    await engine.close();
  });
  const text = side.renderings
    .flatMap(({ target, environment, documents }) =>
      documents.map(({ text, source }) => {
        const from = source === undefined ? '' : ` · ${source}`;
        return `---\n# ${target.id} · ${environment.name}${from}\n${redactSecrets(text).replace(/^\n+/, '').trimEnd()}\n`;
      }),
    )
    .join('');
  const output = parsed.text('output');
  if (output === undefined) process.stdout.write(process.stdout.isTTY ? withoutControls(text) : text);
  else writeFile(output, text);
  return finish([...session.problems, ...side.problems]);
}

/** What is not YAML yet may hold sequences that a terminal obeys. */
function withoutControls(text: string): string {
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f]/g, '\ufffd');
}

/** `kubeproof rules`: the guardrails in force, one line each. */
export async function rules(parsed: Parsed): Promise<number> {
  const session = openSession(parsed);
  const { active, problems } = loadGuardrails({ config: session.config, rulesTree: session.tree });
  const rows = [...active].sort(
    (a, b) => byText(a.guardrail.category, b.guardrail.category) || byText(a.guardrail.id, b.guardrail.id),
  );
  if (parsed.text('format') === 'json') {
    const list = rows.map(({ guardrail, severity, parameters }) => ({
      id: guardrail.id,
      category: guardrail.category,
      title: guardrail.title,
      severity,
      profile: guardrail.profile,
      origin: guardrail.origin,
      parameters,
      controls: guardrail.controls,
    }));
    process.stdout.write(`${JSON.stringify(list, null, 2)}\n`);
    return finish([...session.problems, ...problems]);
  }
  const width = Math.max(...rows.map(r => r.guardrail.id.length), 0);
  let category = '';
  for (const { guardrail, severity } of rows) {
    if (guardrail.category !== category) {
      process.stdout.write(`${category === '' ? '' : '\n'}${plain(guardrail.category)}\n`);
      category = guardrail.category;
    }
    process.stdout.write(
      `  ${plain(guardrail.id.padEnd(width))}  ${severity.padEnd(7)}  ${plain(guardrail.title)}\n`,
    );
  }
  process.stdout.write(
    `\n${rows.length} guardrails of profile ${session.config.profile}. kubeproof explain ID says more.\n`,
  );
  return finish([...session.problems, ...problems]);
}

/** `kubeproof explain ID`: the guardrail's page. */
export async function explain(parsed: Parsed): Promise<number> {
  const id = parsed.paths[0];
  if (id === undefined || parsed.paths.length > 1) {
    throw new ProblemError({
      code: 'usage',
      message: 'explain takes the id of one guardrail',
      hint: 'kubeproof rules lists them',
      gates: true,
    });
  }
  const session = openSession({ ...parsed, paths: [] });
  const { all } = loadGuardrails({ config: session.config, rulesTree: session.tree });
  const guardrail: Guardrail | undefined = all.find(g => g.id === id);
  if (guardrail === undefined) {
    const close = nearest(
      id,
      all.map(g => g.id),
    );
    throw new ProblemError({
      code: 'usage',
      message: `there is no guardrail "${id}"`,
      hint: close === undefined ? 'kubeproof rules lists them' : `did you mean \`${close}\`?`,
      gates: true,
    });
  }
  process.stdout.write(renderGuardrailPage(guardrail));
  return 0;
}

function discovery({ tree, config, paths }: Session): Discovery {
  return discover(tree, discoverOptions(paths, config));
}

function finish(problems: readonly Problem[]): number {
  for (const problem of uniqueProblems(problems)) printProblem(problem);
  return problems.some(p => p.gates) ? 2 : 0;
}
