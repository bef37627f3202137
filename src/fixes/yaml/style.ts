import { lineStarts, positionAt, type YamlNode } from '../../manifest/index.ts';
import type { Style } from './print.ts';

/** How a document is indented, by what most of it does; two spaces and dashes below the key where nothing tells. */
export function styleOf(text: string, root: YamlNode): Omit<Style, 'json'> {
  const starts = lineStarts(text);
  const steps = new Map<number, number>();
  const dashes = new Map<number, number>();
  const columnOf = (offset: number) => positionAt(starts, offset).column;
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    for (const { key, value } of node.entries) {
      waiting.push(value);
      if (node.style !== 'block' || value.style !== 'block') continue;
      const indent = columnOf(value.start) - columnOf(key.start);
      const counts = value.type === 'list' ? dashes : steps;
      counts.set(indent, (counts.get(indent) ?? 0) + 1);
    }
    waiting.push(...node.items);
  }
  const step = mostOf(steps) ?? 2;
  return { step: Math.max(step, 1), dash: Math.max(mostOf(dashes) ?? step, 0) };
}

function mostOf(counts: ReadonlyMap<number, number>): number | undefined {
  return [...counts].sort(([a, m], [b, n]) => n - m || a - b)[0]?.[0];
}
