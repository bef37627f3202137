import data from '../../data/equivalents.json' with { type: 'json' };
import type { Check, Tool, ToolId } from './types.ts';

const known = new Map(
  (data as unknown as { id: ToolId; name: string; checks: Check[] }[]).map(
    ({ id, name, checks }): [ToolId, Tool] => [
      id,
      { id, name, checks: new Map(checks.map(check => [check.id, check])) },
    ],
  ),
);

/** A tool and all its checks, from `data/equivalents.json`. */
export function toolOf(id: ToolId): Tool {
  const tool = known.get(id);
  if (tool === undefined) throw new Error(`data/equivalents.json lacks ${id}: npm run generate`);
  return tool;
}

/**
 * The check that somebody means: by id in any form the tool takes (`KSV001`, `AVD-KSV-0001` and `KSV-0001` are one),
 * or by name. Ids are compared without regard to case where the tool does so.
 */
export function findCheck(tool: Tool, named: string): Check | undefined {
  return tool.checks.get(named) ?? indexOf(tool).get(canonical(tool.id, named));
}

const indexes = new WeakMap<Tool, ReadonlyMap<string, Check>>();

/** A tool's checks by their canonical id and name, made once. */
function indexOf(tool: Tool): ReadonlyMap<string, Check> {
  const known = indexes.get(tool);
  if (known !== undefined) return known;
  const index = new Map<string, Check>();
  for (const check of tool.checks.values())
    for (const name of [check.name, check.id])
      if (name !== undefined) index.set(canonical(tool.id, name), check);
  indexes.set(tool, index);
  return index;
}

/** Trivy pads the number as it likes and once wrote AVD- in front. */
function canonical(tool: ToolId, id: string): string {
  if (tool !== 'trivy') return tool === 'kube-linter' || tool === 'polaris' ? id : id.toUpperCase();
  const [, family = '', number = ''] = /^(?:AVD-)?(KSV|KCV|KUBE)-?(\d{1,6})$/i.exec(id) ?? [];
  return family === '' ? id.toUpperCase() : `${family.toUpperCase()}-${Number(number)}`;
}
