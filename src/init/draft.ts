import {
  acceptedBy,
  type Check,
  findCheck,
  type Part,
  type Refused,
  type Tool,
  type ToolId,
  toolOf,
} from '../equivalents/index.ts';
import { SEVERITIES, type Severity } from '../findings.ts';
import { type Guardrail, PROFILES, type Profile } from '../guardrails/index.ts';
import type { Json } from '../manifest/index.ts';
import { nearest } from '../nearest.ts';
import type { Item } from './source.ts';

/** What is said of one line of the other tool's settings. */
export interface Note {
  readonly line: number;
  /** The setting, as it is called there. */
  readonly what: string;
  /** What became of it, or why nothing did. */
  readonly outcome: string;
  readonly carried: boolean;
}

/** A waiver to be written; its owner is for the team to name. */
export interface WaiverDraft {
  readonly guardrail: string;
  readonly resource?: { readonly kind?: string; readonly namespace?: string; readonly name?: string };
  readonly container?: string;
  readonly field?: string;
  readonly target?: string;
  readonly source?: string;
  readonly reason: string;
  readonly expires?: string;
}

/** A guardrail's entry in the configuration. */
export interface Setting {
  readonly severity?: Severity | 'off';
  readonly parameters?: Readonly<Record<string, Json>>;
  /** What it comes from, for the comment behind it. */
  readonly from: string;
  /** What the other tool's file says about it. */
  readonly why?: string;
}

/** What one settings file comes to. */
export interface Imported {
  readonly tool: Tool;
  readonly file: string;
  readonly profile: Profile;
  readonly failOn?: 'never';
  readonly kubernetes?: string;
  readonly exclude: readonly string[];
  readonly guardrails: ReadonlyMap<string, Setting>;
  readonly waivers: readonly WaiverDraft[];
  /** Guardrails that the profile lacks although checks of the tool's own choice are equivalent. */
  readonly beyond: readonly string[];
  /** In the order of the file. */
  readonly notes: readonly Note[];
}

/** Collects what a settings file comes to. */
export class Draft {
  readonly tool: Tool;
  readonly file: string;
  profile: Profile = 'recommended';
  failOn: 'never' | undefined;
  /** Checks that run by the tool's own choice: nobody named them. */
  running: ReadonlySet<string> = new Set();
  kubernetes: string | undefined;
  readonly #pack: ReadonlyMap<string, Guardrail>;
  readonly #guardrails = new Map<string, Setting>();
  readonly #wished = new Map<string, Severity>();
  readonly #exclude = new Set<string>();
  readonly #waivers: WaiverDraft[] = [];
  readonly #notes: Note[] = [];

  constructor(tool: ToolId, file: string, pack: ReadonlyMap<string, Guardrail>) {
    this.tool = toolOf(tool);
    this.file = file;
    this.#pack = pack;
  }

  carried(line: number, what: string, outcome: string): void {
    this.#notes.push({ line, what, outcome, carried: true });
  }

  lost(line: number, what: string, outcome: string): void {
    this.#notes.push({ line, what, outcome, carried: false });
  }

  /** Whether the profile has a guardrail by itself. */
  inProfile(guardrail: string): boolean {
    const own = this.#pack.get(guardrail)?.profile;
    return own !== undefined && PROFILES.indexOf(own) <= PROFILES.indexOf(this.profile);
  }

  /** Whether a guardrail judges anything: what does not needs no waiver. */
  judges(guardrail: string): boolean {
    const severity = this.#guardrails.get(guardrail)?.severity;
    return severity === undefined ? this.inProfile(guardrail) : severity !== 'off';
  }

  severityOf(guardrail: string): Severity {
    return this.#pack.get(guardrail)?.severity ?? 'warning';
  }

  /** Whatever is said later wins over severity and each parameter; to be on wins over `off`. */
  set(guardrail: string, setting: Setting): void {
    const known = this.#guardrails.get(guardrail);
    if (known?.severity !== undefined && known.severity !== 'off' && setting.severity === 'off') return;
    this.#guardrails.set(guardrail, joinSettings(known, setting));
  }

  exclude(path: Item, what: string): void {
    const pattern = path.text.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
    if (pattern === '' || /^[~/]|(^|\/)\.\.(\/|$)/.test(pattern)) {
      this.lost(path.line, what, 'it is not a path inside the repository');
      return;
    }
    this.#exclude.add(pattern);
    this.carried(path.line, what, `exclude: ${pattern}`);
  }

