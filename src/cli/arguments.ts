import { type ParseArgsConfig, parseArgs } from 'node:util';
import { nearest } from '../nearest.ts';
import { ProblemError } from '../problems.ts';

/** A flag of the command line. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  /** May be given several times. */
  readonly multiple?: true;
  /** What stands for the value in the help: `REF`. */
  readonly value?: string;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  /** `[paths]`, `ID`. */
  readonly arguments: string;
  readonly help: string;
  readonly flags: readonly string[];
  /** What a flag means here, where that is not what it means elsewhere. */
  readonly flagHelp?: Readonly<Record<string, string>>;
  /** What stands for a flag's value, where that is not what it is elsewhere. */
  readonly flagValues?: Readonly<Record<string, string>>;
}

/** Every flag there is; commands name the ones they take. */
export const FLAGS: Readonly<Record<string, Flag>> = {
  base: {
    type: 'string',
    value: 'REF',
    help: 'compare with a git reference (its merge base with HEAD) or a folder',
  },
  format: {
    type: 'string',
    short: 'f',
    value: 'FORMAT',
    help: 'text, json, sarif, junit, markdown, html or gitlab',
  },
  output: { type: 'string', short: 'o', value: 'FILE', help: 'write there instead of to standard output' },
  evidence: { type: 'string', value: 'DIR', help: 'leave the evidence bundle there' },
  approvals: {
    type: 'string',
    value: 'FORGE',
    help: 'gitlab: ask the merge request of this pipeline who approves',
  },
  previous: {
    type: 'string',
    multiple: true,
    value: 'BUNDLE',
    help: 'the evidence bundle before this one: its digest goes in',
  },
  sign: { type: 'string', value: 'FILE', help: 'private key (PEM) to sign the evidence bundle with' },
  repository: {
    type: 'string',
    value: 'DIR',
    help: 'a clone that has the commit: the inputs are held against it',
  },
  key: { type: 'string', value: 'FILE', help: 'public key (PEM) of whoever signed' },
  'trusted-root': {
    type: 'string',
    value: 'FILE',
    help: 'Sigstore roots to hold it against (gh attestation trusted-root)',
  },
  'signer-repository': {
    type: 'string',
    value: 'NAME',
    help: 'whose workflow has to have signed: acme/shop',
  },
  'signer-workflow': {
    type: 'string',
    value: 'FILE',
    help: 'which workflow: acme/shop/.github/workflows/a.yaml, or with @REF',
  },
  ledger: { type: 'string', value: 'FILE', help: 'a ledger that has to list it' },
  where: { type: 'string', value: 'ADDRESS', help: 'where the bundle is kept, for whoever looks for it' },
  branch: { type: 'string', value: 'NAME', help: 'of the build, where the bundle does not name it' },
  commit: { type: 'string', value: 'SHA', help: 'that was built' },
  because: { type: 'string', value: 'TEXT', help: 'why there is no bundle of a build' },
  config: { type: 'string', short: 'c', value: 'FILE', help: 'configuration; .kubeproof.yaml when left out' },
  extends: {
    type: 'string',
    value: 'FILE',
    help: 'copy of the shared configuration that `extends` names',
  },
  framework: { type: 'string', value: 'ID', help: 'the standard to report by, or a file of your own' },
  to: { type: 'string', value: 'DAY', help: 'last day of the period' },
  profile: { type: 'string', value: 'NAME', help: 'minimal, recommended or strict' },
  'kubernetes-version': { type: 'string', value: 'X.Y', help: 'version to render and judge for' },
  'fail-on': { type: 'string', value: 'SEVERITY', help: 'error, warning, info or never' },
  scope: { type: 'string', value: 'SCOPE', help: 'what fails the check: new findings, or all' },
  engine: { type: 'string', value: 'ENGINE', help: 'embedded, or system: helm and kustomize from PATH' },
  helm: { type: 'string', value: 'MAJOR', help: 'Helm 3 or 4' },
  environment: { type: 'string', value: 'NAME', help: 'only this environment' },
  namespace: {
    type: 'string',
    short: 'n',
    value: 'NAME',
    help: 'of the resource, when several have its name',
  },
  target: { type: 'string', value: 'ID', help: 'only this target, by its id or folder' },
  json: { type: 'boolean', help: 'as JSON, for editors' },
  context: {
    type: 'string',
    value: 'DIR',
    help: 'export of a cluster: RBAC, namespaces and ServiceAccounts as YAML',
  },
  'only-context': { type: 'boolean', help: 'ask the context alone, without what the repository renders' },
  group: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    help: 'a group the subject is in; may be repeated',
  },
  'accept-new': { type: 'boolean', help: 'add what is not in the baseline yet' },
  write: { type: 'boolean', help: 'write what is shown into the work tree' },
  gitlab: { type: 'boolean', help: 'as comments on the merge request of this pipeline of GitLab CI' },
  id: { type: 'string', value: 'NAME', help: 'tells several kubeproof jobs of one project apart' },
  comment: {
    type: 'string',
    value: 'MODE',
    help: 'the summary comment: on-findings, on-changes, always or never',
  },
  'on-fixed': {
    type: 'string',
    value: 'MODE',
    help: 'comments of fixed findings: auto, resolve, keep or delete',
  },
  label: {
    type: 'string',
    multiple: true,
    value: 'NAME',
    help: 'labels of the pull request, with commas between; may be repeated',
  },
  change: { type: 'boolean', help: 'one that judges a change, and not a state' },
  labels: { type: 'boolean', help: 'set labels that say how it stands, such as "kubeproof: blocked"' },
  guardrail: {
    type: 'string',
    multiple: true,
    value: 'ID',
    help: 'only findings of this guardrail; may be repeated',
  },
  from: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    help: 'settings of another tool to carry over; may be repeated',
  },
  force: { type: 'boolean', help: 'replace files that exist' },
  quiet: { type: 'boolean', short: 'q', help: 'only the result line' },
  verbose: { type: 'boolean', short: 'v', help: 'known findings too, and times' },
  color: { type: 'boolean', help: 'colours even when not on a terminal' },
  'no-color': { type: 'boolean', help: 'no colours' },
  'no-pager': { type: 'boolean', help: 'do not page what is longer than the screen' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
};

