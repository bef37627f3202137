import type {
  CanAnswer,
  Held,
  HeldRule,
  Holder,
  InEnvironments,
  May,
  MayAnswer,
  Reason,
  Through,
  Unknown,
  WhoCanAnswer,
  WrittenAt,
} from '../../analyzers/index.ts';
import { plural } from '../../plural.ts';
import { place } from '../../problems.ts';
import { plain, withoutCommands } from '../escape.ts';
import { sentenceStart } from '../words.ts';
import { columns, wrap, wrapParts } from '../wrap.ts';
import { type Style, style } from './style.ts';

export interface RbacOptions {
  readonly color: boolean;
  readonly width: number;
  /** What comes with Kubernetes in full, too. */
  readonly verbose?: boolean;
  /** What the answer rests on: said once, at the end. */
  readonly notes: readonly string[];
}

/** Subjects listed before the rest is counted. */
const SUBJECTS = 60;
/** Columns of a name beside which what gives it the permission stands. */
const WIDEST_NAME = 40;

/** A question in words. */
export interface Asked {
  /** `get secrets in namespace shop`. */
  readonly asked: string;
  /** What is asked about is in no namespace. */
  readonly isOfCluster: boolean;
  /** No namespace was named. */
  readonly anywhere: boolean;
}

/** What `kubeproof rbac who-can` says. */
export function whoCanText(question: Asked, answer: WhoCanAnswer, options: RbacOptions): string {
  const look = style(options.color, options.width);
  const all = options.verbose === true;
  const holders = answer.holders.filter(holder => all || !comesWithKubernetes(holder.through));
  const lines = title(`Who can ${question.asked}`, answer, look);
  const byScope = new Map([['', new Map<string, Holder[]>()]]);
  for (const holder of holders) {
    const subjects = byScope.get(holder.scope) ?? new Map<string, Holder[]>();
    byScope.set(holder.scope, subjects);
    const reasons = subjects.get(holder.subject);
    if (reasons === undefined) subjects.set(holder.subject, [holder]);
    else reasons.push(holder);
  }
  let left = all ? Number.POSITIVE_INFINITY : SUBJECTS;
  let hidden = 0;
  for (const [scope, subjects] of byScope) {
    const shown = [...subjects].slice(0, Math.max(0, left));
    hidden += subjects.size - shown.length;
    left -= shown.length;
    if (shown.length === 0 && subjects.size > 0) continue;
    lines.push('', look.as('cyan', plain(sentenceStart(scopeText(scope, question.isOfCluster)))));
    for (const [subject, reasons] of shown)
      lines.push(`  ${look.as('bold', plain(told(subject)))}`, ...reasonLines(reasons, answer, 4, all, look));
    if (scope !== '') continue;
    const own = new Set(answer.holders.filter(each => !holders.includes(each)).map(({ subject }) => subject));
    if (own.size > 0) {
      const who = plural(own.size, "of Kubernetes' own subjects", "of Kubernetes' own subjects");
      lines.push(
        `  ${look.as('dim', subjects.size === 0 ? `only ${who}: --verbose lists them` : `and ${who}: --verbose lists them`)}`,
      );
    }
    if (subjects.size === 0 && own.size === 0) lines.push('  nobody');
  }
  if (hidden > 0)
    lines.push('', look.as('dim', `and ${plural(hidden, 'more holder')}: --verbose lists them`));
  lines.push(...unknownLines('Not known', answer.unknown, answer, look));
  return finish(lines, options, look);
}

/** What `kubeproof rbac can SUBJECT` says. */
export function canText(answer: CanAnswer, options: RbacOptions): string {
  const look = style(options.color, options.width);
  const all = options.verbose === true;
  const held = answer.held.filter(each => all || !isEverybodys(each.through));
  const lines = title(answer.subject, answer, look);
  if (held.length === 0) lines.push('', `${answer.subject} holds no permission here.`);
  for (const group of sameHeld(held)) lines.push('', ...heldLines(group, answer, look));
  const everybody = answer.held.filter(each => !held.includes(each));
  if (everybody.length > 0) {
    const roles = [...new Set(everybody.map(({ through }) => through.role.name.replace(/^\S+ /, '')))];
    lines.push('');
    for (const line of wrap(
      plain(`And what Kubernetes gives everybody: ${roles.join(', ')}. --verbose shows it.`),
      look.width,
    ))
      lines.push(look.as('dim', line));
  }
  return finish(lines, options, look);
}

