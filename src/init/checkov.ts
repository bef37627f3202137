import { matchesPattern } from '../verdict/index.ts';
import type { Draft } from './draft.ts';
import type { Item, Source } from './source.ts';

const SEVERITIES = new Set(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL']);

/** Settings that are not about what is found, with what is said of them. */
const OTHERS: Readonly<Record<string, string>> = {
  baseline: '`kubeproof baseline` writes one',
  'external-checks-dir': '`kubeproof new-rule` writes guardrails of your own, in CEL',
  'external-checks-git': '`kubeproof new-rule` writes guardrails of your own, in CEL',
  framework: 'charts, kustomizations and plain manifests are found by themselves; `targets` names others',
  'skip-framework': '`exclude` leaves folders out',
  'var-file': 'values belong to a chart and an environment: see `targets` in docs/configuration.md',
};

/** `.checkov.yaml`: the flags of the command line as keys; lists may be texts with commas. */
export function importCheckov(source: Source, draft: Draft): void {
  const only = source.texts(['check'], true);
  const skipped = source.texts(['skip-check'], true);
  const chosen = expand(only, 'check', draft);
  const out = expand(skipped, 'skip-check', draft);
  if (only.length > 0) {
    draft.profile = 'minimal';
    draft.carried(
      source.line(['check']),
      'check',
      'profile: minimal, plus what is named; minimal holds only what is certainly wrong or dangerous',
    );
    const left = new Set(out.map(({ item }) => item.text));
    for (const { item, what } of chosen) {
      const check = draft.tool.checks.get(item.text);
      if (check !== undefined && !left.has(item.text)) draft.turnOn(check, item.line, what);
    }
  }
  const running = new Set(only.length === 0 ? draft.tool.checks.keys() : chosen.map(({ item }) => item.text));
  draft.leaveOut(out, new Set([...draft.tool.checks.keys()].filter(id => !running.has(id))));
  if (only.length === 0) {
    const skips = new Set(out.map(({ item }) => item.text));
    draft.running = new Set([...running].filter(id => !skips.has(id)));
  }
  for (const [key, severity] of [
    ['soft-fail-on', 'warning'],
    ['hard-fail-on', 'error'],
  ] as const)
    for (const { item, what } of expand(source.texts([key], true), key, draft)) {
      const check = draft.tool.checks.get(item.text);
      if (check !== undefined) draft.turnOn(check, item.line, what, severity);
    }
  if (source.on(['soft-fail'])) {
    if (source.get(['hard-fail-on']) === undefined) {
      draft.failOn = 'never';
      draft.carried(source.line(['soft-fail']), 'soft-fail', 'gate.fail-on: never');
    } else
      draft.lost(
        source.line(['soft-fail']),
        'soft-fail',
        'errors block, since hard-fail-on wants some to; `gate.fail-on: never` lets everything pass',
      );
  }
  for (const item of source.texts(['skip-path'], true)) {
    const folder = /^([\w./-]+?)(?:\/?\.\*)?$/.exec(item.text)?.[1];
    if (folder !== undefined) draft.exclude({ ...item, text: folder }, `skip-path ${item.text}`);
    else
      draft.lost(
        item.line,
        `skip-path ${item.text}`,
        'a regular expression; `exclude` takes paths with * and **',
      );
  }
  const known = new Set(['check', 'skip-check', 'soft-fail-on', 'hard-fail-on', 'soft-fail', 'skip-path']);
  for (const key of source.keys([]))
    if (!known.has(key))
      draft.lost(source.line([key]), key, OTHERS[key] ?? 'it is about how Checkov runs or prints');
}

/** Ids about Kubernetes, wildcards written out; everything else is named as lost. */
function expand(items: readonly Item[], key: string, draft: Draft): { item: Item; what: string }[] {
  return items.flatMap(item => {
    const what = `${key} ${item.text}`;
    if (SEVERITIES.has(item.text.toUpperCase())) {
      draft.lost(item.line, what, 'severities of Checkov come from its platform, not from the file');
      return [];
    }
    const ids = [...draft.tool.checks.keys()].filter(id => matchesPattern(item.text, id));
    if (ids.length === 0 && !/K8S/.test(item.text)) {
      draft.lost(
        item.line,
        what,
        /^CKV/.test(item.text) ? 'it is not about Kubernetes' : 'it is no check of Checkov for manifests',
      );
      return [];
    }
    return ids.length === 0
      ? [{ item, what }]
      : ids.map(id => ({
          item: { ...item, text: id },
          what: id === item.text ? what : `${what}: ${id}`,
        }));
  });
}