const COMMON = ['config', 'extends', 'profile', 'kubernetes-version', 'engine', 'helm', 'help'];
const RBAC = [
  'context',
  'only-context',
  'environment',
  'format',
  'output',
  'verbose',
  'color',
  'no-color',
  ...COMMON.filter(flag => flag !== 'profile'),
];
const RBAC_FORMATS = 'table, json, dot or mermaid';

export const COMMANDS: readonly Command[] = [
  {
    name: 'check',
    arguments: '[paths]',
    help: 'render, judge, and say what is wrong',
    flags: [
      'base',
      'label',
      'format',
      'output',
      'evidence',
      'previous',
      'sign',
      'approvals',
      'fail-on',
      'scope',
      'quiet',
      'verbose',
      'color',
      'no-color',
      ...COMMON,
    ],
  },
  {
    name: 'fix',
    arguments: '[paths]',
    help: 'show proven fixes (exit 1 while there are any), or write them',
    flags: ['base', 'write', 'guardrail', 'color', 'no-color', ...COMMON],
  },
  {
    name: 'why',
    arguments: 'KIND/NAME FIELD | FILE:LINE',
    help: 'where a rendered field comes from, or what a source line does',
    flags: ['environment', 'namespace', 'target', 'json', 'color', 'no-color', ...COMMON],
  },
  {
    name: 'render',
    arguments: '[paths]',
    help: 'print what would be deployed, Secrets as digests',
    flags: ['output', ...COMMON],
  },
  {
    name: 'diff',
    arguments: '[PATH|KIND/NAME]',
    help: 'what a change does to what is deployed (exit 3 when something changes)',
    flags: [
      'base',
      'environment',
      'namespace',
      'format',
      'output',
      'verbose',
      'color',
      'no-color',
      'no-pager',
      ...COMMON.filter(flag => flag !== 'profile'),
    ],
    flagHelp: { format: 'text, markdown or json', verbose: 'what is folded, and every gap' },
  },
  {
    name: 'rbac diff',
    arguments: '[paths]',
    help: 'what a change lets whom do, and what it takes away',
    flags: ['base', ...RBAC.filter(flag => flag !== 'only-context' && flag !== 'environment')],
    flagHelp: { format: RBAC_FORMATS, verbose: 'all that could not be evaluated' },
  },
  {
    name: 'rbac who-can',
    arguments: 'VERB RESOURCE [NAME]',
    help: 'who can do something: `get secrets`, `create pods/exec -n shop`',
    flags: ['namespace', ...RBAC],
    flagHelp: {
      format: RBAC_FORMATS,
      namespace: 'there; anywhere when left out',
      verbose: "Kubernetes' own subjects too",
    },
  },
  {
    name: 'rbac can',
    arguments: 'SUBJECT [VERB RESOURCE [NAME]]',
    help: 'what a subject can do, or whether it can (exit 0 yes, 1 no, 2 not known)',
    flags: ['namespace', 'group', ...RBAC],
    flagHelp: {
      format: RBAC_FORMATS,
      namespace: 'there, and of a ServiceAccount that is named without one',
      verbose: 'what Kubernetes gives everybody, too',
    },
  },
  {
    name: 'rbac paths',
    arguments: '[SUBJECT]',
    help: 'from what a subject holds to what it can become',
    flags: ['namespace', ...RBAC],
    flagHelp: {
      format: RBAC_FORMATS,
      namespace: 'of a ServiceAccount that is named without one',
      verbose: "Kubernetes' own subjects, and low risks too",
    },
  },
  {
    name: 'rbac unused',
    arguments: '',
    help: 'roles bound to nobody, subjects and roles that do not exist',
    flags: RBAC,
    flagHelp: { format: 'table or json', verbose: 'all that could not be rendered' },
  },
  { name: 'targets', arguments: '[paths]', help: 'what was found to render, and why', flags: [...COMMON] },
  { name: 'rules', arguments: '', help: 'the guardrails that are active', flags: ['format', ...COMMON] },
  {
    name: 'explain',
    arguments: 'ID',
    help: 'one guardrail: why, how to fix it, examples',
    flags: [...COMMON],
  },
  {
    name: 'test',
    arguments: '[paths]',
    help: 'run the examples of your own guardrails',
    flags: ['color', 'no-color', 'config', 'extends', 'help'],
  },
  {
    name: 'new-rule',
    arguments: 'ID',
    help: 'write a guardrail of your own to start from',
    flags: ['change', 'config', 'help'],
  },
  {
    name: 'baseline',
    arguments: '',
    help: 'accept what is there today; run again, take out what is fixed',
    flags: ['accept-new', ...COMMON],
  },
  {
    name: 'waivers convert',
    arguments: '[paths]',
    help: 'waivers of other tools as our own: show them (exit 1), or write them',
    flags: ['write', 'color', 'no-color', ...COMMON],
  },
  {
    name: 'publish',
    arguments: '[REPORT]',
    help: 'post report.json to a merge request: evidence/report.json, a file, or - for stdin',
    flags: ['gitlab', 'id', 'comment', 'on-fixed', 'labels', 'help'],
  },
  {
    name: 'verify',
    arguments: 'BUNDLE',
    help: 'whether an evidence bundle is as it was written: exit 0 only when all holds',
    flags: [
      'previous',
      'ledger',
      'key',
      'trusted-root',
      'signer-repository',
      'signer-workflow',
      'repository',
      'json',
      'color',
      'no-color',
      'help',
    ],
    flagHelp: {
      previous: 'bundles before this one, or a folder of them; may be repeated',
      json: 'as JSON, for programs',
    },
  },
  {
    name: 'ledger add',
    arguments: 'LEDGER BUNDLE',
    help: 'list a bundle in the file that lists all that are kept',
    flags: ['where', 'branch', 'help'],
  },
  {
    name: 'ledger gap',
    arguments: 'LEDGER',
    help: 'list a build that left no bundle, and why',
    flags: ['because', 'commit', 'branch', 'help'],
    flagHelp: { branch: 'of the build' },
  },
  {
    name: 'report',
    arguments: 'BUNDLE...',
    help: 'many evidence bundles as one report by a standard',
    flags: [
      'framework',
      'from',
      'to',
      'repository',
      'branch',
      'ledger',
      'key',
      'trusted-root',
      'signer-repository',
      'signer-workflow',
      'format',
      'output',
      'help',
    ],
    flagHelp: {
      from: 'first day of the period',
      repository: 'only builds of this one; `*` stands for any characters',
      branch: 'only builds of this one; `*` stands for any characters',
      ledger: 'a ledger of the builds: what it lists and is not here is a gap',
      key: 'public key (PEM): only bundles signed with it count',
      format: "html, markdown, json or csv; by the output's name when left out",
    },
    flagValues: { from: 'DAY', repository: 'PATTERN', branch: 'PATTERN' },
  },
  {
    name: 'init',
    arguments: '',
    help: 'write a configuration and a workflow, or what other tools are set to',
    flags: ['from', 'force', 'color', 'no-color', 'help'],
  },
];

