import { isObject, type Json, type JsonObject } from '../manifest/index.ts';
import type { CelValue } from './cel/index.ts';

/**
 * The command line of a container as expressions see it:
 *
 * - `arguments.program`: what runs, without its folder: `kube-apiserver`. When the manifest has no command, the last
 *   part of the image's name, which is what images of one program are called.
 * - `arguments.flags`: value by name without dashes, as text: `--audit-log-maxage=30` and `--audit-log-maxage 30` are
 *   "30"; a flag without a value is "true". The last one counts, as in Go's flag packages.
 * - `arguments.field`: where each flag is written, relative to the container: `command[3]`.
 * - `arguments.list`: where a missing flag would be added: `args`, `command`, or '' when there is neither.
 *
 * A script given to a shell (`sh -c "exec etcd --name=a"`) is read up to the end of its first command.
 */
export function argumentsOf(container: JsonObject): CelValue {
  const words = unwrapped([...wordsOf(container, 'command'), ...wordsOf(container, 'args')]);
  const hasCommand = wordsOf(container, 'command').length > 0;
  const flags = new Map<string, CelValue>();
  const field = new Map<string, CelValue>();
  for (const [index, word] of words.entries()) {
    const match = /^--?([A-Za-z][\w.-]*)(?:=([\s\S]*))?$/.exec(word.text);
    if (match?.[1] === undefined) continue;
    const next = words[index + 1];
    const value = match[2] ?? (next === undefined || next.text.startsWith('-') ? 'true' : next.text);
    flags.set(match[1], value);
    field.set(match[1], word.field);
  }
  return new Map<string, CelValue>([
    ['program', hasCommand ? baseName(words[0]?.text ?? '') : imageName(container.image)],
    ['flags', flags],
    ['field', field],
    ['list', Array.isArray(container.args) ? 'args' : hasCommand ? 'command' : ''],
  ]);
}

interface Word {
  readonly text: string;
  /** The list item it is written in. */
  readonly field: string;
}

function wordsOf(container: JsonObject, list: 'command' | 'args'): Word[] {
  const items = container[list];
  if (!Array.isArray(items)) return [];
  return items.map((item, index) => ({
    text: isObject(item) || Array.isArray(item) || item === null ? '' : String(item),
    field: `${list}[${index}]`,
  }));
}

/** Follows `sh -c script`; anything else stays as it is. */
function unwrapped(words: readonly Word[]): readonly Word[] {
  if (!/^(?:ba|da|a|k|z)?sh$/.test(baseName(words[0]?.text ?? ''))) return words;
  const script = words[words.findIndex(({ text }) => /^-[a-z]*c$/.test(text)) + 1];
  if (script === undefined || script === words[0]) return words;
  const lines = script.text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .map(line => line.trim());
  const first = lines.find(line => line !== '' && !/^(?:#|set |export |cd )/.test(line)) ?? '';
  const texts =
    first
      .split(/[;&|]/, 1)[0]
      ?.split(/\s+/)
      .filter(text => text !== '' && text !== 'exec') ?? [];
  return texts.map(text => ({ text: text.replace(/^["']|["']$/g, ''), field: script.field }));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function imageName(image: Json | undefined): string {
  if (typeof image !== 'string') return '';
  return baseName(image.split('@', 1)[0] ?? '').split(':', 1)[0] ?? '';
}
