import { DEFAULT_KUBERNETES } from '../config/index.ts';
import type { Severity } from '../findings.ts';
import { PROFILES, type Profile } from '../guardrails/index.ts';
import { isObject, type Json, locate, parseYaml } from '../manifest/index.ts';
import { type Imported, joinSettings, type Setting, type WaiverDraft } from './draft.ts';

/** What stands for the owner until the team names one. */
export const NO_OWNER = 'to be named';

/** Several settings files as one. */
export interface Merged {
  readonly profile: Profile;
  readonly kubernetes: string;
  readonly failOn: Severity | 'never';
  readonly exclude: readonly string[];
  readonly guardrails: ReadonlyMap<string, Setting>;
  readonly waivers: readonly WaiverDraft[];
  /** Sentences about files that say different things. */
  readonly remarks: readonly string[];
}

/** What one file asks for wins over what another leaves out. */
export function mergeImports(imports: readonly Imported[]): Merged {
  const guardrails = new Map<string, Setting>();
  const remarks: string[] = [];
  for (const { guardrails: own, file, tool } of imports) {
    for (const [id, { from, ...rest }] of own) {
      const setting = { ...rest, from: `${tool.name} ${from}` };
      const known = guardrails.get(id);
      const isOff = setting.severity === 'off';
      if (known !== undefined && isOff !== (known.severity === 'off')) {
        remarks.push(`${id} is on: ${file} and another file disagree about it`);
        guardrails.set(id, isOff ? known : setting);
      } else guardrails.set(id, worse(known, setting));
    }
  }
  const profiles = imports.map(({ profile }) => PROFILES.indexOf(profile));
  const profile = PROFILES[Math.max(...profiles)] ?? 'recommended';
  if (new Set(profiles).size > 1) remarks.push(`profile: ${profile}, the widest that one of the files needs`);
  const waivers = new Map(imports.flatMap(each => each.waivers).map(each => [JSON.stringify(each), each]));
  return {
    profile,
    kubernetes: imports.findLast(each => each.kubernetes !== undefined)?.kubernetes ?? DEFAULT_KUBERNETES,
    failOn: imports.length > 0 && imports.every(each => each.failOn === 'never') ? 'never' : 'error',
    exclude: [...new Set(imports.flatMap(each => each.exclude))].sort(),
    guardrails,
    waivers: [...waivers.values()],
    remarks,
  };
}

function worse(known: Setting | undefined, setting: Setting): Setting {
  const joined = joinSettings(known, setting);
  const both = [known?.severity, setting.severity];
  const severity = (['error', 'warning', 'info'] as const).find(each => both.includes(each));
  return severity === undefined ? joined : { ...joined, severity };
}

const SCHEMA = 'https://raw.githubusercontent.com/kubeproof/kubeproof/main/schemas/kubeproof.schema.json';

/** `.kubeproof.yaml` for what was carried over. */
export function configText(imports: readonly Imported[], merged: Merged): string {
  const { profile, kubernetes, failOn, exclude, guardrails } = merged;
  const tools = [...new Set(imports.flatMap(({ tool }) => tool.id))];
  const entries = [...guardrails].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `# yaml-language-server: $schema=${SCHEMA}`,
    `# Carried over from ${comment([...new Set(imports.map(({ file }) => file))].join(', '))} by kubeproof init --from.`,
    `kubernetes: "${kubernetes}"`,
    `profile: ${profile}`,
    'gate:',
    `  fail-on: ${failOn}`,
    '  scope: auto                 # new findings on pull requests, all findings elsewhere',
    `# foreign-waivers: [${tools.join(', ')}]   # take waivers in annotations and comments of ${tools.length === 1 ? 'this tool' : 'these tools'} too`,
    ...(exclude.length === 0 ? [] : ['exclude:', ...exclude.map(path => `  - ${scalar(path)}`)]),
    ...(entries.length === 0 ? [] : ['guardrails:', ...entries.map(([id, setting]) => entry(id, setting))]),
    '',
  ].join('\n');
}

