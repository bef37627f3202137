import { plural } from '../../plural.ts';
import { place } from '../../problems.ts';
import type {
  Effect,
  Explanation,
  FieldAnswer,
  FieldExplanation,
  LineAnswer,
  LineExplanation,
  Place,
  RenderingName,
  ShownValue,
  Step,
} from '../../source/why/index.ts';
import { plain, plainLine, withoutCommands } from '../escape.ts';
import { resourceName } from '../words.ts';
import { columns, cut, wrap } from '../wrap.ts';
import { type Style, style } from './style.ts';

export interface WhyOptions {
  /** Whether to write ANSI colours; the caller knows whether a terminal reads them. */
  readonly color: boolean;
  readonly width: number;
}

/** Columns of what stands before a row: `Values    `. */
const LABEL = 10;
const INDENT = '  ';
/** Places wider than this do not push what stands beside them to the right. */
const WIDEST_PLACE = 56;

/** What `kubeproof why` says. Ends with a line break; has no control characters but line breaks and its own colours. */
export function whyText(explanation: Explanation, options: WhyOptions): string {
  const look = style(options.color, options.width);
  const lines = explanation.kind === 'field' ? fieldLines(explanation, look) : lineLines(explanation, look);
  return withoutCommands(`${lines.join('\n')}\n`);
}

function fieldLines({ asked, resource, field, answers }: FieldExplanation, look: Style): string[] {
  const namespaces = new Set(
    answers.flatMap(({ renderings }) => renderings.map(({ namespace }) => namespace)),
  );
  const name = plain(namespaces.size > 1 ? `${resource.kind} ${resource.name}` : resourceName(resource));
  const lines = [name, plain(field)].filter(text => text !== '').map(text => look.as('bold', text));
  if (asked !== undefined) lines.push(look.as('dim', `rendered at ${plain(place(asked))}`));
  for (const answer of answers) lines.push('', ...answerLines(answer, answers, field === '', look));
  return lines;
}

function answerLines(
  answer: FieldAnswer,
  all: readonly FieldAnswer[],
  isWhole: boolean,
  look: Style,
): string[] {
  const { edit, proof, steps, unknown, value } = answer;
  const lines = [heading(answer.renderings, all, look)];
  if (!isWhole) {
    for (const line of wrapped(shown(value), look)) {
      lines.push(`${INDENT}${look.as(value.state === 'set' ? 'bold' : 'dim', line)}`);
    }
    lines.push('');
  }
  lines.push(...editLines(edit, proof === 'none', look));
  const of = (...roles: Step['role'][]) => steps.filter(({ role }) => roles.includes(role));
  const values = of('values');
  const keys = [...new Set(values.map(({ key = '' }) => key))];
  const byKey = keys.flatMap(key => [title(key), ...values.filter(step => step.key === key).map(row)]);
  lines.push(...rows('Values', byKey, look));
  lines.push(...rows('Written', of('written').map(row), look));
  lines.push(...rows('With', of('contributes').map(row), look));
  lines.push(
    ...rows(
      'Printed',
      of('printed')
        .filter(step => !samePlace(step.place, edit))
        .map(row),
      look,
    ),
  );
  lines.push(...rows('Called', of('called').map(row), look));
  lines.push(...rows('Only if', of('condition').map(row), look));
  lines.push(...rows('Through', of('included').map(row), look));
  // Of what is not there only a change can prove anything.
  const isProven = PROOFS[proof] !== '' && (value.state !== 'absent' || proof === 'changed');
  const sentences = [...unknown, ...(isProven ? [PROOFS[proof]] : [])];
  sentences.forEach((sentence, index) => {
    const label = index < unknown.length ? 'Not known' : 'Proven';
    wrap(plain(sentence), look.width - INDENT.length - LABEL).forEach((line, row) => {
      lines.push(`${INDENT}${look.as('dim', (row === 0 ? label : '').padEnd(LABEL))}${look.as('dim', line)}`);
    });
  });
  return lines;
}

const PROOFS: Readonly<Record<FieldAnswer['proof'], string>> = {
  source: '',
  equal: 'what is written there is what is rendered',
  part: 'what is written there is part of what is rendered',
  changed: 'the field changed when the value there was changed and all was rendered again',
  markers: 'rendered again with markers in the templates, and this place printed it',
  followed: 'the build was followed step by step and ends in what is rendered',
  none: '',
};

