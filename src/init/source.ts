import { isObject, type Json, type Located, locator, parseYaml } from '../manifest/index.ts';
import { ProblemError } from '../problems.ts';

type Path = readonly (string | number)[];

/** A text of the settings, with the line it stands on. */
export interface Item {
  readonly text: string;
  /** 1-based. */
  readonly line: number;
  /** The comment behind it, or right above it: people write there why. */
  readonly comment?: string;
}

/** The settings file of another tool: YAML or JSON whose values are asked for by path and known by line. */
export class Source {
  readonly file: string;
  readonly value: Json;
  readonly #at: (path: Path) => Located;
  readonly #lines: readonly string[];

  /** @throws {ProblemError} for what is no YAML, with file and line. */
  constructor(file: string, text: string) {
    const parsed = parseYaml(text);
    if (!parsed.ok) {
      const { message, line, column } = parsed.error;
      throw problem({ message, hint: 'mend the file', file, line, column });
    }
    this.file = file;
    this.value = parsed.value ?? null;
    this.#at = locator(text);
    this.#lines = text.split(/\r?\n/);
  }

  /** What stands at a path; undefined where nothing does. */
  get(path: Path): Json | undefined {
    let value: Json | undefined = this.value;
    for (const step of path) {
      if (typeof step === 'number') value = Array.isArray(value) ? value[step] : undefined;
      else value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
    }
    return value ?? undefined;
  }

  line(path: Path): number {
    const { key, value } = this.#at(path);
    return (key ?? value)?.line ?? 1;
  }

  keys(path: Path): readonly string[] {
    const value = this.get(path);
    if (value === undefined) return [];
    if (!isObject(value)) throw this.wrong(path, 'a mapping');
    return Object.keys(value);
  }

  /** Length of the list at a path; 0 where there is none. */
  length(path: Path): number {
    const value = this.get(path);
    if (value === undefined) return 0;
    if (!Array.isArray(value)) throw this.wrong(path, 'a list');
    return value.length;
  }

  text(path: Path): Item | undefined {
    const value = this.get(path);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw this.wrong(path, 'a text');
    return { text: value, line: this.line(path) };
  }

  on(path: Path): boolean {
    const value = this.get(path);
    if (value === undefined) return false;
    if (typeof value !== 'boolean') throw this.wrong(path, 'true or false');
    return value;
  }

  /** A list of texts; one text with commas where the tool takes that too. */
  texts(path: Path, commas = false): Item[] {
    const value = this.get(path);
    if (value === undefined) return [];
    const line = this.line(path);
    if (commas && typeof value === 'string') return split(value, line);
    if (!Array.isArray(value)) throw this.wrong(path, 'a list of texts');
    return value.flatMap((item, index) => {
      const at = this.line([...path, index]);
      if (typeof item === 'number' || typeof item === 'bigint') return [{ text: String(item), line: at }];
      if (typeof item !== 'string') throw this.wrong([...path, index], 'a text');
      const comment = this.comment(at);
      const about = { line: at, ...(comment === undefined ? {} : { comment }) };
      return commas ? split(item, at).map(each => ({ ...each, ...about })) : [{ text: item, ...about }];
    });
  }

  /** The comment behind the value that begins on a line, or those right above it. */
  comment(line: number): string | undefined {
    const behind = /\s#+\s*(.*)$/.exec(this.#lines[line - 1] ?? '')?.[1];
    if (behind !== undefined && behind.trim() !== '') return behind.trim();
    const above: string[] = [];
    for (let at = line - 2; at >= 0; at--) {
      const words = /^\s*#+\s*(.*)$/.exec(this.#lines[at] ?? '')?.[1];
      if (words === undefined) break;
      above.unshift(words.trim());
    }
    const text = above.join(' ').trim();
    return text === '' ? undefined : text;
  }

  wrong(path: Path, wanted: string): ProblemError {
    const { key, value } = this.#at(path);
    const { line = 1, column = 1 } = value ?? key ?? {};
    const name = path.length === 0 ? 'the file' : `\`${path.join('.')}\``;
    return problem({
      message: `${name} must be ${wanted}`,
      hint: 'nothing was carried over; mend the file and run it again',
      file: this.file,
      line,
      column,
    });
  }
}

function split(text: string, line: number): Item[] {
  return text.split(',').flatMap(part => (part.trim() === '' ? [] : [{ text: part.trim(), line }]));
}

function problem(about: {
  message: string;
  hint: string;
  file: string;
  line: number;
  column: number;
}): ProblemError {
  return new ProblemError({ code: 'import-invalid', ...about, gates: true });
}
