// What dyff prints for people (`--use-go-patch-style --no-table-style`), read back into resources and fields.

const HEADER = /^(\/.*?)(?: {2}\((.*)\))?$/;
const DETAIL = /^ {0,2}([±+⇆-]) (.*)$/;

/** Per document the paths that differ, as keys joined by NUL, without the items of lists. */
export class DyffReport {
  resources = new Map();

  /** @param old, fresh objects by `apiVersion/kind/namespace/name` */
  static of(text, old, fresh) {
    const report = new DyffReport();
    let at;
    let block;
    const settle = () => {
      if (block !== undefined) for (const key of topKeys(block.lines)) at.add(key, block.detail);
      block = undefined;
    };
    for (const line of text.split('\n')) {
      const header = HEADER.exec(line);
      if (header !== null && (header[2] !== undefined || header[1] === '/')) {
        settle();
        at = report.place(header[1], header[2], old, fresh);
        continue;
      }
      const detail = DETAIL.exec(line);
      if (detail !== null && at !== undefined && !/^ {4}/.test(line)) {
        settle();
        const [, sign, words] = detail;
        if (/\bdocuments? (?:added|removed)/.test(words)) at.whole();
        else if (/\bmap entr(?:y|ies) (?:added|removed)/.test(words)) block = { detail: sign, lines: [] };
        else at.add(undefined, sign);
        continue;
      }
      block?.lines.push(line);
    }
    settle();
    return report;
  }

  place(path, name, old, fresh) {
    const add = (key, entry) => this.resources.set(key, [...(this.resources.get(key) ?? []), entry]);
    const key = name ?? '';
    const keys = keysOf(path, [old.get(key), fresh.get(key)]);
    return {
      add: (below, sign) =>
        add(key, { path: [...keys, ...(below === undefined ? [] : [below])].join('\0'), sign }),
      whole: () => add(key, { path: '', whole: true }),
    };
  }
}

/** Keys at the top of a block of YAML. */
function topKeys(lines) {
  const indent = Math.min(...lines.filter(line => line.trim() !== '').map(line => line.search(/\S/)));
  return lines.flatMap(line => {
    if (line.search(/\S/) !== indent || /^\s*- /.test(line)) return [];
    const [, quoted, plain] = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^\s].*?)):(?:\s|$)/.exec(line) ?? [];
    return quoted ?? plain ?? [];
  });
}

/** The keys of a path such as `/spec/ports/name=http/port`: a key may have slashes in it, and only the objects tell. */
function keysOf(path, objects) {
  const steps = path
    .split('/')
    .slice(1)
    .filter(step => step !== '');
  const walk = (values, at) => {
    if (at >= steps.length) return [];
    if (values.some(Array.isArray)) {
      const step = steps[at];
      // An identifier may have slashes in it, too.
      for (let end = at + 1; end <= steps.length; end++) {
        const next = values.flatMap(value =>
          Array.isArray(value) ? itemAt(value, steps.slice(at, end).join('/')) : [],
        );
        if (next.length > 0) return walk(next, end);
      }
      return /^\d+$|=/.test(step) ? walk([], at + 1) : undefined;
    }
    for (let end = at + 1; end <= steps.length; end++) {
      const key = steps.slice(at, end).join('/');
      const next = values.filter(
        value => value !== null && typeof value === 'object' && Object.hasOwn(value, key),
      );
      if (next.length === 0) continue;
      const rest = walk(
        next.map(value => value[key]),
        end,
      );
      if (rest !== undefined) return [key, ...rest];
    }
    return steps.slice(at);
  };
  return (
    walk(
      objects.filter(object => object !== undefined),
      0,
    ) ?? steps
  );
}

function itemAt(list, step) {
  if (/^\d+$/.test(step)) return list[Number(step)] === undefined ? [] : [list[Number(step)]];
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(step) ?? [];
  return list
    .filter(
      item => item !== null && typeof item === 'object' && key !== undefined && String(item[key]) === value,
    )
    .slice(0, 1);
}