/** `prod, staging · helm:charts/checkout`; just the target where it has one environment that nobody named. */
function heading(
  renderings: readonly RenderingName[],
  all: readonly { renderings: readonly RenderingName[] }[],
  look: Style,
): string {
  const names = renderingNames(renderings);
  const everywhere = all.length === 1 && renderings.length > 1 ? ' (everywhere the same)' : '';
  return look.as('cyan', cut(plain(`${names}${everywhere}`), look.width));
}

function renderingNames(renderings: readonly RenderingName[]): string {
  const byTarget = new Map<string, string[]>();
  for (const { target, environment } of renderings)
    byTarget.set(target, [...(byTarget.get(target) ?? []), environment]);
  return [...byTarget]
    .map(([target, environments]) =>
      environments.length === 1 && environments[0] === 'default'
        ? target
        : `${environments.join(', ')} · ${target}`,
    )
    .join('; ');
}

function shown(value: ShownValue): string {
  switch (value.state) {
    case 'set':
      return value.text;
    case 'hidden':
      return value.digest === undefined ? 'hidden' : `hidden, ${value.digest}`;
    case 'absent':
      return 'not set';
  }
}

/** The line to edit, with its source. */
function editLines(edit: Place, isFile: boolean, look: Style): string[] {
  const label = isFile ? 'In' : edit.add === undefined ? 'Edit' : 'Add';
  const where = plain(place(edit));
  const lines: string[] = [];
  if (edit.add === undefined) lines.push(labelled(label, look.as('underline', where), look));
  else
    lines.push(
      labelled(label, `${look.as('bold', plain(edit.add))} below ${look.as('underline', where)}`, look),
    );
  if (edit.text === undefined || edit.line === undefined) return lines;
  const gutter = `${edit.line} | `;
  const room = look.width - INDENT.length - LABEL - gutter.length;
  const text = plainLine(edit.text);
  const blank = ' '.repeat(INDENT.length + LABEL);
  lines.push(`${blank}${look.as('dim', gutter)}${cut(text, room).trimEnd()}`);
  const { column, endColumn, endLine } = edit;
  if (column !== undefined && (endLine === undefined || endLine === edit.line)) {
    const at = (offset: number) => columns(plainLine((edit.text ?? '').slice(0, offset - 1)));
    const start = at(column);
    const end = Math.min(at(endColumn ?? column + 1), columns(text));
    if (start < room && end > start) {
      const carets = '^'.repeat(Math.min(end, room) - start);
      lines.push(
        `${blank}${look.as('dim', `${' '.repeat(gutter.length - 2)}| `)}${' '.repeat(start)}${look.as('green', carets)}`,
      );
    }
  }
  return lines;
}

function labelled(label: string, text: string, look: Style): string {
  return `${INDENT}${look.as('dim', label.padEnd(LABEL))}${text}`;
}

interface Row {
  readonly decides: boolean;
  readonly place: string;
  readonly text: string;
  readonly note: string;
}

function row({ place: at, argument, value, note = '', decides, role }: Step): Row {
  const text = value ?? at?.text?.trim() ?? '';
  return {
    decides: decides === true,
    place: at === undefined ? (argument ?? '') : place(at),
    text: role === 'condition' ? note : text,
    note: role === 'condition' || note === 'pulled in here' ? '' : note,
  };
}

function title(key: string): Row {
  return { decides: false, place: key, text: '', note: '' };
}

