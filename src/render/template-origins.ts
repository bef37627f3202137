import { chartMetadata } from './chart-files.ts';
import type { InputFile } from './types.ts';

/**
 * Traces a template's full name, as in `# Source: shop/charts/db/templates/a.yaml`, back to the file it was read
 * from. The two differ: a name is made of the names of charts and aliases, a path of folders; a packed dependency
 * has one file for all its templates. Gives undefined where the file cannot be told for certain.
 */
export function templateOrigins(files: readonly InputFile[]): (name: string) => InputFile | undefined {
  const byPath = new Map(files.map(file => [file.path, file]));
  const text = (path: string): string | undefined => {
    const file = byPath.get(path);
    return file === undefined ? undefined : new TextDecoder().decode(file.content);
  };
  const charts = new Map<string, ReadonlyMap<string, string>>();
  /** Folders of the unpacked charts directly in charts/ of a chart, by the chart's name. */
  const children = (prefix: string): ReadonlyMap<string, string> => {
    let known = charts.get(prefix);
    if (known === undefined) {
      known = new Map(
        [...byPath.keys()].flatMap(path => {
          if (!path.startsWith(`${prefix}charts/`) || !path.endsWith('/Chart.yaml')) return [];
          const folder = path.slice(0, -'Chart.yaml'.length);
          if (folder.slice(prefix.length).split('/').length !== 3) return [];
          const { name } = chartMetadata(file => text(folder + file));
          return name === undefined ? [] : [[name, folder] as const];
        }),
      );
      charts.set(prefix, known);
    }
    return known;
  };
  const find = (prefix: string, rest: string): InputFile | undefined => {
    const [, called, inside] = /^charts\/([^/]+)\/(.+)$/.exec(rest) ?? [];
    if (called === undefined || inside === undefined) return byPath.get(prefix + rest);
    const aliased = chartMetadata(file => text(prefix + file)).dependencies.find(
      ({ alias }) => alias === called,
    );
    const name = aliased?.name ?? called;
    const folder = children(prefix).get(name);
    return folder === undefined ? archive(files, prefix, name) : find(folder, inside);
  };
  return name => find('', name.slice(name.indexOf('/') + 1));
}

/** The packed chart of that name; undefined when two versions lie side by side. */
function archive(files: readonly InputFile[], prefix: string, name: string): InputFile | undefined {
  const found = files.filter(({ path }) => {
    const file = path.slice(`${prefix}charts/`.length);
    return (
      path.startsWith(`${prefix}charts/${name}-`) && /^v?\d[^/]*\.tgz$/.test(file.slice(name.length + 1))
    );
  });
  return found.length === 1 ? found[0] : undefined;
}
