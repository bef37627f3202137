import { folderOf, nameOf } from '../repository/index.ts';

type Rule = {
  readonly negated: boolean;
  readonly folderOnly: boolean;
  readonly matches: (path: string) => boolean;
};

/** Helm's built-in rule: hidden files directly in templates/. */
const DEFAULT_RULES = 'templates/.?*';

/**
 * Whether `.helmignore` keeps a file out of a chart, as Helm's `internal/ignore` decides it: rules are tried in
 * order for the file and each folder above it, patterns are Go's `filepath.Match`, a trailing `/` means folders
 * only, and a path that a `!rule` does not match is ignored. Undefined when Helm refuses a pattern.
 */
export function helmIgnore(text: string): ((path: string) => boolean) | undefined {
  const rules: Rule[] = [];
  for (const line of `${text}\n${DEFAULT_RULES}`.split('\n')) {
    const rule = parseRule(line);
    if (rule === 'refused') return undefined;
    if (rule !== undefined) rules.push(rule);
  }
  const folders = new Map<string, boolean>();
  const folderIgnored = (folder: string): boolean => {
    if (folder === '') return false;
    let ignored = folders.get(folder);
    if (ignored === undefined) {
      ignored = folderIgnored(folderOf(folder)) || ignores(rules, folder, true);
      folders.set(folder, ignored);
    }
    return ignored;
  };
  return path => folderIgnored(folderOf(path)) || ignores(rules, path, false);
}

function ignores(rules: readonly Rule[], path: string, isFolder: boolean): boolean {
  for (const rule of rules) {
    if (rule.negated) {
      if ((rule.folderOnly && !isFolder) || !rule.matches(path)) return true;
    } else if ((!rule.folderOnly || isFolder) && rule.matches(path)) {
      return true;
    }
  }
  return false;
}

function parseRule(line: string): Rule | 'refused' | undefined {
  let pattern = line.trim();
  if (pattern === '' || pattern.startsWith('#')) return undefined;
  if (pattern.includes('**')) return 'refused';
  const negated = pattern.startsWith('!');
  if (negated) pattern = pattern.slice(1);
  const folderOnly = pattern.endsWith('/');
  if (folderOnly) pattern = pattern.slice(0, -1);
  const anchored = pattern.includes('/');
  const glob = compileGlob(pattern.startsWith('/') ? pattern.slice(1) : pattern);
  if (glob === undefined) return 'refused';
  return { negated, folderOnly, matches: path => glob(anchored ? path : nameOf(path)) };
}

/** One step of a pattern: a run of anything, or a test of one character. */
type Step = '*' | ((character: string) => boolean);

/**
 * Go's `filepath.Match`: `*` and `?` stop at `/`, `[a-z]` and `[^a-z]` are classes, `\` quotes. Linear memory and
 * at most pattern length times path length steps, whatever a pull request writes into the file. Undefined for a
 * pattern that is malformed.
 */
export function compileGlob(pattern: string): ((text: string) => boolean) | undefined {
  const steps = parseGlob(pattern);
  if (steps === undefined) return undefined;
  return text => {
    const characters = [...text];
    let at = 0;
    let step = 0;
    let retryStep = -1;
    let retryAt = 0;
    while (at < characters.length || step < steps.length) {
      const current = steps[step];
      const character = characters[at];
      if (current === '*') {
        retryStep = step;
        retryAt = at;
        step += 1;
      } else if (current !== undefined && character !== undefined && current(character)) {
        step += 1;
        at += 1;
      } else if (retryStep >= 0 && retryAt < characters.length && characters[retryAt] !== '/') {
        retryAt += 1;
        at = retryAt;
        step = retryStep + 1;
      } else {
        return false;
      }
    }
    return true;
  };
}

function parseGlob(pattern: string): Step[] | undefined {
  const characters = [...pattern];
  const steps: Step[] = [];
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index];
    if (character === '*') steps.push('*');
    else if (character === '?') steps.push(other => other !== '/');
    else if (character === '[') {
      const end = characters.indexOf(']', index + 2);
      if (end === -1) return undefined;
      steps.push(characterClass(characters.slice(index + 1, end)));
      index = end;
    } else {
      if (character === '\\') index += 1;
      const wanted = characters[index];
      if (wanted === undefined) return undefined;
      steps.push(other => other === wanted);
    }
  }
  return steps;
}

function characterClass(inside: readonly string[]): (character: string) => boolean {
  const negated = inside[0] === '^';
  const members = negated ? inside.slice(1) : inside;
  const ranges: [string, string][] = [];
  for (let index = 0; index < members.length; index += 1) {
    const low = members[index] ?? '';
    const ranged = members[index + 1] === '-' && members[index + 2] !== undefined;
    ranges.push([low, ranged ? (members[index + 2] ?? low) : low]);
    if (ranged) index += 2;
  }
  return character =>
    character !== '/' && ranges.some(([low, high]) => low <= character && character <= high) !== negated;
}
