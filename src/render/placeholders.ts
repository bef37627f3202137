import { parseYaml } from '../manifest/index.ts';
import type { RenderedDocument } from './types.ts';
import { isMap } from './yaml.ts';

/** `{{ x }}`, `{% x %}`, `<% x %>`, `@@x@@` on one line; the bounds keep a hostile line from costing its square. */
const PLACEHOLDER = /\{\{[^{}\n]{0,300}\}\}|\{%[^%\n]{0,300}%\}|<%[^%\n]{0,300}%>|@@\w{1,100}@@/g;

/**
 * Parts the documents of one file into those to be judged and those that placeholders of a template language keep
 * from being YAML. A file of templates only is told at discovery; this is for files that also hold documents that
 * can be read, which are judged. A document counts as a template only when it reads as a Kubernetes object
 * once its placeholders are filled in: what is broken for any other reason is the reader's to report.
 */
export function withoutTemplates(documents: readonly RenderedDocument[]): {
  readonly documents: readonly RenderedDocument[];
  readonly templates: readonly RenderedDocument[];
} {
  const templates = new Set(documents.filter(({ text }) => isTemplate(text)));
  const rest = documents.filter(document => !templates.has(document));
  if (templates.size === 0 || !rest.some(({ text }) => isObjectOfKubernetes(text)))
    return { documents, templates: [] };
  return { documents: rest, templates: [...templates] };
}

function isTemplate(text: string): boolean {
  const filled = text
    .split('\n')
    .map(line => (line.replace(PLACEHOLDER, '').trim() === '' ? '' : line.replace(PLACEHOLDER, 'x')))
    .join('\n');
  if (filled === text) return false;
  const parsed = parseYaml(text);
  return !parsed.ok && parsed.error.kind !== 'limit' && isObjectOfKubernetes(filled);
}

function isObjectOfKubernetes(text: string): boolean {
  const parsed = parseYaml(text);
  const value = parsed.ok ? parsed.value : undefined;
  return isMap(value) && typeof value.apiVersion === 'string' && typeof value.kind === 'string';
}