/** What `kubeproof rbac can SUBJECT VERB RESOURCE` says. */
export function mayText(question: Asked, answer: MayAnswer, options: RbacOptions): string {
  const look = style(options.color, options.width);
  const lines = answer.answers.flatMap((each, index) => [
    ...(index === 0 ? [] : ['']),
    ...mayLines(question, each, answer, options.verbose === true, look),
  ]);
  return finish(lines, options, look);
}

const ANSWERS = {
  yes: { word: 'yes', verb: 'can', look: ['bold', 'green'] },
  no: { word: 'no', verb: 'cannot', look: ['bold', 'yellow'] },
  unknown: { word: 'not known', verb: 'may or may not', look: ['bold', 'cyan'] },
} as const;

function mayLines(question: Asked, each: May, answer: MayAnswer, all: boolean, look: Style): string[] {
  const { word, verb, look: colours } = ANSWERS[each.allowed];
  const isPartly = each.allowed === 'no' && each.elsewhere.length > 0;
  const where = !question.anywhere
    ? ''
    : each.allowed === 'yes' || isPartly
      ? ' in all namespaces'
      : ' in any namespace';
  const [first = '', ...rest] = wrap(
    plain(`${answer.subject} ${verb} ${question.asked}${where}${environmentNote(each, answer)}`),
    look.width - word.length - 2,
  );
  const indent = ' '.repeat(word.length + 2);
  const lines = [
    `${look.as([...colours], word)}  ${look.as('bold', first)}`,
    ...rest.map(line => indent + line),
  ];
  if (each.by !== undefined) lines.push(...reasonLines([each.by], answer, indent.length, true, look));
  if (each.elsewhere.length > 0) {
    lines.push(`${indent}But it can there:`);
    for (const scope of new Set(each.elsewhere.map(holder => holder.scope))) {
      lines.push(`${indent}  ${plain(sentenceStart(scopeText(scope)))}`);
      const here = each.elsewhere.filter(holder => holder.scope === scope);
      lines.push(...reasonLines(here, answer, indent.length + 4, all, look));
    }
  }
  return [...lines, ...unknownLines('', each.unknown, answer, look).map(line => `${indent}${line}`)];
}

export function title(text: string, answer: InEnvironments, look: Style): string[] {
  const named = answer.environments.filter(name => name !== 'default');
  const line = look.as('bold', plain(text));
  if (named.length === 0) return [line];
  const more = named.length - ENVIRONMENTS;
  const shown = more > 1 ? [...named.slice(0, ENVIRONMENTS), `${more} more environments`] : named;
  const where = `in ${shown.join(', ')}`;
  return columns(plain(text)) + 2 + columns(plain(where)) <= look.width
    ? [`${line}  ${look.as('dim', where)}`]
    : [line, ...wrap(plain(where), look.width).map(part => look.as('dim', part))];
}

/** `all namespaces`, `namespace shop`. */
export function scopeText(scope: string, isOfCluster = false): string {
  if (scope === '') return isOfCluster ? 'the whole cluster' : 'all namespaces';
  return scope.startsWith('(') ? 'a namespace that nobody names' : `namespace ${scope}`;
}

/** What Kubernetes gives everybody, by a group that everybody is in. */
export function isEverybodys({ binding, group }: Through): boolean {
  return binding.from === 'default' && group !== undefined;
}

/** Granted by a binding that every cluster of that version has. */
function comesWithKubernetes({ binding }: Through): boolean {
  return binding.from === 'default';
}

