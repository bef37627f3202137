/**
 * What a change does to what judges it: settings, waivers, own guardrails, and the workflows that run kubeproof. The
 * change is not judged by any of that (it comes from the base), but everything after it would be.
 */
import { CONFIG_FILES, type Config, loadConfig, loadWaivers, UNREAD } from '../config/index.ts';
import type { Severity } from '../findings.ts';
import { type Guardrail, loadCustom } from '../guardrails/index.ts';
import { byText, type Tree, TreeError } from '../repository/index.ts';
import { type Settings, weakerSettings } from './settings.ts';
import type { Weakening } from './types.ts';
import { weakerWorkflows } from './workflows.ts';

export type { Weakening } from './types.ts';

export interface WeakeningInput {
  readonly base: Tree;
  readonly head: Tree;
  /** In force; `file` is where it was read from. */
  readonly config: Config;
  readonly guardrails: readonly Guardrail[];
}

/** Sorted by file and line; nothing where the change touches none of it. */
export function weakenings({ base, head, config, guardrails }: WeakeningInput): Weakening[] {
  const named = config.file;
  const severities = new Map<string, Severity>(guardrails.map(({ id, severity }) => [id, severity]));
  const found = weakerWorkflows(base, head);
  const isTouched = settingFiles(base, head, config).some(path => !isSame(path, base, head));
  const before = isTouched ? settingsOf(base, named) : undefined;
  const after = isTouched ? settingsOf(head, named) : undefined;
  if (before !== undefined && after === undefined) {
    const file = named ?? CONFIG_FILES.find(name => head.has(name)) ?? CONFIG_FILES[0];
    const what = 'leaves the configuration or the waivers unreadable';
    found.push({ what, subject: 'configuration', file, line: 1, by: 'rules' });
  } else if (before !== undefined && after !== undefined) {
    found.push(...weakerSettings(before, after, id => severities.get(id)));
  }
  return found.sort((a, b) => byText(a.file, b.file) || a.line - b.line || byText(a.subject, b.subject));
}

/**
 * Everything that settings are read from. Where the configuration is the same on both sides, so are the places it names:
 * those of the one in force are those of both.
 */
function settingFiles(base: Tree, head: Tree, { file, waivers, rules }: Config): string[] {
  const own = rules.flatMap(folder => [folder, ...base.filesBelow(folder), ...head.filesBelow(folder)]);
  return [...(file === undefined ? [] : [file]), ...CONFIG_FILES, waivers, ...own];
}

function isSame(path: string, base: Tree, head: Tree): boolean {
  try {
    if (!base.has(path) || !head.has(path)) return base.has(path) === head.has(path);
    return base.digest(path) === head.digest(path);
  } catch (error) {
    // Too large, say: reading the settings tells what is wrong with it.
    if (error instanceof TreeError) return false;
    throw error;
  }
}

/** Undefined when something in it is wrong. */
function settingsOf(tree: Tree, named: string | undefined): Settings | undefined {
  const { config, problems } = loadConfig(
    tree,
    named !== undefined && tree.has(named) ? named : undefined,
    {},
    UNREAD,
  );
  const waivers = loadWaivers(tree, config.waivers);
  if ([...problems, ...waivers.problems].some(({ gates }) => gates)) return undefined;
  const own = config.rules.flatMap(folder => loadCustom(tree, folder).guardrails);
  return {
    config,
    text: config.file === undefined ? '' : tree.text(config.file),
    waivers: waivers.waivers,
    own: new Map(own.map(({ id, severity }) => [id, severity])),
  };
}