/** Rows under a label: place, what it says, and in dim what it is; `>` on the one that counts. */
function rows(label: string, items: readonly Row[], look: Style, indent = LABEL): string[] {
  if (items.length === 0) return [];
  const widest = Math.min(
    WIDEST_PLACE,
    Math.max(
      ...items.filter(({ text, note }) => text + note !== '').map(item => columns(plain(item.place))),
      0,
    ),
  );
  return items.flatMap((item, index) => {
    const at = plain(item.place);
    const marker = item.decides ? look.as(['bold', 'green'], '> ') : '  ';
    const head = `${INDENT}${look.as('dim', (index === 0 ? label : '').padEnd(indent - 2))}${marker}`;
    const note = plain(item.note);
    const text = plain(item.text);
    const used = INDENT.length + indent;
    const beside = look.width - used - widest - 2;
    const both = [text, note].filter(part => part !== '').join('  ');
    if (both === '')
      return [
        `${head}${look.as(item.text === '' && index === 0 && item.note === '' ? 'bold' : 'underline', at)}`,
      ];
    if (columns(at) <= widest && columns(both) <= beside) {
      const gap = ' '.repeat(widest - columns(at) + 2);
      return [
        `${head}${look.as('underline', at)}${gap}${item.decides ? look.as('bold', text) : text}${note === '' ? '' : `${text === '' ? '' : '  '}${look.as('dim', note)}`}`,
      ];
    }
    const room = look.width - used - 2;
    const under = ' '.repeat(used + 2);
    return [
      `${head}${look.as('underline', at)}${note === '' ? '' : `  ${look.as('dim', cut(note, Math.max(10, look.width - used - columns(at) - 2)))}`}`,
      ...(text === ''
        ? []
        : [`${under}${item.decides ? look.as('bold', cut(text, room)) : cut(text, room)}`]),
    ];
  });
}

function samePlace(a: Place | undefined, b: Place): boolean {
  return a !== undefined && a.file === b.file && a.line === b.line && a.column === b.column;
}

function wrapped(text: string, look: Style): string[] {
  const lines = wrap(plain(text), look.width - INDENT.length);
  const most = 6;
  if (lines.length <= most) return lines.map(line => cut(line, look.width - INDENT.length));
  return [...lines.slice(0, most - 1), '…'];
}

function lineLines({ line, subject, value, answers }: LineExplanation, look: Style): string[] {
  const at = plain(place(line));
  const room = look.width - columns(at) - 2;
  const text = `${plain(subject)}${value === undefined ? '' : `: ${plain(value)}`}`;
  const isBeside = columns(text) <= room;
  const lines = isBeside
    ? [`${look.as('underline', at)}  ${look.as('bold', text)}`]
    : [look.as('underline', at), `${INDENT}${look.as('bold', cut(text, look.width - INDENT.length))}`];
  for (const answer of answers) lines.push('', ...lineAnswer(answer, answers, look));
  return lines;
}

const CHANGES = { appears: 'would appear', disappears: 'would be gone' };

/** Fields listed per resource, and resources, before the rest is counted. */
const FIELDS = 8;
const RESOURCES = 12;

function lineAnswer(answer: LineAnswer, all: readonly LineAnswer[], look: Style): string[] {
  const lines = [heading(answer.renderings, all, look)];
  const groups = new Map<string, Effect[]>();
  for (const effect of answer.effects) {
    const name = resourceName(effect.resource);
    groups.set(name, [...(groups.get(name) ?? []), effect]);
  }
  for (const note of answer.notes) {
    for (const line of wrap(plain(note), look.width - INDENT.length)) lines.push(`${INDENT}${line}`);
  }
  lines.push(...rows('', answer.by.map(row), look, 2));
  const names = [...groups];
  for (const [name, effects] of names.slice(0, RESOURCES)) {
    const whole = effects.find(({ field, change }) => field === '' && change !== undefined)?.change;
    const fate = whole === undefined ? '' : `  ${look.as('dim', CHANGES[whole])}`;
    lines.push(`${INDENT}${look.as('bold', plain(name))}${fate}`);
    const widest = Math.min(
      60,
      Math.max(...effects.slice(0, FIELDS).map(({ field }) => columns(plain(field)))),
    );
    for (const { field, value, change } of effects.slice(0, FIELDS)) {
      if (field === '') continue;
      const text = change === undefined ? shown(value) : CHANGES[change];
      const name = plain(field);
      const room = look.width - 6 - widest;
      if (columns(name) <= widest) {
        lines.push(
          `${INDENT}  ${name}${' '.repeat(widest - columns(name) + 2)}${look.as('dim', cut(plain(text), room))}`.trimEnd(),
        );
      } else
        lines.push(`${INDENT}  ${name}`, `${INDENT}    ${look.as('dim', cut(plain(text), look.width - 6))}`);
    }
    if (effects.length > FIELDS)
      lines.push(`${INDENT}  ${look.as('dim', `and ${plural(effects.length - FIELDS, 'more field')}`)}`);
  }
  if (names.length > RESOURCES) {
    lines.push(
      `${INDENT}${look.as('dim', `and ${plural(names.length - RESOURCES, 'more resource')}: --json lists them all`)}`,
    );
  }
  return lines;
}
