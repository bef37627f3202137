import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CONFIG_FILES, loadConfig } from '../config/index.ts';
import {
  addWaivers,
  configText,
  type Imported,
  importSettings,
  mergeImports,
  NO_OWNER,
} from '../init/index.ts';
import { plural } from '../plural.ts';
import { type Problem, ProblemError } from '../problems.ts';
import { diffText, plain, wrap } from '../reports/index.ts';
import { memoryTree } from '../repository/index.ts';
import { loadGuardrails } from '../run.ts';
import type { Parsed } from './arguments.ts';
import { writeFile } from './check.ts';
import { openSession } from './session.ts';
import { columns, printProblem, wantsColor } from './terminal.ts';

const STARTER_CONFIG = `# yaml-language-server: $schema=https://raw.githubusercontent.com/kubeproof/kubeproof/main/schemas/kubeproof.schema.json
# Everything here has a default: delete what you do not change.
kubernetes: "1.34"
profile: recommended          # minimal, recommended or strict
gate:
  fail-on: error              # the least severity that fails the check
  scope: auto                 # new findings on pull requests, all findings elsewhere
# guardrails:
#   image-registry: {severity: error, parameters: {allow: [ghcr.io/acme/*]}}
`;

const STARTER_WORKFLOW = `name: kubeproof
on:
  pull_request:
  merge_group:
permissions:
  contents: read
  pull-requests: write
concurrency:
  group: kubeproof-\${{ github.event.pull_request.number || github.ref }}
  cancel-in-progress: true
jobs:
  kubeproof:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0        # the base of the pull request is compared with
      - uses: kubeproof/kubeproof@v0
`;

const WORKFLOW = '.github/workflows/kubeproof.yaml';

/** The most that is read of a settings file, in bytes: the largest seen have some ten thousand. */
const MAX_SETTINGS = 1024 * 1024;

/** A file to be written, and what is there now. */
interface Wanted {
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string;
  /** What `--force` would do, and what was done: `replaces it`, `adds 3 waivers`. */
  readonly does: string;
}

/**
 * `kubeproof init`: a configuration and a workflow to start from, or what the settings of other tools come to. What
 * exists is left alone unless `--force` says otherwise.
 */
export async function init(parsed: Parsed): Promise<number> {
  if (parsed.paths.length > 0) {
    throw new ProblemError({
      code: 'usage',
      message: `init takes no argument, "${parsed.paths[0]}" was given`,
      hint: `to carry over settings: kubeproof init --from ${parsed.paths[0]}`,
      gates: true,
    });
  }
  const session = openSession(parsed);
  const { root, config } = session;
  const read = (file: string) =>
    existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : undefined;
  const configFile = CONFIG_FILES.find(file => existsSync(join(root, file))) ?? CONFIG_FILES[0];
  const wanted: Wanted[] = [];
  const add = (file: string, after: string, does = 'replaces it') =>
    wanted.push({ file, before: read(file), after, does });
  const from = parsed.list('from');
  if (from.length === 0) add(configFile, STARTER_CONFIG);
  else {
    const { all } = loadGuardrails({ config, rulesTree: session.tree });
    const pack = new Map(all.map(guardrail => [guardrail.id, guardrail]));
    const imports = from.map(file => importSettings(file, readSettings(file), pack));
    const merged = mergeImports(imports);
    const text = configText(imports, merged);
    refuseBroken(text);
    process.stdout.write(imports.map(notes).join(''));
    for (const remark of merged.remarks) process.stdout.write(`${plain(remark)}\n`);
    add(configFile, text);
    if (merged.waivers.length > 0) {
      const waivers = addWaivers(read(config.waivers), merged.waivers);
      if (waivers === undefined) printProblem(unwritable(config.waivers));
      else if (waivers.added === 0)
        process.stdout.write(`${plain(config.waivers)} has the waivers already\n`);
      else
        add(
          config.waivers,
          waivers.text,
          `adds ${plural(waivers.added, 'waiver')} (owner: ${NO_OWNER}; name one)`,
        );
    }
  }
  add(WORKFLOW, STARTER_WORKFLOW);
  const color = wantsColor(parsed.on('color'), parsed.on('no-color'));
  for (const each of wanted) settle(each, { root, force: parsed.on('force'), color, diff: from.length > 0 });
  process.stdout.write('Next: kubeproof check\n');
  return 0;
}

