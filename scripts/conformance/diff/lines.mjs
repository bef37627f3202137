// Whether the source lines that stories name are the ones that brought them about: the place in the file is made as it was
// in the base, all else stays, and a field of the story has to follow. Files that came or went as a whole are not
// tried.
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { structuredPatch } from 'diff';

const lib = fileURLToPath(new URL('../../../lib/src/', import.meta.url));
const load = name => import(join(lib, name));
const [
  repository,
  { renderSide },
  { StoryPlaces },
  { changesBetween },
  { placeFindings },
  { NO_CHANGES },
  { valueAt },
  { jsonText },
] = await Promise.all(
  [
    'repository/index.js',
    'side.js',
    'caused.js',
    'changing.js',
    'placing.js',
    'analyzers/index.js',
    'manifest/index.js',
    'json.js',
  ].map(load),
);

/**
 * @param steps how many commits back each
 * @param open gives the engine and what rendering needs besides, for a repository
 */
export async function compareLines(root, steps, open) {
  const counts = {
    stories: 0,
    withLine: 0,
    withFile: 0,
    without: 0,
    places: 0,
    proven: 0,
    whole: 0,
    wrong: [],
  };
  const tree = repository.openWorkTree(root);
  const { engine, config, options } = open(tree);
  const cache = new Map();
  const render = (of, known) => renderSide({ ...options(of), tree: of, config, engine, known, cache });
  try {
    const head = await render(tree, new Map());
    const known = new Map(head.renderings.map(each => [each.inputs, each]));
    for (const step of steps) {
      const base = await render(repository.openBase(root, step), known);
      const changes = changesBetween(base, head);
      const places = new StoryPlaces(changes, base, head);
      const { causes } = await placeFindings(
        engine,
        config,
        [],
        new Map(),
        { permissions: NO_CHANGES },
        head,
        base,
        places.asked,
      );
      const { stories } = places.placed(causes);
      const reverted = new Map();
      for (const [index, story] of stories.entries()) {
        if (story.kind === 'noise') continue;
        counts.stories++;
        if (story.locations.length === 0) counts.without++;
        else if (story.locations.every(({ line }) => line === undefined)) counts.withFile++;
        else counts.withLine++;
        const wrong = [];
        const before = counts.proven + counts.whole;
        for (const { file, line, side } of story.locations) {
          if (line === undefined) continue;
          counts.places++;
          const text = withoutChange(base.tree, head.tree, file, side, line);
          if (text === undefined) {
            counts.whole++;
            continue;
          }
          const key = `${file}\0${text}`;
          if (!reverted.has(key)) {
            const other = repository.withFiles(head.tree, new Map([[file, Buffer.from(text)]]));
            reverted.set(key, await render(other, known));
          }
          const now = reverted.get(key);
          if (changes.causes[index].some(cause => follows(cause, now))) counts.proven++;
          else {
            const failed = gating(now) > gating(head);
            const place = `${side === 'base' ? '-' : ''}${file}:${line}`;
            wrong.push({ failed, text: `${basename(root)} ${step}: ${story.title}: ${place}` });
          }
        }
        // Where another line of the story does it, this one says the same once more: a value that is the template's default.
        const isProven = counts.proven + counts.whole > before;
        for (const { failed, text } of wrong) {
          const why = failed
            ? 'cannot be rendered alone'
            : isProven
              ? 'another line does it'
              : 'NOTHING FOLLOWS';
          counts.wrong.push({ isWrong: !failed && !isProven, text: `${text}: ${why}` });
        }
      }
    }
  } finally {
    await engine.close();
  }
  return counts;
}

/** A file of the head with the place around a line as it is in the base; undefined where one of them lacks the file. */
function withoutChange(base, head, file, side, line) {
  if (!base.has(file) || !head.has(file)) return undefined;
  const text = head.text(file);
  const { hunks } = structuredPatch('', '', base.text(file), text, '', '', { context: 0 });
  const isIn = (start, count) => start <= line && line < start + Math.max(count, 1);
  const hunk = hunks.find(({ oldStart, oldLines, newStart, newLines }) =>
    side === 'base' ? isIn(oldStart, oldLines) : isIn(newStart, newLines),
  );
  if (hunk === undefined) return text;
  const lines = text.split('\n');
  const before = hunk.lines.filter(each => each.startsWith('-')).map(each => each.slice(1));
  lines.splice(hunk.newLines === 0 ? hunk.newStart : hunk.newStart - 1, hunk.newLines, ...before);
  return lines.join('\n');
}

const gating = ({ problems }) => problems.filter(({ gates }) => gates).length;

function follows({ side, manifest, path }, { renderings }) {
  const { target, environment } = manifest.origin;
  const key = JSON.stringify(manifest.resource);
  const now = renderings
    .find(each => each.target.id === target.id && each.environment.name === environment.name)
    ?.manifests.find(({ resource }) => JSON.stringify(resource) === key);
  if (side === 'base')
    return now !== undefined && (path.length === 0 || valueAt(now.object, path) !== undefined);
  if (now === undefined) return true;
  return jsonText(valueAt(now.object, path) ?? null) !== jsonText(valueAt(manifest.object, path) ?? null);
}