/** What several targets render alike stands together. */
function sameHeld(held: readonly Held[]): Held[][] {
  const groups = new Map<string, Held[]>();
  for (const each of held) {
    const { binding, role, group } = each.through;
    const id = JSON.stringify([each.scope, binding.name, role.name, group ?? '', each.rules]);
    groups.set(id, [...(groups.get(id) ?? []), each]);
  }
  return [...groups.values()];
}

function heldLines(group: readonly Held[], answer: CanAnswer, look: Style): string[] {
  const { through, scope, rules } = group[0] as Held;
  const where = sentenceStart(scopeText(scope));
  const environments = answer.environments.filter(name =>
    group.some(each => each.environments.includes(name)),
  );
  const written = group.flatMap(each => [each.through.binding.at, each.through.role.at]);
  const lines = [
    `${look.as('cyan', plain(where))}${look.as('dim', plain(environmentNote({ environments }, answer)))}`,
    ...throughText(through, look.width - 2).map(line => `  ${line}`),
    ...places(written, look.width - 2, look).map(line => `  ${line}`),
  ];
  if (through.role.from === undefined) return [...lines, '    not known: this role is nowhere here'];
  if (rules.length === 0) return [...lines, '    nothing: the role has no rules'];
  const verbs = rules.map(rule => verbsText(rule));
  const width = Math.min(26, Math.max(...verbs.map(text => columns(plain(text)))));
  rules.forEach((rule, index) => {
    const what = `${resourcesText(rule)}${rule.names.length === 0 ? '' : `, only ${rule.names.join(', ')}`}`;
    const left = wrap(plain(verbs[index] ?? ''), width);
    const right = wrap(plain(what), look.width - width - 6);
    for (let row = 0; row < Math.max(left.length, right.length); row++) {
      lines.push(`    ${look.as('yellow', (left[row] ?? '').padEnd(width))}  ${right[row] ?? ''}`.trimEnd());
    }
  });
  return lines;
}

function verbsText({ verbs }: HeldRule): string {
  return verbs.includes('*') ? 'all verbs' : verbs.join(', ');
}

function resourcesText({ resources }: HeldRule): string {
  return resources.join(', ') || 'nothing';
}

type Told = Reason & Partial<InEnvironments>;

/** Reasons of one subject before the rest is counted. */
const REASONS_SHOWN = 4;
/** Places of one reason. */
const PLACES = 4;

/** Through what somebody can, and where it is written: what several targets render alike is said once. */
function reasonLines(
  reasons: readonly Told[],
  answer: InEnvironments,
  indent: number,
  all: boolean,
  look: Style,
): string[] {
  const groups = new Map<string, Told[]>();
  for (const reason of reasons) {
    const { through, rule, names } = reason;
    const { binding, role, group } = through;
    const id = JSON.stringify([binding.name, role.name, group ?? '', rule.name, names]);
    groups.set(id, [...(groups.get(id) ?? []), reason]);
  }
  const shown = [...groups.values()].slice(0, all ? undefined : REASONS_SHOWN);
  const blank = ' '.repeat(indent);
  const lines = shown.flatMap(group => reasonText(group, answer, look.width - indent, look));
  const left = groups.size - shown.length;
  if (left > 0)
    lines.push(look.as('dim', `and through ${plural(left, 'more binding')}: --verbose lists them`));
  return lines.map(line => blank + line);
}

function reasonText(group: readonly Told[], answer: InEnvironments, width: number, look: Style): string[] {
  const { through, rule, names } = group[0] as Told;
  const numbers = [...new Set(group.map(each => each.rule.number))];
  const only = names.length === 0 ? '' : ` · only ${names.join(', ')}`;
  const environments = answer.environments.filter(name =>
    group.some(each => each.environments?.includes(name) ?? true),
  );
  const collected = rule.name === through.role.name ? '' : `, from ${rule.name}`;
  const which = numbers.length === 1 ? `, rule ${numbers[0]}` : '';
  return [
    ...throughText(through, width, `${collected}${which}${only}${environmentNote({ environments }, answer)}`),
    ...places(
      group.flatMap(each => [each.through.binding.at, each.rule.at]),
      width,
      look,
    ),
  ];
}

