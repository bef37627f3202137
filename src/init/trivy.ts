import { acceptedBy, type Check, findCheck } from '../equivalents/index.ts';
import { at, type Draft } from './draft.ts';
import type { Item, Source } from './source.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** An id that Trivy ignores, as both forms of the ignore file say it. */
interface Ignored {
  readonly item: Item;
  readonly expires?: string;
  readonly reason: string;
  readonly paths: readonly string[];
}

/** `.trivyignore`: an id a line, `exp:2027-01-31` behind it; comments above are taken for the reason. */
export function importTrivyIgnore(text: string, draft: Draft): void {
  const ignored: Ignored[] = [];
  let comments: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const words = line.trim();
    if (words.startsWith('#')) comments.push(words.replace(/^#+\s*/, ''));
    else if (words === '') comments = [];
    else {
      const [id = '', ...rest] = words.split(/\s+/);
      const expires = rest.find(word => word.startsWith('exp:'))?.slice('exp:'.length);
      const reason = comments.join(' ');
      ignored.push({
        item: { text: id, line: index + 1 },
        reason,
        paths: [],
        ...(expires === undefined ? {} : { expires }),
      });
    }
  }
  ignore(ignored, draft);
}

/** `.trivyignore.yaml`: `misconfigurations` with `id`, `paths`, `expired_at` and `statement`. */
export function importTrivyIgnoreYaml(source: Source, draft: Draft): void {
  const ignored: Ignored[] = [];
  for (let index = 0; index < source.length(['misconfigurations']); index++) {
    const at = ['misconfigurations', index];
    const id = source.text([...at, 'id']);
    if (id === undefined) throw source.wrong(at, 'a mapping with an id');
    const comment = source.comment(id.line);
    const item: Item = { ...id, ...(comment === undefined ? {} : { comment }) };
    const expires = source.text([...at, 'expired_at'])?.text.slice(0, 10);
    ignored.push({
      item,
      reason: source.text([...at, 'statement'])?.text ?? '',
      paths: source.texts([...at, 'paths']).map(({ text }) => text),
      ...(expires === undefined ? {} : { expires }),
    });
  }
  ignore(ignored, draft);
  for (const key of source.keys([]))
    if (key !== 'misconfigurations')
      draft.lost(source.line([key]), key, 'kubeproof looks at manifests; Trivy goes on looking at these');
}

function ignore(ignored: readonly Ignored[], draft: Draft): void {
  const lasting: { item: Item; what: string }[] = [];
  for (const each of ignored) {
    const { item, expires, paths } = each;
    const what = `ignore ${item.text}`;
    if (/^(CVE|GHSA)-/i.test(item.text)) {
      draft.lost(
        item.line,
        what,
        'a vulnerability: `scans` reads reports in which Trivy has left it out already',
      );
    } else if (expires === undefined && paths.length === 0) lasting.push({ item, what });
    else if (expires !== undefined && !DATE.test(expires))
      draft.lost(item.line, what, `"${expires}" is no date such as 2027-01-31`);
    else waive(each, what, draft);
  }
  draft.leaveOut(lasting, new Set());
  const out = new Set(ignored.map(({ item }) => findCheck(draft.tool, item.text)?.id));
  draft.running = new Set([...draft.tool.checks.keys()].filter(id => !out.has(id)));
}

/** What is ignored until a day, or in some files only, is waived. */
function waive({ item, expires, reason, paths }: Ignored, what: string, draft: Draft): void {
  const check = findCheck(draft.tool, item.text);
  if (check === undefined || check.none !== undefined) {
    draft.lost(item.line, what, check?.none ?? draft.unknown(item.text));
    return;
  }
  const { accepted, refused } = acceptedBy(draft.tool, new Set([check.id]));
  for (const { guardrail, field, kind } of accepted) {
    if (!draft.judges(guardrail)) {
      draft.carried(item.line, what, `${guardrail} is not in profile ${draft.profile}: nothing to leave out`);
      continue;
    }
    for (const source of paths.length === 0 ? [undefined] : paths.map(sourcePattern))
      draft.waive({
        guardrail,
        ...(kind === undefined ? {} : { resource: { kind } }),
        ...(field === undefined ? {} : { field }),
        ...(source === undefined ? {} : { source }),
        reason: draft.reason(item.line, reason === '' ? item.comment : reason),
        ...(expires === undefined ? {} : { expires }),
      });
    const where = paths.length === 0 ? '' : ` in ${paths.join(', ')}`;
    const until = expires === undefined ? '' : ` until ${expires}`;
    draft.carried(item.line, what, `${guardrail}: waived${at(field)}${where}${until}`);
  }
  draft.stays(refused, item.line, what);
}

/** Of manifests Trivy often knows the name of the file alone. */
function sourcePattern(path: string): string {
  return path.includes('/') ? path : `**/${path}`;
}

/** Settings about how Trivy runs, which have no meaning here. */
const ABOUT_TRIVY = 'it is about how Trivy runs or prints';

/** `trivy.yaml`: what is reported, and where it looks. */
export function importTrivyConfig(source: Source, draft: Draft): void {
  const severities = source.texts(['severity'], true);
  if (severities.length > 0) bySeverity(severities, draft);
  for (const key of ['skip-dirs', 'skip-files'])
    for (const item of source.texts(['scan', key])) draft.exclude(item, `scan.${key} ${item.text}`);
  const ignoreFile = source.text(['ignorefile']);
  if (ignoreFile !== undefined)
    draft.lost(ignoreFile.line, 'ignorefile', `carry it over too: --from ${ignoreFile.text}`);
  const version = source.text(['misconfiguration', 'helm', 'kube-version']);
  if (version !== undefined && version.text !== '') {
    const minor = /^v?(1\.\d{1,2})(\.\d+)?$/.exec(version.text)?.[1];
    if (minor === undefined)
      draft.lost(version.line, 'helm.kube-version', `"${version.text}" is no version such as 1.34`);
    else {
      draft.kubernetes = minor;
      draft.carried(version.line, 'helm.kube-version', `kubernetes: "${minor}"`);
    }
  }
  for (const key of ['values', 'set', 'set-string', 'set-file']) {
    const items = source.texts(['misconfiguration', 'helm', key]);
    if (items[0] !== undefined)
      draft.lost(
        items[0].line,
        `helm.${key}`,
        'values belong to a chart and an environment: see `targets` in docs/configuration.md',
      );
  }
  const known = new Set(['severity', 'scan', 'ignorefile', 'misconfiguration']);
  for (const key of source.keys([])) if (!known.has(key)) draft.lost(source.line([key]), key, ABOUT_TRIVY);
}

/** Guardrails all of whose checks Trivy would not report: they are told, and block nothing. */
function bySeverity(severities: readonly Item[], draft: Draft): void {
  const shown = new Set(severities.map(({ text }) => text.toLowerCase()));
  const checks = [...draft.tool.checks.values()];
  const isShown = ({ severity = '' }: Check) => shown.has(severity);
  const reported = new Set(checks.filter(isShown).flatMap(check => check.parts.map(part => part.guardrail)));
  const hidden = new Set(checks.filter(check => !isShown(check)).map(({ id }) => id));
  const lowered = acceptedBy(draft.tool, hidden)
    .accepted.map(({ guardrail }) => guardrail)
    .filter(id => draft.inProfile(id) && draft.severityOf(id) !== 'info' && !reported.has(id))
    .sort();
  draft.running = new Set(checks.filter(isShown).map(({ id }) => id));
  for (const guardrail of lowered) draft.set(guardrail, { severity: 'info', from: 'severity' });
  draft.carried(
    severities[0]?.line ?? 1,
    `severity ${severities.map(({ text }) => text.toLowerCase()).join(', ')}`,
    lowered.length === 0
      ? 'nothing is rated lower'
      : `info, as Trivy would not report their checks: ${lowered.join(', ')}`,
  );
}