function settle(
  { file, before, after, does }: Wanted,
  { root, force, color, diff }: { root: string; force: boolean; color: boolean; diff: boolean },
): void {
  const name = plain(file);
  if (before === after) {
    process.stdout.write(`${name} is so already\n`);
  } else if (before === undefined || (force && file !== WORKFLOW)) {
    writeFile(join(root, file), after);
    const what = does.startsWith('adds') ? `: ${does}` : '';
    process.stdout.write(`${name} ${before === undefined ? 'written' : 'changed'}${plain(what)}\n`);
  } else {
    process.stdout.write(`${name} exists and was left alone\n`);
    if (!diff || file === WORKFLOW) return;
    process.stdout.write(
      `--force ${plain(does)}:\n${diffText({ file, before, after }, { color, width: columns() })}`,
    );
  }
}

/** Guardrails named before the rest is counted. */
const NAMED = 8;

/** One entry for each setting: its line, its name, and what became of it. */
function notes({ tool, file, notes: all, beyond }: Imported): string {
  const width = String(Math.max(...all.map(({ line }) => line), 0)).length;
  const entry = (left: string, text: string) => {
    const [first = '', ...rest] = wrap(plain(text), columns() - left.length);
    return [`${left}${first}`, ...rest.map(line => `${' '.repeat(left.length)}${line}`)];
  };
  const section = (title: string, carried: boolean) => {
    const lines = all
      .filter(note => note.carried === carried)
      .flatMap(({ line, what, outcome }) =>
        entry(`    ${String(line).padStart(width)}  `, `${what}: ${outcome}`),
      );
    return lines.length === 0 ? [] : [`  ${title}`, ...lines];
  };
  const lines = [...section('carried over, by line:', true), ...section('not carried over:', false)];
  if (lines.length === 0) lines.push('  nothing in it differs from what kubeproof does by itself');
  if (beyond.length > 0) {
    const more = beyond.length > NAMED ? ` and ${beyond.length - NAMED} more` : '';
    const named = `${beyond.slice(0, NAMED).join(', ')}${more}`;
    const text = `${tool.name} also runs checks whose guardrails only profile strict has: ${named}. Name under \`guardrails\` those you want.`;
    lines.push(...entry('  ', text));
  }
  return `${plain(file)} (${tool.name})\n${lines.join('\n')}\n\n`;
}

/** @throws {ProblemError} for what cannot be read */
function readSettings(file: string): string {
  const fail = (why: string) =>
    new ProblemError({
      code: 'import-unreadable',
      message: `${file} cannot be read: ${why}`,
      hint: 'name a settings file of KubeLinter, Trivy, Checkov, Kubescape or Polaris',
      gates: true,
    });
  let content: Buffer;
  try {
    content = readFileSync(resolve(process.cwd(), file));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw fail(code === 'ENOENT' ? 'it does not exist' : code === 'EISDIR' ? 'it is a folder' : String(code));
  }
  if (content.byteLength > MAX_SETTINGS) throw fail('it is larger than 1 MiB');
  return content.toString('utf8').replace(/^\ufeff/, '');
}

/** What is written must be what kubeproof takes: a value of the other tool may fit nothing here. */
function refuseBroken(text: string): void {
  const tree = memoryTree({ [CONFIG_FILES[0]]: text });
  const { config, problems } = loadConfig(tree, CONFIG_FILES[0], {});
  const { problems: ofGuardrails } = loadGuardrails({ config, rulesTree: tree });
  const ofSettings = ofGuardrails.filter(({ code }) => !code.startsWith('rule-'));
  const [first] = [...problems, ...ofSettings];
  if (first === undefined) return;
  throw new ProblemError({
    code: 'import-invalid',
    message: `what the settings come to is not valid here: ${first.message}`,
    hint: 'nothing was written; leave out the setting, or report it',
    gates: true,
  });
}

function unwritable(file: string): Problem {
  return {
    code: 'waivers-unwritable',
    message: 'entries cannot be added to this file: its list of waivers is not at its end, or in one line',
    hint: 'write `waivers:` as the last key, one entry below the other',
    file,
    gates: false,
  };
}