/** `ClusterRoleBinding reader → ClusterRole reader`, with the group it is held through. */
export function throughText({ binding, role, group }: Through, width: number, rest = ''): string[] {
  const by = group === undefined ? '' : `${group}: `;
  const own = role.from === 'default' ? ' (of Kubernetes)' : '';
  return wrap(plain(`${by}${told(binding.name)} → ${told(role.name)}${own}${rest}`), width);
}

export function places(all: readonly (WrittenAt | undefined)[], width: number, look: Style): string[] {
  const texts = [...new Set(all.filter(at => at !== undefined).map(at => plain(place(at))))];
  const more = texts.length - PLACES;
  const shown = more > 1 ? [...texts.slice(0, PLACES), `and ${more} more places`] : texts;
  return wrapParts(shown, width).map(line =>
    line
      .split(' · ')
      .map(part => look.as(part.startsWith('and ') ? 'dim' : 'underline', part))
      .join(' · '),
  );
}

/** Environments named before they are counted. */
const ENVIRONMENTS = 4;

/** ` (prod, staging)` where it does not hold in all that were asked. */
export function environmentNote(item: InEnvironments, answer: InEnvironments): string {
  const { environments } = item;
  const missing = answer.environments.filter(name => !environments.includes(name));
  if (missing.length === 0) return '';
  if (environments.length <= ENVIRONMENTS) return ` (${environments.join(', ')})`;
  if (missing.length <= 2) return ` (not ${missing.join(', ')})`;
  return ` (${environments.length} of ${answer.environments.length} environments)`;
}

function unknownLines(
  label: string,
  unknown: readonly (Omit<Unknown, 'environments'> & Partial<InEnvironments>)[],
  answer: InEnvironments,
  look: Style,
): string[] {
  if (unknown.length === 0) return [];
  const lines = label === '' ? [] : ['', look.as('cyan', label)];
  const roles = new Map<string, (typeof unknown)[number][]>();
  for (const each of unknown) {
    const role = each.through.role.name;
    roles.set(role, [...(roles.get(role) ?? []), each]);
  }
  for (const [role, items] of roles) {
    const subjects = [
      ...new Set(
        items.map(
          each =>
            `${each.subject}${environmentNote({ environments: each.environments ?? answer.environments }, answer)}`,
        ),
      ),
    ];
    const who = subjects.length > 6 ? [...subjects.slice(0, 5), `${subjects.length - 5} more`] : subjects;
    const bindings = [...new Set(items.map(({ through }) => through.binding.name))];
    const by = bindings.length > 3 ? plural(bindings.length, 'binding') : bindings.join(', ');
    const text = `${role} is nowhere here, so what ${by} ${bindings.length === 1 ? 'gives' : 'give'} is not known: ${who.join(', ')}`;
    for (const line of wrap(plain(text), look.width - 2)) lines.push(`  ${line}`);
  }
  return lines;
}

/** Of what is in a namespace that nobody names, the name alone: the heading says where it is. */
function told(name: string): string {
  return name.replace(/ \([^()/]*\)\//, ' ');
}

/** A name, and beside it as many lines as there are. */
export function beside(name: string, width: number, texts: readonly string[], look: Style): string[] {
  const text = plain(name);
  const bold = look.as('bold', text);
  const indent = ' '.repeat(width + 4);
  const [first = '', ...rest] = texts;
  if (columns(text) > width) return [`  ${bold}`, ...texts.map(line => `${indent}${line}`)];
  return [
    `  ${bold}${' '.repeat(width - columns(text) + 2)}${first}`.trimEnd(),
    ...rest.map(line => `${indent}${line}`),
  ];
}

export function nameColumn(names: readonly string[]): number {
  return Math.min(WIDEST_NAME, Math.max(0, ...names.map(name => columns(plain(name)))));
}

export function finish(lines: readonly string[], { notes }: RbacOptions, look: Style): string {
  const end = notes.flatMap(note => wrap(plain(note), look.width)).map(line => look.as('dim', line));
  const all = end.length === 0 ? lines : [...lines, '', ...end];
  return withoutCommands(`${all.join('\n')}\n`);
}