  waive(waiver: WaiverDraft): void {
    const key = JSON.stringify(waiver);
    if (!this.#waivers.some(other => JSON.stringify(other) === key)) this.#waivers.push(waiver);
  }

  /** The reason a waiver has when the tool's own file gives none. */
  reason(line: number, given = ''): string {
    const from = `carried over from ${this.file}:${line}`;
    const words = given.replace(/\s+/g, ' ').trim();
    return words === '' ? from : `${words} (${from})`;
  }

  /**
   * Checks that run. What the profile has is left to it, unless the tool's own severity says otherwise.
   * @param severity for their guardrails; the guardrail's own when left out
   */
  turnOn(check: Check, line: number, what: string, severity?: Severity): void {
    if (check.none !== undefined) {
      this.lost(line, what, check.none);
      return;
    }
    const outcomes = check.parts.map(part => this.#on(part, check, severity));
    this.carried(line, what, `${outcomes.join('; ')}${differs(check)}`);
  }

  #on({ guardrail, parameters }: Part, { id }: Check, severity: Severity | undefined): string {
    const known = this.#guardrails.get(guardrail)?.severity;
    // Several checks may be one guardrail: the worst severity that one of them has counts.
    const wished = [severity, this.#wished.get(guardrail)];
    const worst = SEVERITIES.find(each => wished.includes(each));
    if (worst !== undefined) this.#wished.set(guardrail, worst);
    const own = this.severityOf(guardrail);
    const needed = !this.inProfile(guardrail) || (worst !== undefined && worst !== own);
    const wanted = worst ?? own;
    if (needed || parameters !== undefined || known !== undefined)
      this.set(guardrail, {
        ...(needed || known !== undefined ? { severity: wanted } : {}),
        ...(parameters === undefined ? {} : { parameters }),
        from: id,
      });
    return `${guardrail} ${needed ? `on (${wanted})` : `(in profile ${this.profile})`}`;
  }

  /**
   * Checks that are left out by name.
   * @param idle checks that do not run anyway
   */
  leaveOut(
    named: readonly { readonly item: Item; readonly what: string }[],
    idle: ReadonlySet<string>,
  ): void {
    const found = named.map(({ item, what }) => ({ item, what, check: findCheck(this.tool, item.text) }));
    const left = new Set([...idle, ...found.flatMap(({ check }) => check?.id ?? [])]);
    const { accepted, refused } = acceptedBy(this.tool, left);
    for (const { item, what, check } of found) {
      if (check === undefined) {
        this.lost(item.line, what, this.unknown(item.text));
        continue;
      }
      if (check.none !== undefined) {
        this.lost(item.line, what, check.none);
        continue;
      }
      const outcomes: string[] = [];
      for (const { guardrail, field, kind, checks } of accepted.filter(each =>
        each.checks.includes(check.id),
      )) {
        if (field === undefined && kind === undefined) {
          this.set(guardrail, {
            severity: 'off',
            from: checks.filter(id => !idle.has(id)).join(', '),
            ...(item.comment === undefined ? {} : { why: item.comment }),
          });
          outcomes.push(`${guardrail}: off`);
        } else if (!this.judges(guardrail)) {
          outcomes.push(`${guardrail} is not in profile ${this.profile}: nothing to leave out`);
        } else {
          this.waive({
            guardrail,
            ...(kind === undefined ? {} : { resource: { kind } }),
            ...(field === undefined ? {} : { field }),
            reason: this.reason(item.line, item.comment ?? `${check.id} is left out`),
          });
          outcomes.push(`${guardrail}: waived${kind === undefined ? '' : ` for a ${kind}`}${at(field)}`);
        }
      }
      if (outcomes.length > 0) this.carried(item.line, what, outcomes.join('; '));
      this.stays(
        refused.filter(each => each.checks.includes(check.id)),
        item.line,
        what,
      );
    }
  }

  /** Says which guardrails go on judging although one of the checks they answer is left out. */
  stays(refused: readonly Refused[], line: number, what: string): void {
    for (const { guardrail, also } of refused) {
      if (this.judges(guardrail))
        this.lost(line, what, `${guardrail} stays: it also answers ${also.join(', ')}`);
      else this.carried(line, what, `${guardrail} is not in profile ${this.profile}: nothing to leave out`);
    }
  }

  /** Says that there is no such check, and which one may be meant. */
  unknown(id: string): string {
    const close = nearest(id, [...this.tool.checks.keys()]);
    const guess = close === undefined ? '' : `; was ${close} meant?`;
    return `${this.tool.name} has no check "${id}" for manifests${guess}`;
  }

  /** Guardrails that checks which run there would need to be switched on for. */
  #beyond(): string[] {
    const needed = [...this.running].flatMap(id => this.tool.checks.get(id)?.parts ?? []);
    const ids = new Set(needed.map(({ guardrail }) => guardrail));
    return [...ids].filter(id => !this.inProfile(id) && !this.#guardrails.has(id)).sort();
  }

  done(): Imported {
    const { tool, file, profile, failOn, kubernetes } = this;
    return {
      tool,
      file,
      profile,
      ...(failOn === undefined ? {} : { failOn }),
      ...(kubernetes === undefined ? {} : { kubernetes }),
      exclude: [...this.#exclude],
      guardrails: this.#guardrails,
      waivers: this.#waivers,
      beyond: this.#beyond(),
      notes: this.#notes
        .map((note, index) => ({ note, index }))
        .sort((a, b) => a.note.line - b.note.line || a.index - b.index)
        .map(({ note }) => note),
    };
  }
}

/** Lists of parameters add up, other values are replaced. */
export function joinSettings(known: Setting | undefined, setting: Setting): Setting {
  if (known === undefined) return setting;
  const parameters: Record<string, Json> = { ...known.parameters };
  for (const [name, value] of Object.entries(setting.parameters ?? {})) {
    const before = parameters[name];
    parameters[name] =
      Array.isArray(before) && Array.isArray(value)
        ? [...before, ...value.filter(item => !before.includes(item))]
        : value;
  }
  const severity = setting.severity ?? known.severity;
  const from = [...new Set([...known.from.split(', '), ...setting.from.split(', ')])].join(', ');
  const why = setting.why ?? known.why;
  return {
    ...(severity === undefined ? {} : { severity }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
    from,
    ...(why === undefined ? {} : { why }),
  };
}

/** How many waivers one setting comes to. */
export function waiversOf(count: number): string {
  if (count === 0) return 'the profile has none of its guardrails: nothing to waive';
  return count === 1 ? '1 waiver' : `${count} waivers`;
}

/** The field of a waiver, in words. */
export function at(field: string | undefined): string {
  return field === undefined ? '' : ` at ${field.replaceAll('*', '')}`;
}

function differs({ strength, remark }: Check): string {
  return remark === undefined ? '' : `; ${strength}: ${remark}`;
}