export interface Parsed {
  readonly command: Command;
  readonly paths: readonly string[];
  readonly text: (flag: string) => string | undefined;
  /** Every value of a flag that may be repeated. */
  readonly list: (flag: string) => readonly string[];
  readonly on: (flag: string) => boolean;
}

/** Columns of commands and their arguments in the help of all. */
const COMMAND_WIDTH = 20;

/** Whether commands of two words begin with it. */
export function isGroup(word: string): boolean {
  return COMMANDS.some(({ name }) => name.startsWith(`${word} `));
}

/**
 * @returns `undefined` when help or the version was asked for at the top.
 * @throws {ProblemError} for an unknown command or flag, with the nearest one named.
 */
export function parseCommand(argv: readonly string[]): Parsed {
  const [first = '', second = ''] = argv;
  const grouped = isGroup(first);
  const name = grouped ? `${first} ${second}`.trim() : first;
  const rest = argv.slice(grouped ? 2 : 1);
  const command = COMMANDS.find(c => c.name === name);
  if (command === undefined) {
    throw usage(
      name === first && grouped ? `${first} takes a command` : `there is no command "${name}"`,
      nearest(
        name,
        COMMANDS.map(c => c.name),
      ),
      grouped ? `kubeproof ${first} --help` : undefined,
    );
  }
  const options: ParseArgsConfig['options'] = {};
  for (const name of command.flags) {
    const { type, short, multiple = false } = FLAGS[name] as Flag;
    options[name] = { type, multiple, ...(short === undefined ? {} : { short }) };
  }
  try {
    const { values, positionals } = parseArgs({ args: rest, options, allowPositionals: true, strict: true });
    return {
      command,
      paths: positionals,
      text: flag => (typeof values[flag] === 'string' ? values[flag] : undefined),
      list: flag => [values[flag] ?? []].flat().map(String),
      on: flag => values[flag] === true,
    };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
      const flag = /'--?([^'=\s]+)/.exec(message)?.[1] ?? '';
      const close = nearest(flag, command.flags);
      throw usage(
        `kubeproof ${command.name} has no flag --${flag}`,
        close === undefined ? undefined : `--${close}`,
      );
    }
    if (code?.startsWith('ERR_PARSE_ARGS') === true) throw usage(message.split('\n')[0] ?? message);
    throw error;
  }
}

