import { byText, joinPath, type Tree } from '../repository/index.ts';
import type { Chart } from './charts.ts';
import type { Environment } from './types.ts';

/**
 * Where values files are kept by convention, relative to the chart: beside `values.yaml`, as chart-testing wants
 * them, and in a folder per environment. The group is the environment's name.
 */
const CONVENTIONS: readonly { readonly pattern: RegExp; readonly name: (match: string) => string }[] = [
  { pattern: /^values[-.]([^/]+)\.ya?ml$/, name: match => match },
  { pattern: /^ci\/([^/]+)-values\.ya?ml$/, name: match => `ci-${match}` },
  { pattern: /^environments\/([^/]+)\/values\.ya?ml$/, name: match => match },
  { pattern: /^environments\/([^/]+)\.ya?ml$/, name: match => match },
];

/** Not values: the schema some tools keep as YAML, and files that are encrypted at rest. */
const NO_VALUES = /^schema$|(^|[-.])(enc|encrypted|sops|dec)$/;

/** Words that name a place to deploy to, as opposed to a flavour of the chart (`values-ha.yaml`). */
const PLACES = new Set(
  [
    ['dev', 'develop', 'development', 'local', 'minikube', 'kind', 'sandbox', 'preview', 'review'],
    ['test', 'testing', 'tst', 'qa', 'uat', 'int', 'integration', 'perf', 'load', 'demo', 'beta'],
    ['stage', 'staging', 'stg', 'preprod', 'acc', 'acceptance', 'canary'],
    ['prod', 'production', 'prd', 'live', 'dr'],
  ].flat(),
);

/**
 * The environments of a chart that nobody described: one per values file found by convention, and the chart's own
 * defaults. Defaults are left out when the values files name two or more places to deploy to (prod, staging ...):
 * then nobody deploys the defaults alone. Beside one place (the defaults serve the others) or mere flavours they stay,
 * as `optional`: a chart may demand values.
 */
export function conventionalEnvironments(tree: Tree, chart: Chart): Environment[] {
  const found = new Map<string, Environment>();
  const prefix = chart.folder === '' ? '' : `${chart.folder}/`;
  const files = tree.filesBelow(chart.folder).map(file => file.slice(prefix.length));
  let places = 0;
  for (const { pattern, name } of CONVENTIONS) {
    for (const file of files) {
      const match = pattern.exec(file)?.[1];
      if (match === undefined || NO_VALUES.test(match)) continue;
      const wanted = name(match);
      // Two conventions may agree on a name; the second one says where it comes from.
      const key = found.has(wanted) ? file.replace(/\.ya?ml$/, '').replaceAll('/', '-') : wanted;
      if (isPlace(file, match)) places += 1;
      found.set(key, {
        name: key,
        releaseName: chart.name,
        values: [joinPath(chart.folder, file)],
        reason: `values file ${file}`,
      });
    }
  }
  if (places < 2 && !found.has('default')) {
    found.set('default', {
      name: 'default',
      releaseName: chart.name,
      ...(found.size > 0 ? { optional: true } : {}),
      reason: 'chart defaults',
    });
  }
  return [...found.values()].sort((a, b) => byText(a.name, b.name));
}

function isPlace(file: string, name: string): boolean {
  if (file.startsWith('ci/')) return false;
  const words = name.toLowerCase().split(/[-_.]/);
  return file.startsWith('environments/') || words.some(word => PLACES.has(word));
}
