import type { ApprovalRule, Config, Waiver } from '../config/index.ts';
import { SEVERITIES, type Severity } from '../findings.ts';
import { PROFILES } from '../guardrails/index.ts';
import { type FieldPath, type Json, locator } from '../manifest/index.ts';
import { byText } from '../repository/index.ts';
import type { Weakening } from './types.ts';

/** A configuration with the text it was read from. */
export interface Settings {
  readonly config: Config;
  /** '' when there is no file. */
  readonly text: string;
  readonly waivers: readonly Waiver[];
  /** Own guardrails by id, with their severity. */
  readonly own: ReadonlyMap<string, Severity>;
}

type Say = (at: FieldPath, subject: string, what: string) => void;

/** From most to least. */
const FAIL_ON = ['info', 'warning', 'error', 'never'] as const;
const INLINE = ['off', 'base', 'head'] as const;

/**
 * What the head's settings judge more mildly than the base's.
 * @param severityOf a guardrail's severity where no configuration says another
 */
export function weakerSettings(
  base: Settings,
  head: Settings,
  severityOf: (guardrail: string) => Severity | undefined,
): Weakening[] {
  const file = head.config.file ?? base.config.file ?? '.kubeproof.yaml';
  const at = locator(head.text);
  const found: Weakening[] = [];
  const say: Say = (path, subject, what) => {
    const { key, value } = at(path);
    found.push({ what, subject, file, line: (key ?? value)?.line ?? 1, by: 'rules' });
  };
  const { config: before } = base;
  const { config: after } = head;

  if (before.extends !== after.extends && before.extends !== undefined) {
    const to =
      after.extends === undefined
        ? 'no shared configuration any more'
        : `another shared configuration (${after.extends})`;
    say(['extends'], 'extends', `judges by ${to}`);
  }
  const lower = <T>(order: readonly T[], a: T, b: T) => order.indexOf(b) > order.indexOf(a);
  if (lower([...PROFILES].reverse(), before.profile, after.profile)) {
    say(['profile'], 'profile', `lowers the profile from ${before.profile} to ${after.profile}`);
  }
  if (lower(FAIL_ON, before.gate.failOn, after.gate.failOn)) {
    say(
      ['gate', 'fail-on'],
      'gate.fail-on',
      after.gate.failOn === 'never'
        ? 'lets no finding fail the check'
        : `lets only ${after.gate.failOn}s fail the check, not ${before.gate.failOn}s`,
    );
  }
  if (before.gate.scope === 'all' && after.gate.scope !== 'all') {
    say(['gate', 'scope'], 'gate.scope', 'lets known findings pass that failed the check');
  }
  if (lower(INLINE, before.inlineWaivers, after.inlineWaivers)) {
    const when = after.inlineWaivers === 'head' ? 'at once' : 'once they are merged';
    say(['inline-waivers'], 'inline-waivers', `lets comments in the sources accept findings ${when}`);
  }
  for (const [key, was, is] of [
    ['exclude', before.exclude, after.exclude],
    ['foreign-waivers', before.foreignWaivers, after.foreignWaivers],
  ] as const) {
    for (const entry of is.filter(each => !(was as readonly string[]).includes(each))) {
      const index = (is as readonly string[]).indexOf(entry);
      const does = key === 'exclude' ? `leaves ${entry} out` : `lets the waivers of ${entry} accept findings`;
      say([key, index], `${key} ${entry}`, does);
    }
  }
  for (const scan of before.scans.filter(each => !after.scans.includes(each))) {
    say(['scans'], `scans ${scan}`, `no longer reads the scan report ${scan}`);
  }
  targets(before, after, say);
  guardrails(before, after, severityOf, say);
  approvals(before.approvals, after.approvals, say);
  ownGuardrails(base.own, head.own, say);
  return [...found, ...newWaivers(base.waivers, head.waivers)];
}

