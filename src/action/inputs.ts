import type { Overrides } from '../config/index.ts';
import { usableKey } from '../evidence/index.ts';
import type { CommentMode, OnFixed } from '../github/index.ts';
import { ProblemError } from '../problems.ts';
import { COMMENT_MODES } from '../review/index.ts';

/** The inputs of `action.yml`, read and checked. The defaults of everything that is not configuration live here. */
export interface Inputs {
  /** `publish`: post what another run evaluated. */
  readonly mode: 'check' | 'publish';
  readonly token: string;
  /** May read the members of teams; the token of a workflow may not. */
  readonly approvalsToken?: string;
  /** May read the repository of the shared configuration. */
  readonly extendsToken?: string;
  readonly config?: string;
  readonly paths: readonly string[];
  readonly base?: string;
  readonly overrides: Overrides;
  readonly review: boolean;
  readonly comment: CommentMode;
  readonly onFixed: OnFixed;
  readonly labels: boolean;
  readonly annotations: boolean;
  readonly artifact: 'true' | 'false' | 'required';
  readonly artifactName: string;
  /** Folder or zip of the bundle before; `none`: no chain; absent: that of the last run on the branch. */
  readonly previous?: string;
  readonly attest: 'true' | 'false' | 'required';
  /** Private key in PEM, known to be usable. */
  readonly signingKey?: string;
  readonly id: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** @throws {ProblemError} for a value that an input does not take. */
export function readInputs(env: Environment): Inputs {
  // The runner's own naming: spaces become underscores, case is raised, hyphens stay (actions/toolkit, core.ts).
  const input = (name: string) => {
    const value = env[`INPUT_${name.toUpperCase()}`]?.trim();
    return value === undefined || value === '' ? undefined : value;
  };
  const choice = <T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
    const value = input(name) ?? fallback;
    if ((allowed as readonly string[]).includes(value)) return value as T;
    throw new ProblemError({
      code: 'input-invalid',
      message: `the input ${name} is "${value}"`,
      hint: `use ${allowed.join(', ')}, or leave it out`,
      gates: true,
    });
  };
  const overrides: Record<keyof Overrides, string | undefined> = {
    kubernetes: input('kubernetes-version'),
    profile: input('profile'),
    failOn: input('fail-on'),
    scope: input('scope'),
    engine: input('engine'),
    helm: input('helm'),
  };
  const config = input('config');
  const base = input('base');
  const previous = input('previous');
  const signingKey = input('signing-key');
  const approvalsToken = input('approvals-token');
  const extendsToken = input('extends-token');
  return {
    mode: choice('mode', ['check', 'publish'], 'check'),
    token: input('github-token') ?? '',
    ...(approvalsToken === undefined ? {} : { approvalsToken }),
    ...(extendsToken === undefined ? {} : { extendsToken }),
    ...(config === undefined ? {} : { config }),
    paths: (input('paths') ?? '')
      .split(/\r?\n/)
      .map(cleanPath)
      .filter(path => path !== ''),
    ...(base === undefined ? {} : { base }),
    overrides: Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined)),
    review: choice('review', ['true', 'false'], 'true') === 'true',
    comment: choice('comment', COMMENT_MODES, 'on-findings'),
    onFixed: choice('on-fixed', ['auto', 'keep', 'delete', 'resolve'], 'auto'),
    labels: choice('labels', ['true', 'false'], 'false') === 'true',
    annotations: choice('annotations', ['true', 'false'], 'true') === 'true',
    artifact: choice('artifact', ['true', 'false', 'required'], 'true'),
    artifactName: input('artifact-name') ?? 'kubeproof',
    ...(previous === undefined ? {} : { previous }),
    attest: choice('attest', ['true', 'false', 'required'], 'false'),
    ...(signingKey === undefined ? {} : { signingKey: usableKey(signingKey, 'private') }),
    id: input('id') ?? 'default',
  };
}

function cleanPath(line: string): string {
  const path = line
    .trim()
    .replace(/^(\.\/)+/, '')
    .replace(/\/+$/, '');
  if (path.startsWith('/') || path.split('/').includes('..')) {
    throw new ProblemError({
      code: 'input-invalid',
      message: `the input paths names "${path}", which is not inside the repository`,
      hint: 'name folders or files relative to the root of the repository',
      gates: true,
    });
  }
  return path === '.' ? '' : path;
}
