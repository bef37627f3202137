import {
  type FieldPath,
  fieldName,
  own,
  parseYaml,
  scalarText,
  splitApiVersion,
  splitDocuments,
} from '../../manifest/index.ts';
import { lineReader } from './position.ts';
import type { ResourceQuestion } from './resource-names.ts';

/** What stands on a line of rendered output. */
export interface RenderedPlace {
  readonly question: ResourceQuestion;
  /** By merge key. */
  readonly field: string;
  readonly path: FieldPath;
  /** From the comment that `kubeproof render` puts before a document. */
  readonly target?: string;
  readonly environment?: string;
  /** The line explained: the one asked for, or the next that holds something. */
  readonly line: number;
  readonly text: string;
}

/** How `kubeproof render` introduces a document: `# helm:charts/shop · prod · charts/shop/templates/a.yaml`. */
const HEADER = /^# ((?:helm|kustomize|manifests):\S*) · (\S+)(?: · .*)?$/m;

/** Whether a text was written by `kubeproof render`. */
export function isRendered(text: string): boolean {
  return HEADER.test(text.slice(0, 2000));
}

/** Finds the object and field on a line of rendered output; undefined where there is none. */
export function readRendered(text: string, line: number, column?: number): RenderedPlace | undefined {
  const document = splitDocuments(text).findLast(each => each.line < line);
  if (document === undefined) return undefined;
  const parsed = parseYaml(document.text);
  const node = lineReader(document.text)(line - document.line, column);
  if (!parsed.ok || node === undefined) return undefined;
  const kind = scalarText(own(parsed.value, 'kind'));
  const metadata = own(parsed.value, 'metadata');
  const name = scalarText(own(metadata, 'name'));
  if (kind === '' || name === '') return undefined;
  const [group] = splitApiVersion(scalarText(own(parsed.value, 'apiVersion')));
  const namespace = scalarText(own(metadata, 'namespace'));
  const [, target, environment] = HEADER.exec(document.text) ?? [];
  return {
    question: { kind, name, ...(group === '' ? {} : { group }), ...(namespace === '' ? {} : { namespace }) },
    field: fieldName(parsed.value, node.path),
    path: node.path,
    ...(target === undefined ? {} : { target }),
    ...(environment === undefined ? {} : { environment }),
    line: node.line + document.line,
    text: text.split('\n')[node.line + document.line - 1] ?? '',
  };
}