function entry(id: string, { severity, parameters, from, why }: Setting): string {
  const value =
    parameters === undefined
      ? String(severity)
      : flow({ ...(severity === undefined ? {} : { severity }), parameters } as Json);
  return `  ${id}: ${value} # ${comment(why === undefined ? from : `${from}: ${why}`)}`;
}

/** Text behind a `#`: it must not end the line. */
function comment(text: string): string {
  const clean = text.replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]/g, ' ');
  return clean.length > 80 ? `${clean.slice(0, 79)}…` : clean;
}

/** In the flow style of YAML. */
function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (isObject(value))
    return `{${Object.entries(value)
      .map(([key, member]) => `${scalar(key)}: ${flow(member)}`)
      .join(', ')}}`;
  return typeof value === 'string' ? scalar(value) : String(value);
}

/** A text as YAML: bare where nothing reads it otherwise. */
function scalar(text: string): string {
  const bare = /^[A-Za-z][\w./-]*$/.test(text) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(text);
  return bare ? text : JSON.stringify(text);
}

const NEW_FILE = `# Accepted findings. Every entry wants an owner: the team that answers for it. Better with an end, \`expires\`.
waivers:
`;

/**
 * A waiver file with entries added that it does not have yet, behind those that are there.
 * @param before undefined when there is no file
 * @returns undefined when the file is not written in a way that takes more entries
 */
export function addWaivers(
  before: string | undefined,
  drafts: readonly WaiverDraft[],
): { text: string; added: number } | undefined {
  if (before === undefined) {
    const text = `${NEW_FILE}${drafts.map(draft => item(draft, '  ')).join('')}`;
    return { text, added: drafts.length };
  }
  const known = entriesOf(before);
  if (known === undefined) return undefined;
  const keys = new Set(known.map(keyOf));
  const missing = drafts.filter(draft => !keys.has(keyOf(draft as unknown as Json)));
  if (missing.length === 0) return { text: before, added: 0 };
  // The column of an item is that of its content, two behind the dash.
  const column = known.length === 0 ? undefined : locate(before, ['waivers', 0]).value?.column;
  const indent = ' '.repeat(Math.max((column ?? 5) - 3, 0));
  const whole = before.endsWith('\n') ? before : `${before}\n`;
  const text = whole + missing.map(draft => item(draft, indent)).join('');
  return entriesOf(text)?.length === known.length + missing.length
    ? { text, added: missing.length }
    : undefined;
}

function entriesOf(text: string): Json[] | undefined {
  const parsed = parseYaml(text);
  if (!parsed.ok || !isObject(parsed.value ?? null)) return undefined;
  const { waivers = null } = parsed.value as Record<string, Json>;
  return waivers === null ? [] : Array.isArray(waivers) ? waivers : undefined;
}

/** What makes two entries the same decision: what they accept, and until when. */
function keyOf(value: Json): string {
  const draft = isObject(value) ? value : {};
  const {
    guardrail,
    resource = null,
    container = null,
    field = null,
    target = null,
    source = null,
    expires = null,
  } = draft;
  const { kind = null, namespace = null, name = null } = isObject(resource) ? resource : {};
  return JSON.stringify([
    guardrail ?? null,
    kind,
    namespace,
    name,
    container,
    field,
    target,
    source,
    expires,
  ]);
}

function item(draft: WaiverDraft, indent: string): string {
  const { guardrail, resource, container, field, target, source, reason, expires } = draft;
  const lines = [
    `guardrail: ${guardrail}`,
    ...(resource === undefined ? [] : [`resource: ${flow(resource as Json)}`]),
    ...(container === undefined ? [] : [`container: ${scalar(container)}`]),
    ...(field === undefined ? [] : [`field: ${scalar(field)}`]),
    ...(target === undefined ? [] : [`target: ${scalar(target)}`]),
    ...(source === undefined ? [] : [`source: ${scalar(source)}`]),
    `owner: ${NO_OWNER}`,
    `reason: ${JSON.stringify(reason)}`,
    ...(expires === undefined ? [] : [`expires: ${expires}`]),
  ];
  return `${indent}- ${lines.join(`\n${indent}  `)}\n`;
}
