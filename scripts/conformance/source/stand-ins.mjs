// Charts whose dependencies are not vendored cannot be rendered. For measuring, a chart of that name in one of the
// folders stands in for one, and what none stands in for is taken off the list in Chart.yaml.
import { basename, resolve } from 'node:path';

/** @returns the chart alone in a tree of its own, which renders, or the chart as it was */
export function completed(modules, folders, tree, target) {
  const files = filesOf(tree, target.root);
  const stoodIn = [];
  complete(modules, sources(modules, folders), files, '', stoodIn, 0);
  if (stoodIn.length === 0) return { tree, target, stoodIn };
  const folder = target.root === '' ? 'chart' : basename(target.root);
  const alone = modules.memoryTree(
    Object.fromEntries([...files].map(([path, content]) => [`${folder}/${path}`, content])),
  );
  const found = modules.discover(alone).targets.find(({ kind, root }) => kind === 'helm' && root === folder);
  return found === undefined ? { tree, target, stoodIn: [] } : { tree: alone, target: found, stoodIn };
}

const known = new Map();

/** Files of every chart in the folders, by the chart's name. */
function sources(modules, folders) {
  const key = folders.join('\n');
  let charts = known.get(key);
  if (charts !== undefined) return charts;
  charts = new Map();
  for (const folder of folders) {
    const tree = modules.openFolder(resolve(folder));
    for (const { kind, root } of modules.discover(tree).targets) {
      const name =
        kind === 'helm'
          ? /^name: *["']?([^"'\s]+)/m.exec(tree.text(join(root, 'Chart.yaml')))?.[1]
          : undefined;
      if (name !== undefined && !charts.has(name)) charts.set(name, () => filesOf(tree, root));
    }
  }
  known.set(key, charts);
  return charts;
}

function filesOf(tree, root) {
  return new Map(
    tree.filesBelow(root).map(path => [root === '' ? path : path.slice(root.length + 1), tree.read(path)]),
  );
}

function join(root, file) {
  return root === '' ? file : `${root}/${file}`;
}

function complete(modules, charts, files, prefix, stoodIn, depth) {
  const chartFile = files.get(`${prefix}Chart.yaml`);
  if (chartFile === undefined || depth > 4) return;
  const text = new TextDecoder().decode(chartFile);
  const chart = modules.parseYaml(text);
  const dependencies = chart.ok && Array.isArray(chart.value?.dependencies) ? chart.value.dependencies : [];
  const kept = [];
  let changed = false;
  for (const dependency of dependencies) {
    const folder = `${prefix}charts/${dependency.name}/`;
    const there = [...files.keys()].some(
      path =>
        path.startsWith(folder) ||
        (path.startsWith(`${prefix}charts/${dependency.name}-`) && path.endsWith('.tgz')),
    );
    const standIn =
      there || dependency.repository?.startsWith('file://') ? undefined : charts.get(dependency.name);
    if (!there && standIn === undefined && !dependency.repository?.startsWith('file://')) {
      stoodIn.push(`without ${dependency.name}`);
      changed = true;
      continue;
    }
    kept.push(dependency);
    if (standIn === undefined) continue;
    stoodIn.push(`with ${dependency.name}`);
    for (const [path, content] of standIn()) if (!path.startsWith('ci/')) files.set(folder + path, content);
    complete(modules, charts, files, folder, stoodIn, depth + 1);
  }
  if (!changed) return;
  const rest = text.replace(/^dependencies:[ \t]*\n(?:(?:[ \t-].*|#.*|[ \t]*)(?:\n|$))*/m, '');
  const list = kept.length === 0 ? '' : `dependencies: ${JSON.stringify(kept)}\n`;
  files.set(`${prefix}Chart.yaml`, new TextEncoder().encode(`${rest.trimEnd()}\n${list}`));
}