function usage(message: string, suggestion?: string, help = 'kubeproof --help'): ProblemError {
  const hint = suggestion === undefined ? `${help} lists what there is` : `did you mean \`${suggestion}\`?`;
  return new ProblemError({ code: 'usage', message, hint, gates: true });
}

/** The help of one command, of the commands that begin with a word, or of all. */
export function helpText(version: string, command?: Command | string): string {
  if (typeof command === 'string') {
    const members = COMMANDS.filter(({ name }) => name.startsWith(`${command} `));
    const width = Math.max(...members.map(c => `${c.name} ${c.arguments}`.length)) + 2;
    const lines = members.map(c => `  ${`${c.name} ${c.arguments}`.padEnd(width)}${c.help}`);
    return `${lines.join('\n')}\n\nkubeproof ${command} COMMAND --help lists the flags of a command.\n`;
  }
  if (command !== undefined) {
    const flags = command.flags.map(name => {
      const { short, value: usual, help: general } = FLAGS[name] as Flag;
      const value = command.flagValues?.[name] ?? usual;
      const help = command.flagHelp?.[name] ?? general;
      const left = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
      return `  ${left.padEnd(30)}${help}`;
    });
    return `kubeproof ${command.name} ${command.arguments}\n  ${command.help}\n\n${flags.join('\n')}\n`;
  }
  const commands = COMMANDS.map(({ name, arguments: taken, help }) => {
    const left = `${name} ${taken}`.trimEnd();
    // Long ones have their help below, so that the column stays narrow.
    return left.length < COMMAND_WIDTH
      ? `  ${left.padEnd(COMMAND_WIDTH)}${help}`
      : `  ${left}\n  ${' '.repeat(COMMAND_WIDTH)}${help}`;
  });
  return `kubeproof ${version}: reviews Kubernetes changes before they are merged.

${commands.join('\n')}

kubeproof COMMAND --help lists the flags of a command.
Exit status: 0 passed, 1 guardrails failed, 2 something could not be evaluated.
`;
}
