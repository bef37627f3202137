import { createHash } from 'node:crypto';
import type { Waiver } from '../config/index.ts';
import {
  type Accepted,
  acceptedBy,
  findCheck,
  type Refused,
  type Tool,
  type ToolId,
  toolOf,
} from '../equivalents/index.ts';
import type { Finding } from '../findings.ts';
import type { Problem } from '../problems.ts';
import { blockOf } from './blocks.ts';
import { matchesPattern } from './waivers.ts';

/** A waiver in another tool's words: it accepts what is equivalent to the checks it leaves out. */
export interface ForeignWaiver extends Waiver {
  readonly tool: ToolId;
  /** Its own words, to find it again in the base. */
  readonly text: string;
  readonly accepts: readonly Accepted[];
}

/** Such a waiver as a comment: it is about what stands in its block. */
export interface ForeignComment extends ForeignWaiver {
  /** The lines it is about, 1-based, inclusive. */
  readonly from: number;
  readonly to: number;
}

/** Such a waiver as an annotation of an object, before anyone knows where it is written. */
export interface ForeignAnnotation {
  readonly tool: ToolId;
  /** Key of the annotation. */
  readonly key: string;
  readonly value: string;
  readonly accepts: readonly Accepted[];
  readonly reason: string;
  /** `2027-01-31`. */
  readonly expires?: string;
  /** Sentences about what it does not do here. */
  readonly remarks: readonly string[];
}

/** Characters of a reason that are kept. */
const MAX_REASON = 300;

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** What an annotation says: ids as written, or all checks. */
interface Said {
  readonly key: string;
  readonly value: string;
  readonly ids: readonly string[] | 'all';
  readonly reason?: string;
  readonly expires?: string;
  /** The tool does not take it, so it counts for nothing. */
  readonly broken?: string;
}

/**
 * The waivers among an object's annotations. Together they leave out more than each by itself: a guardrail that answers
 * three checks is accepted when all three are.
 */
export function readForeignAnnotations(
  tools: readonly ToolId[],
  annotations: Readonly<Record<string, string>>,
  kind: string,
): ForeignAnnotation[] {
  const keys = Object.keys(annotations).sort();
  return tools.flatMap(id => {
    const said = keys.flatMap(key => saidBy(id, key, annotations) ?? []);
    return said.length === 0 ? [] : together(toolOf(id), said, kind);
  });
}

function together(tool: Tool, said: readonly Said[], kind: string): ForeignAnnotation[] {
  const named = said.map(one => ({ one, ...checksOf(tool, one.broken === undefined ? one.ids : []) }));
  const { accepted, refused } = acceptedBy(tool, new Set(named.flatMap(({ checks }) => checks)), kind);
  const taken = new Set<Accepted>();
  return named.map(({ one, checks, remarks }) => {
    const own = (from: readonly string[]) => from.some(id => checks.includes(id));
    const accepts = accepted.filter(each => !taken.has(each) && own(each.checks));
    for (const each of accepts) taken.add(each);
    const stays = one.ids === 'all' ? [] : refused.filter(each => own(each.checks)).map(refusal);
    return {
      tool: tool.id,
      key: one.key,
      value: one.value,
      accepts,
      reason: one.reason === undefined ? `left out for ${tool.name}, without a reason` : short(one.reason),
      ...(one.expires === undefined ? {} : { expires: one.expires }),
      remarks: [...(one.broken === undefined ? [] : [one.broken]), ...remarks, ...stays],
    };
  });
}

