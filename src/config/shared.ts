import { isObject, type Json, type JsonObject, parseYaml } from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import type { Tree } from '../repository/index.ts';
import { readYaml } from './read-yaml.ts';
import { configSchema, EXTENDS } from './schema.ts';
import { keysAt, schemaProblems } from './validate.ts';

/** What `extends` names: a file of a repository at one commit, so that it never changes by itself. */
export interface SharedReference {
  readonly owner: string;
  readonly repository: string;
  readonly path: string;
  /** 40 hex digits. */
  readonly commit: string;
  /** As it is written. */
  readonly text: string;
}

/** The contents of what `extends` names. */
export interface SharedFile {
  /** For messages. */
  readonly name: string;
  readonly text: string;
}

/** What the configuration of a tree extends; undefined when it extends nothing or is not readable (loading says why). */
export function sharedReference(tree: Tree, file: string): SharedReference | undefined {
  if (!tree.has(file)) return undefined;
  const { value } = readYaml(tree, file, 'config');
  const text = isObject(value) ? value.extends : undefined;
  const match = typeof text === 'string' ? EXTENDS.exec(text) : null;
  if (match === null) return undefined;
  const [, owner, repository, path, commit] = match as unknown as [string, string, string, string, string];
  return { owner, repository, path, commit, text: match[0] };
}

/**
 * Reads a shared configuration. It may say everything a configuration says but `extends`, and no folders of own
 * guardrails, which are not there.
 */
export function readShared({ name, text }: SharedFile): { value?: JsonObject; problems: readonly Problem[] } {
  const parsed = parseYaml(text);
  const problem = (message: string, hint: string): { problems: Problem[] } => ({
    problems: [{ code: 'config-invalid', message, hint, file: name, gates: true }],
  });
  if (!parsed.ok) return problem(parsed.error.message, 'mend the YAML');
  const value = parsed.value ?? {};
  const checked = configSchema.safeParse(value, { reportInput: true });
  if (!checked.success) {
    const issues = checked.error.issues;
    return {
      problems: schemaProblems(issues, name, text, 'config-invalid', at => keysAt(configSchema, at)),
    };
  }
  const raw = value as JsonObject;
  for (const key of ['extends', 'rules']) {
    if (raw[key] !== undefined)
      return problem(
        `a shared configuration cannot have \`${key}\``,
        'write it into the configurations that extend it',
      );
  }
  return { value: raw, problems: [] };
}

/** Lists that both sides add to; what a team shares cannot be dropped by leaving it out. */
const JOINED = new Set(['approvals', 'exclude', 'scans', 'frameworks', 'foreign-waivers']);

/** A configuration over the one it extends: mappings key by key, shared approvals and the like kept, otherwise its own word. */
export function extended(shared: JsonObject, own: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...shared };
  for (const [key, value] of Object.entries(own)) {
    const below = Object.hasOwn(shared, key) ? shared[key] : undefined;
    if (isObject(value) && isObject(below)) merged[key] = extended(below, value);
    else if (JOINED.has(key) && Array.isArray(value) && Array.isArray(below))
      merged[key] = joined(below, value);
    else merged[key] = value;
  }
  return merged;
}

function joined(a: readonly Json[], b: readonly Json[]): Json[] {
  const known = new Set(a.map(each => JSON.stringify(each)));
  return [...a, ...b.filter(each => !known.has(JSON.stringify(each)))];
}
