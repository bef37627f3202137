import { splitDocuments } from '../manifest/index.ts';
import type { Tree } from '../repository/index.ts';
import { reading } from './failure.ts';
import type { EngineVersion, RenderedDocument, RenderOutcome } from './types.ts';

/** The engine of what nothing renders. */
export const NO_ENGINE: EngineVersion = { engine: 'none', tool: 'none', version: '' };

/** The documents of plain manifest files, each with the file and line its text starts on. */
export function renderManifests(tree: Tree, files: readonly string[]): RenderOutcome {
  tree.prefetch(files);
  const documents = files.flatMap(source =>
    splitDocuments(reading(() => tree.text(source))).map(({ text, line }): RenderedDocument => {
      return { text, source, sourceLine: line };
    }),
  );
  return { ok: true, documents, engine: NO_ENGINE, warnings: [] };
}