/** How each tool writes it; its documentation is named in docs/coming-from.md. */
function saidBy(tool: ToolId, key: string, annotations: Readonly<Record<string, string>>): Said | undefined {
  const value = annotations[key] ?? '';
  const at = { key, value };
  switch (tool) {
    case 'kube-linter': {
      const reason = value.trim() === '' ? {} : { reason: value.trim() };
      if (key === 'kube-linter.io/ignore-all') return { ...at, ids: 'all', ...reason };
      const check = after(key, 'ignore-check.kube-linter.io/');
      return check === undefined ? undefined : { ...at, ids: [check], ...reason };
    }
    case 'polaris': {
      const check = /^polaris\.fairwinds\.com\/(?:(.+)-)?exempt$/.exec(key);
      if (check === null || value.toLowerCase() !== 'true') return undefined;
      return { ...at, ids: check[1] === undefined ? 'all' : [check[1]] };
    }
    case 'checkov': {
      if (!['checkov.io/skip', 'bridgecrew.io/skip', 'cortex.io/skip'].some(start => key.startsWith(start)))
        return undefined;
      const equals = value.indexOf('=');
      const reason = equals < 0 ? '' : value.slice(equals + 1).trim();
      const id = (equals < 0 ? value : value.slice(0, equals)).trim();
      return { ...at, ids: [id], ...(reason === '' ? {} : { reason }) };
    }
    case 'kubescape': {
      if (key !== 'kubescape.io/skip-controls') return undefined;
      const named = value.split(',', MAX_IDS);
      const ids = named.flatMap(id => (id.trim() === '' ? [] : [id.trim()]));
      const reason = annotations['kubescape.io/skip-reason']?.trim() ?? '';
      const expires = annotations['kubescape.io/skip-expiry']?.trim() ?? '';
      if (expires !== '' && !/^\d{4}-\d{2}-\d{2}T\S+$/.test(expires)) {
        const broken = `kubescape.io/skip-expiry is "${expires}", which is no time such as 2027-01-31T00:00:00Z`;
        return { ...at, ids, broken };
      }
      return {
        ...at,
        ids,
        ...(reason === '' ? {} : { reason }),
        ...(expires === '' ? {} : { expires: expires.slice(0, 10) }),
      };
    }
    case 'trivy':
      return undefined;
  }
}

/** A reason is a sentence: an annotation may hold a megabyte. */
function short(text: string): string {
  const words = text.slice(0, 2 * MAX_REASON).replace(/\s+/g, ' ');
  return words.length > MAX_REASON ? `${words.slice(0, MAX_REASON)}…` : words;
}

function after(text: string, start: string): string | undefined {
  return text.startsWith(start) ? text.slice(start.length) : undefined;
}

/** Ids of the checks that are named, and what is to be said of those that lead to nothing. */
function checksOf(tool: Tool, ids: readonly string[] | 'all'): { checks: string[]; remarks: string[] } {
  if (ids === 'all') return { checks: [...tool.checks.keys()], remarks: [] };
  const checks: string[] = [];
  const remarks: string[] = [];
  for (const id of ids) {
    const found = id.includes('*')
      ? [...tool.checks.values()].filter(check => matchesPattern(id.toUpperCase(), check.id.toUpperCase()))
      : [findCheck(tool, id) ?? []].flat();
    checks.push(...found.map(check => check.id));
    const none = found.length === 1 ? found[0]?.none : undefined;
    if (found.length === 0) remarks.push(`${tool.name} has no check "${id}" for manifests`);
    else if (none !== undefined) remarks.push(`${id} has no equivalent: ${none}`);
  }
  return { checks, remarks };
}

function refusal({ guardrail, checks, also }: Refused): string {
  return `${guardrail} stays: it answers ${checks.join(', ')} and also ${also.join(', ')}`;
}

/** The most ids that are read of one comment or annotation: far more than there are checks. */
const MAX_IDS = 1000;
/** The most comments that are read of one file. */
const MAX_COMMENTS = 200;

/** What every such comment contains, for a quick look. */
export const FOREIGN_MARK = /(?:trivy|tfsec):ignore:/;

