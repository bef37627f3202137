import { readYamlMap, textAt } from '../yaml.ts';

/** What Kustomize says about where a resource came from (`api/resource/origin.go`). Paths from the folder built. */
export interface OriginAnnotation {
  readonly path: string | undefined;
  /** The kustomization that generated it. */
  readonly configuredIn: string | undefined;
  /** The repository it was cloned from. */
  readonly repo: string | undefined;
}

const KEY = '    config.kubernetes.io/origin: ';

/**
 * Takes the origin annotation out of a document that Kustomize printed, which is the last thing it adds, so that
 * the rest is byte for byte what it prints without. Undefined when the document has none.
 */
export function takeOrigin(
  text: string,
): { readonly text: string; readonly origin: OriginAnnotation } | undefined {
  const lines = text.split('\n');
  const metadata = lines.indexOf('metadata:');
  if (metadata === -1) return undefined;
  const end = blockEnd(lines, metadata, '  ');
  const annotations = lines.indexOf('  annotations:', metadata);
  if (annotations === -1 || annotations >= end) return undefined;
  const annotationsEnd = blockEnd(lines, annotations, '    ');
  const start = lines.findIndex(
    (line, index) => index > annotations && index < annotationsEnd && line.startsWith(KEY),
  );
  if (start === -1) return undefined;
  const stop = blockEnd(lines, start, '      ');

  const block = lines
    .slice(start, stop)
    .map(line => line.slice(4))
    .join('\n');
  const value = textAt(readYamlMap(block) ?? {}, KEY.trim().slice(0, -1));
  const content = readYamlMap(value ?? '') ?? {};
  const alone = annotations + 1 === start && stop === annotationsEnd;
  lines.splice(alone ? annotations : start, stop - (alone ? annotations : start));
  return {
    text: lines.join('\n'),
    origin: {
      path: textAt(content, 'path'),
      configuredIn: textAt(content, 'configuredIn'),
      repo: textAt(content, 'repo'),
    },
  };
}

/** The first line after `start` that is indented less than `indent`; empty lines of block scalars have no indent. */
function blockEnd(lines: readonly string[], start: number, indent: string): number {
  let end = start + 1;
  while (end < lines.length && (lines[end] === '' || lines[end]?.startsWith(indent) === true)) end += 1;
  while (lines[end - 1] === '') end -= 1;
  return end;
}
