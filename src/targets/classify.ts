import { isObject, type Json, type JsonObject, parseYaml, splitDocuments } from '../manifest/index.ts';

/**
 * What a YAML or JSON file is to kubeproof:
 * `kubernetes`: at least one document says apiVersion and kind, or is broken and looks like one that does;
 * `template`: broken, and written for some other tool's placeholders;
 * `configuration`: apiVersion and kind of a tool's own file, which no API server ever sees;
 * `other`: nothing to do with Kubernetes.
 */
export type FileClass = 'kubernetes' | 'template' | 'configuration' | 'other';

/**
 * Groups and kinds of files that tools read from disk. They look like objects and are never applied.
 * Sources: the tools' own configuration references; `*.config.k8s.io`, kubeadm, audit and authentication files:
 * kubernetes.io/docs/reference/config-api.
 */
const TOOL_GROUPS = new Set([
  'backstage.io',
  'cli.kyverno.io',
  'client.authentication.k8s.io',
  'apiserver.config.k8s.io',
  'apiserver.k8s.io',
  'audit.k8s.io',
  'ctlptl.dev',
  'devspace',
  'eksctl.io',
  'k0sctl.k0sproject.io',
  'k3d.io',
  'kind.x-k8s.io',
  'krew.googlecontainertools.github.com',
  'kubeadm.k8s.io',
  'kubecontrollermanager.config.k8s.io',
  'kubelet.config.k8s.io',
  'kubeproxy.config.k8s.io',
  'kubescheduler.config.k8s.io',
  'kustomize.config.k8s.io',
  'scorecard.operatorframework.io',
  'skaffold',
  'task.dev',
]);

/** `{{`, `{%`, `<%`, `${`, `@@x@@`: placeholders of template languages, which make YAML that is none. */
const PLACEHOLDER = /\{\{|\{%|<%|\$\{|@@\w+@@/;
/** The two keys at the start of a line, as block YAML has them. */
const TOP_API_VERSION = /^["']?apiVersion["']?[ \t]*:/m;
const TOP_KIND = /^["']?kind["']?[ \t]*:/m;
/** A quoted key may hide its letters behind escapes, which Kubernetes undoes. */
const ESCAPED = /\\[xuU]/;

/** Classifies a file by its text; parses only what the text alone cannot decide. */
export function classify(path: string, text: string): FileClass {
  const mentions = text.includes('apiVersion') && text.includes('kind');
  if (!mentions && !ESCAPED.test(text)) return 'other';
  const looksLike = path.endsWith('.json')
    ? text.includes('"apiVersion"') && text.includes('"kind"')
    : TOP_API_VERSION.test(text) && TOP_KIND.test(text);
  if (looksLike && !path.endsWith('.json') && !mayBeTool(text) && !PLACEHOLDER.test(text))
    return 'kubernetes';
  const documents = path.endsWith('.json') ? readJson(text) : readDocuments(text);
  // Too large or too deep to look into: the reader says so, in its own words.
  if (documents.includes(LIMIT)) return 'kubernetes';
  const objects = documents.filter(isKubernetes);
  if (objects.some(object => !isToolFile(object))) return 'kubernetes';
  // Broken documents are the reader's to report, unless another tool has to fill them in first.
  if (documents.includes(BROKEN) && looksLike) return PLACEHOLDER.test(text) ? 'template' : 'kubernetes';
  return objects.length > 0 ? 'configuration' : 'other';
}

/** Whether some document may be a tool's own file; a closer look decides. */
function mayBeTool(text: string): boolean {
  const versions = text.matchAll(/^["']?apiVersion["']?[ \t]*:[ \t]*["']?([^\s"'#]+)/gm);
  const isConfig = /^["']?kind["']?[ \t]*:[ \t]*["']?Config\b/m.test(text);
  return isConfig || [...versions].some(match => isToolGroup(match[1]!));
}

/** Stand for documents that cannot be read. */
const BROKEN = Symbol('broken');
const LIMIT = Symbol('limit');
type Read = Json | typeof BROKEN | typeof LIMIT;

function readDocuments(text: string): Read[] {
  return splitDocuments(text).map(document => {
    const parsed = parseYaml(document.text);
    if (parsed.ok) return parsed.value;
    return parsed.error.kind === 'limit' ? LIMIT : BROKEN;
  });
}

function readJson(text: string): Read[] {
  try {
    return [JSON.parse(text) as Json];
  } catch {
    return readDocuments(text);
  }
}

function isKubernetes(value: Read): value is JsonObject {
  return isObject(value) && typeof value.apiVersion === 'string' && typeof value.kind === 'string';
}

function isToolFile(object: JsonObject): boolean {
  const apiVersion = object.apiVersion as string;
  // A kubeconfig says `v1`, `Config`; no such kind exists in the core group.
  return isToolGroup(apiVersion) || (apiVersion === 'v1' && object.kind === 'Config');
}

function isToolGroup(apiVersion: string): boolean {
  const slash = apiVersion.indexOf('/');
  return slash >= 0 && TOOL_GROUPS.has(apiVersion.slice(0, slash));
}
