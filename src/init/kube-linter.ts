import type { Draft } from './draft.ts';
import { customCheck } from './kube-linter-templates.ts';
import type { Source } from './source.ts';

/**
 * `.kube-linter.yaml`, see docs/configuring-kubelinter.md of stackrox/kube-linter: `exclude` wins over `include`,
 * `addAllBuiltIn` over `doNotAutoAddDefaults`; custom checks run unless they are excluded.
 */
export function importKubeLinter(source: Source, draft: Draft): void {
  const { tool } = draft;
  const excluded = source.texts(['checks', 'exclude']);
  const included = source.texts(['checks', 'include']);
  const all = source.on(['checks', 'addAllBuiltIn']);
  const none = source.on(['checks', 'doNotAutoAddDefaults']) && !all;
  const out = new Set(excluded.map(({ text }) => text));
  const running = new Set(
    [...tool.checks.values()]
      .filter(check => all || (check.default === true && !none) || included.some(i => i.text === check.id))
      .map(({ id }) => id)
      .filter(id => !out.has(id)),
  );
  if (!none && !all) draft.running = running;
  const custom = customNames(source);

  if (none) {
    draft.profile = 'minimal';
    draft.carried(
      source.line(['checks', 'doNotAutoAddDefaults']),
      'doNotAutoAddDefaults',
      'profile: minimal, plus what is included; minimal holds only what is certainly wrong or dangerous',
    );
  }
  if (all) {
    const line = source.line(['checks', 'addAllBuiltIn']);
    const there: string[] = [];
    for (const check of tool.checks.values()) {
      if (!running.has(check.id)) continue;
      const isThere = check.parts.every(
        part => part.parameters === undefined && draft.inProfile(part.guardrail),
      );
      if (check.none === undefined && isThere) there.push(check.id);
      else draft.turnOn(check, line, `addAllBuiltIn: ${check.id}`);
    }
    draft.carried(line, 'addAllBuiltIn', `profile ${draft.profile} has what answers ${there.join(', ')}`);
  }
  for (const { text, line } of included) {
    const check = tool.checks.get(text);
    if (check !== undefined && !out.has(text)) draft.turnOn(check, line, `include ${text}`);
    else if (out.has(text)) draft.lost(line, `include ${text}`, 'it is excluded as well, and that wins');
    else if (!custom.has(text)) draft.lost(line, `include ${text}`, draft.unknown(text));
  }
  const idle = new Set([...tool.checks.keys()].filter(id => !running.has(id) && !out.has(id)));
  draft.leaveOut(
    excluded.filter(({ text }) => !custom.has(text)).map(item => ({ item, what: `exclude ${item.text}` })),
    idle,
  );
  for (const item of source.texts(['checks', 'ignorePaths'])) draft.exclude(item, `ignorePaths ${item.text}`);
  for (let index = 0; index < source.length(['customChecks']); index++) {
    const name = source.text(['customChecks', index, 'name']);
    const line = name?.line ?? source.line(['customChecks', index]);
    const what = `customChecks ${name?.text ?? index + 1}`;
    if (name !== undefined && out.has(name.text)) draft.carried(line, what, 'left out: it is excluded');
    else customCheck(source, ['customChecks', index], { draft, line, what });
  }
}

function customNames(source: Source): ReadonlySet<string> {
  const names = Array.from({ length: source.length(['customChecks']) }, (_, index) =>
    source.text(['customChecks', index, 'name']),
  );
  return new Set(names.flatMap(name => name?.text ?? []));
}
