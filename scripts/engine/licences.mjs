import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const NOTICE = /^(licen[cs]e|notice|copying|patents)([.-].*)?$/i;

/**
 * The licence notices of everything that was linked into the engines: each text once, under the modules it is for.
 *
 * @param {{folder: string, modules: string[]}[]} engines compiled engines with `vendor/`, and their linked modules
 * as `path version`
 * @param {string} goroot Go's own folder
 */
export function licences(engines, goroot) {
  const owners = new Map();
  const add = (owner, file) => {
    const text = readFileSync(file, 'utf8').replace(/\r\n/g, '\n').trim();
    owners.set(text, (owners.get(text) ?? new Set()).add(owner));
  };
  add('Go standard library and runtime', join(goroot, 'LICENSE'));
  for (const { folder, modules } of engines) {
    for (const owner of modules) {
      const vendored = join(folder, 'vendor', owner.split(' ')[0]);
      const notices = existsSync(vendored) ? noticesBelow(vendored) : [];
      if (notices.length === 0) throw new Error(`${owner} has no licence file`);
      for (const file of notices) add(owner, file);
    }
  }
  const texts = [...owners]
    .map(([text, names]) => [[...names].sort().join('\n'), text])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const intro =
    'The engines in this folder contain the software named below, under the licences that follow each list of names.\n';
  const rule = '='.repeat(100);
  return [intro, ...texts.map(([names, text]) => `${rule}\n${names}\n${rule}\n\n${text}\n`)].join('\n');
}

function noticesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && NOTICE.test(entry.name) && !entry.name.endsWith('.go'))
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}
