import { acceptedBy } from '../equivalents/index.ts';
import type { Severity } from '../findings.ts';
import { type Draft, waiversOf } from './draft.ts';
import type { Item, Source } from './source.ts';

const SEVERITY: Readonly<Record<string, Severity>> = { danger: 'error', warning: 'warning', error: 'error' };

/**
 * Polaris' `config.yaml`: `checks` with their severity (`ignore`, or absent: it does not run), and `exemptions`, whose
 * names of controllers and containers are beginnings.
 */
export function importPolaris(source: Source, draft: Draft): void {
  const running = new Set<string>();
  const ignored: { item: Item; what: string }[] = [];
  const custom = new Set(source.keys(['customChecks']));
  for (const id of source.keys(['checks'])) {
    const severity = source.text(['checks', id]);
    if (severity === undefined || custom.has(id)) continue;
    const { text, line } = severity;
    if (text !== 'ignore' && SEVERITY[text] === undefined)
      throw source.wrong(['checks', id], 'ignore, warning or danger');
    if (text === 'ignore') ignored.push({ item: { text: id, line }, what: `${id}: ignore` });
    else running.add(id);
  }
  for (const id of running) {
    const { text = '', line = 1 } = source.text(['checks', id]) ?? {};
    const check = draft.tool.checks.get(id);
    if (check === undefined) draft.lost(line, `${id}: ${text}`, draft.unknown(id));
    else draft.turnOn(check, line, `${id}: ${text}`, SEVERITY[text] as Severity);
  }
  const idle = new Set(
    [...draft.tool.checks.keys()].filter(
      id => !running.has(id) && !ignored.some(({ item }) => item.text === id),
    ),
  );
  draft.leaveOut(ignored, idle);
  if (idle.size > 0 && source.keys(['checks']).length > 0)
    draft.carried(
      source.line(['checks']),
      'checks',
      `${idle.size} checks that are not listed do not run there; here profile recommended decides about them`,
    );
  for (const id of custom)
    draft.lost(
      source.line(['customChecks', id]),
      `customChecks ${id}`,
      'a JSON schema; `kubeproof new-rule` writes it as a guardrail of your own',
    );
  for (let index = 0; index < source.length(['exemptions']); index++) exemption(source, index, draft);
  if (source.length(['mutations']) > 0)
    draft.lost(source.line(['mutations']), 'mutations', '`kubeproof fix` shows the edits it can prove');
  for (const key of ['disallowExemptions', 'disallowConfigExemptions', 'disallowAnnotationExemptions'])
    if (source.on([key]))
      draft.lost(
        source.line([key]),
        key,
        '`locked: true` does so for one guardrail, `inline-waivers: off` for all that stands in the sources',
      );
}

function exemption(source: Source, index: number, draft: Draft): void {
  const at = ['exemptions', index];
  const line = source.line(at);
  const namespace = source.text([...at, 'namespace'])?.text ?? '';
  const controllers = source.texts([...at, 'controllerNames']).map(({ text }) => `${text}*`);
  const containers = source.texts([...at, 'containerNames']).map(({ text }) => `${text}*`);
  const rules = source.texts([...at, 'rules']);
  const what = `exemption ${index + 1}`;
  if (namespace === '' && controllers.length === 0 && containers.length === 0) {
    draft.lost(line, what, 'it names neither a namespace nor a controller nor a container');
    return;
  }
  const ids = rules.length === 0 ? [...draft.tool.checks.keys()] : rules.map(({ text }) => text);
  const { accepted, refused } = acceptedBy(draft.tool, new Set(ids));
  let count = 0;
  for (const { guardrail, field, kind } of accepted.filter(each => draft.judges(each.guardrail)))
    for (const name of controllers.length === 0 ? [undefined] : controllers)
      for (const container of containers.length === 0 ? [undefined] : containers) {
        const resource = {
          ...(kind === undefined ? {} : { kind }),
          ...(namespace === '' ? {} : { namespace }),
          ...(name === undefined ? {} : { name }),
        };
        count++;
        draft.waive({
          guardrail,
          ...(Object.keys(resource).length === 0 ? {} : { resource }),
          ...(container === undefined ? {} : { container }),
          ...(field === undefined ? {} : { field }),
          reason: draft.reason(line),
        });
      }
  if (accepted.length > 0) draft.carried(line, what, waiversOf(count));
  for (const { text, line: at } of rules) {
    const check = draft.tool.checks.get(text);
    if (check === undefined) draft.lost(at, `${what}: ${text}`, draft.unknown(text));
    else if (check.none !== undefined) draft.lost(at, `${what}: ${text}`, check.none);
    draft.stays(
      refused.filter(each => each.checks.includes(text)),
      at,
      `${what}: ${text}`,
    );
  }
}