/** `# trivy:ignore:KSV-0017:exp:2027-01-31`, several of them on a line. */
export function readForeignComments(
  tools: readonly ToolId[],
  file: string,
  text: string,
): { waivers: ForeignComment[]; problems: Problem[] } {
  const waivers: ForeignComment[] = [];
  const problems: Problem[] = [];
  if (!tools.includes('trivy') || !FOREIGN_MARK.test(text)) return { waivers, problems };
  const tool = toolOf('trivy');
  const lines = text.split(/\r?\n/);
  let read = 0;
  for (const [index, line] of lines.entries()) {
    const start = /(?:^|\s)#/.exec(line);
    const mark = FOREIGN_MARK.exec(line);
    if (start === null || mark === null || mark.index < start.index) continue;
    if (++read > MAX_COMMENTS) {
      problems.push(
        foreignProblem('the comment', `of a file ${MAX_COMMENTS} are read`, [], { file, line: index + 1 }),
      );
      break;
    }
    const words = line.slice(start.index).trim();
    const place = { file, line: index + 1 };
    const remarks: string[] = [];
    // Rules on one line count together, each until its own day.
    for (const [expires, ids] of trivyRules(words)) {
      const { checks, remarks: nothing } = checksOf(tool, ids);
      remarks.push(...nothing);
      if (expires !== '' && !DATE.test(expires)) {
        remarks.push(`exp:${expires} is no date such as 2027-01-31`);
        continue;
      }
      const { accepted, refused } = acceptedBy(tool, new Set(checks));
      if (!ids.includes('*')) remarks.push(...refused.map(refusal));
      if (accepted.length === 0) continue;
      waivers.push({
        ...foreignWaiver(tool, {
          accepts: accepted,
          reason: 'left out for Trivy, which takes no reason',
          ...(expires === '' ? {} : { expires }),
          text: words,
          owner: 'a comment',
          ...place,
        }),
        ...blockOf(lines, index),
      });
    }
    const accepts = waivers.filter(waiver => waiver.line === index + 1).flatMap(waiver => waiver.accepts);
    problems.push(...remarks.map(remark => foreignProblem(`the comment ${words}`, remark, accepts, place)));
  }
  return { waivers, problems };
}

/** As Trivy takes such a comment apart: words, each of them pairs of key and value. Ids by the day they end, or ''. */
function trivyRules(words: string): Map<string, string[]> {
  const rules = new Map<string, string[]>();
  for (const word of words.split(/\s+/)) {
    const pairs = /^[#/*]*(?:trivy|tfsec):(.+)$/.exec(word)?.[1]?.split(':') ?? [];
    const value = (key: string) => {
      const at = pairs.findIndex((part, index) => index % 2 === 0 && part === key);
      return at < 0 ? undefined : pairs[at + 1];
    };
    const id = value('ignore')?.replace(/\[.*$/, '');
    if (id === undefined || id === '') continue;
    const expires = value('exp') ?? '';
    const known = rules.get(expires);
    if (known === undefined) rules.set(expires, [id]);
    else if (known.length < MAX_IDS) known.push(id);
  }
  return rules;
}

/** What is to be said of a foreign waiver that does not do here what it does there. It never gates. */
export function foreignProblem(
  what: string,
  remark: string,
  accepts: readonly Accepted[],
  place: { readonly file: string; readonly line: number },
): Problem {
  return {
    code: 'foreign-waiver',
    message: `${what} waives ${accepts.length === 0 ? 'nothing here' : 'less here than it does there'}: ${remark}`,
    hint: 'docs/coming-from.md lists what every check is here',
    ...place,
    gates: false,
  };
}

export function foreignWaiver(
  tool: Tool,
  about: Omit<ForeignWaiver, 'id' | 'guardrail' | 'tool'>,
): ForeignWaiver {
  const { file, line, text, owner } = about;
  return {
    ...about,
    tool: tool.id,
    id: createHash('sha256').update(`${tool.id}\0${file}\0${text}`).digest('hex').slice(0, 8),
    guardrail: inWords(tool, about.accepts),
    owner: `${owner} of ${tool.name} in ${file}:${line}`,
  };
}

/** Names a few; of more, what they have in common. */
function inWords(tool: Tool, accepts: readonly Accepted[]): string {
  const names = [...new Set(accepts.map(({ guardrail }) => guardrail))];
  return names.length > 3 ? `every guardrail that ${tool.name} has a check for` : names.join(', ');
}

/** Whether a foreign waiver is about what a finding says, wherever that is. */
export function acceptsFinding({ accepts }: Pick<ForeignWaiver, 'accepts'>, finding: Finding): boolean {
  return accepts.some(
    ({ guardrail, field, kind }) =>
      guardrail === finding.guardrail &&
      (field === undefined || matchesPattern(field, finding.field)) &&
      (kind === undefined || kind === finding.resource.kind),
  );
}
