// Generates data/kubernetes-apis.json from the sources of Kubernetes' own Go modules: which API versions exist, since
// when, until when, what replaces them, and which kinds are namespaced. Needs `go` and a module proxy; run by hand
// when a Kubernetes release comes out: add its version to MODULES, then `node scripts/data/kubernetes-apis.mjs`.
// With --check it only tells whether the committed file is what the sources give.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Pinned. Older ones are there for kinds that have left the module since; ascending. */
const MODULES = {
  'k8s.io/api': [
    'v0.17.5',
    'v0.20.6',
    'v0.21.1',
    'v0.22.5',
    'v0.23.16',
    'v0.24.3',
    'v0.25.9',
    'v0.26.9',
    'v0.27.4',
    'v0.28.3',
    'v0.29.15',
    'v0.30.14',
    'v0.31.14',
    'v0.32.13',
    'v0.33.13',
    'v0.34.13',
    'v0.35.10',
    'v0.36.6',
    'v0.37.2',
  ],
  'k8s.io/apiextensions-apiserver': ['v0.37.2'],
  'k8s.io/kube-aggregator': ['v0.37.2'],
};
/** Folders inside a module that hold API groups. */
const ROOTS = {
  'k8s.io/api': '',
  'k8s.io/apiextensions-apiserver': 'pkg/apis',
  'k8s.io/kube-aggregator': 'pkg/apis',
};
/** The releases a user may name as the cluster's version: those whose module is read above, without gaps. */
const OLDEST = 20;

const output = fileURLToPath(new URL('../../data/kubernetes-apis.json', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'kubeproof-apis-'));

function download(module, version) {
  const answer = execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GOFLAGS: '-mod=mod' },
  });
  return JSON.parse(answer).Dir;
}

const minorOf = version => Number(version.split('.')[1]);

/** Kinds of one group version: from markers above the types, and from the generated lifecycle functions. */
function readGroupVersion(path, minor, apis, scopes) {
  let files;
  try {
    files = readdirSync(path);
  } catch {
    return;
  }
  if (!files.includes('register.go')) return;
  const register = readFileSync(join(path, 'register.go'), 'utf8');
  const group = /GroupName\s*=\s*"([^"]*)"/.exec(register)?.[1];
  const version = /Version:\s*"([^"]+)"/.exec(register)?.[1];
  if (group === undefined || version === undefined) return;
  for (const file of files.filter(name => name.endsWith('types.go') || name === 'types.go').sort()) {
    const source = readFileSync(join(path, file), 'utf8');
    for (const match of source.matchAll(/((?:^\/\/.*\n|^\n)+)^type (\w+) struct \{([^}]*)/gm)) {
      const [, comments, kind, body] = match;
      if (!/^\/\/ \+genclient\s*$/m.test(comments) || !body.includes('ObjectMeta')) continue;
      const key = `${group}/${version}/${kind}`;
      apis.set(key, { ...apis.get(key), last: minor });
      scopes.set(`${group}/${kind}`, !/^\/\/ \+genclient:nonNamespaced/m.test(comments));
    }
  }
  if (!files.includes('zz_generated.prerelease-lifecycle.go')) return;
  const generated = readFileSync(join(path, 'zz_generated.prerelease-lifecycle.go'), 'utf8');
  const facts = new Map();
  const functions =
    /^func \(in \*(\w+)\) APILifecycle(Introduced|Deprecated|Removed)\(\).*\{\s*return (\d+), (\d+)/gm;
  for (const [, kind, what, major, number] of generated.matchAll(functions)) {
    facts.set(kind, { ...facts.get(kind), [what.toLowerCase()]: `${major}.${number}` });
  }
  const replacements =
    /^func \(in \*(\w+)\) APILifecycleReplacement\(\).*\{\s*return schema\.GroupVersionKind\{Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"/gm;
  for (const [, kind, toGroup, toVersion, toKind] of generated.matchAll(replacements)) {
    facts.set(kind, { ...facts.get(kind), replacement: `${toGroup}/${toVersion}/${toKind}` });
  }
  for (const [kind, fact] of facts) {
    const key = `${group}/${version}/${kind}`;
    const known = apis.get(key);
    if (known === undefined) continue;
    apis.set(key, { last: known.last, ...fact });
  }
}

const apis = new Map();
const scopes = new Map();
let newest = 0;
for (const [module, versions] of Object.entries(MODULES)) {
  for (const version of versions) {
    const minor = minorOf(version);
    newest = Math.max(newest, minor);
    const root = join(download(module, version), ROOTS[module]);
    for (const group of readdirSync(root, { withFileTypes: true }).filter(entry => entry.isDirectory())) {
      for (const entry of readdirSync(join(root, group.name), { withFileTypes: true })) {
        if (entry.isDirectory()) readGroupVersion(join(root, group.name, entry.name), minor, apis, scopes);
      }
    }
  }
}
rmSync(folder, { recursive: true });

const number = version => (version === undefined ? Number.POSITIVE_INFINITY : minorOf(version));
const known = MODULES['k8s.io/api'].map(minorOf);
const rows = [...apis].map(([key, { last, introduced, deprecated, removed, replacement }]) => {
  // A type that left the module is not served by the release of the first module without it, whatever its tags planned.
  const gone = known.find(minor => minor > last);
  const until = gone !== undefined && gone < number(removed) ? `1.${gone}` : removed;
  return [key, [introduced ?? null, deprecated ?? null, until ?? null, replacement ?? null]];
});
rows.sort(([a], [b]) => (a < b ? -1 : 1));
const data = {
  about:
    'Generated by scripts/data/kubernetes-apis.mjs from the Go modules below (Apache-2.0). apis: group/version/Kind -> [introduced, deprecated, removed, replacement]. namespaced: group/Kind.',
  modules: MODULES,
  versions: known.filter(minor => minor >= OLDEST && minor <= newest).map(minor => `1.${minor}`),
  apis: Object.fromEntries(rows),
  namespaced: Object.fromEntries([...scopes].sort(([a], [b]) => (a < b ? -1 : 1))),
};
const lines = object => {
  const members = Object.entries(object).map(
    ([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{\n${members.join(',\n')}\n  }`;
};
const text = `{
  "about": ${JSON.stringify(data.about)},
  "modules": ${lines(data.modules)},
  "versions": ${JSON.stringify(data.versions)},
  "apis": ${lines(data.apis)},
  "namespaced": ${lines(data.namespaced)}
}
`;
if (process.argv.includes('--check')) {
  const same = readFileSync(output, 'utf8') === text;
  console.log(
    same ? 'data/kubernetes-apis.json is up to date' : 'data/kubernetes-apis.json differs from its sources',
  );
  process.exitCode = same ? 0 : 1;
} else {
  writeFileSync(output, text);
  console.log(`${rows.length} kinds, ${scopes.size} scopes`);
}