function targets(before: Config, after: Config, say: Say): void {
  if (after.targets === undefined) return;
  if (before.targets === undefined) {
    say(['targets'], 'targets', 'judges only the targets it names; so far all were found');
    return;
  }
  const name = ({ kind, path }: { kind: string; path: string | readonly string[] }) =>
    `${kind} ${[path].flat().join(', ')}`;
  const kept = new Set(after.targets.map(name));
  for (const target of before.targets
    .map(name)
    .filter(each => !kept.has(each))
    .sort(byText)) {
    say(['targets'], `target ${target}`, `no longer judges ${target}`);
  }
}

function guardrails(
  before: Config,
  after: Config,
  severityOf: (guardrail: string) => Severity | undefined,
  say: Say,
): void {
  const ids = new Set([...Object.keys(before.guardrails), ...Object.keys(after.guardrails)]);
  for (const id of [...ids].sort(byText)) {
    const was = before.guardrails[id];
    const is = after.guardrails[id];
    const path = ['guardrails', id];
    const [old, now] = [was?.severity ?? severityOf(id), is?.severity ?? severityOf(id)];
    const rank = (severity: Severity | 'off' | undefined) =>
      severity === 'off' || severity === undefined ? SEVERITIES.length : SEVERITIES.indexOf(severity);
    if (rank(now) > rank(old)) {
      say(
        [...path, ...(typeof is?.severity === 'string' ? ['severity'] : [])],
        `guardrail ${id}`,
        now === 'off' ? `switches ${id} off` : `lowers ${id} from ${old} to ${now}`,
      );
    }
    if (was?.locked === true && is?.locked !== true) {
      say([...path, 'locked'], `locked ${id}`, `lets waivers of the change itself accept findings of ${id}`);
    }
    if (was?.parameters !== undefined && !same(was.parameters, is?.parameters)) {
      say([...path, 'parameters'], `parameters ${id}`, `changes the parameters of ${id}`);
    }
  }
}

/** A rule that is gone or was changed may ask for less; one that is added asks for more. */
function approvals(before: readonly ApprovalRule[], after: readonly ApprovalRule[], say: Say): void {
  for (const rule of before) {
    if (after.some(each => same(each, rule))) continue;
    const what = rule.for.join(', ');
    say(['approvals'], `approvals ${what}`, `changes who has to agree to ${what}`);
  }
}

function ownGuardrails(
  before: ReadonlyMap<string, Severity>,
  after: ReadonlyMap<string, Severity>,
  say: Say,
): void {
  for (const [id, was] of [...before].sort(([a], [b]) => byText(a, b))) {
    const is = after.get(id);
    if (is === undefined) say(['rules'], `own ${id}`, `removes your own guardrail ${id}`);
    else if (SEVERITIES.indexOf(is) > SEVERITIES.indexOf(was)) {
      say(['rules'], `own ${id}`, `lowers your own guardrail ${id} from ${was} to ${is}`);
    }
  }
}

function newWaivers(before: readonly Waiver[], after: readonly Waiver[]): Weakening[] {
  const content = ({ file: _file, line: _line, ...waiver }: Waiver) =>
    JSON.stringify(sorted(waiver as unknown as Json));
  const known = new Set(before.map(content));
  return after
    .filter(waiver => !known.has(content(waiver)))
    .map(({ id, guardrail, owner, reason, expires, file, line }) => ({
      what: `waives ${guardrail} ${expires === undefined ? 'for ever' : `until ${expires}`} (${owner}: ${reason.replace(/\.$/, '')})`,
      subject: `waiver ${id}`,
      file,
      line,
      by: 'waiver' as const,
    }));
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a as Json)) === JSON.stringify(sorted(b as Json));
}

/** Mappings with their keys in order. */
function sorted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map(each => sorted(each) as Json);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => byText(a, b))
      .map(([key, each]) => [key, sorted(each as Json) as Json]),
  );
}
