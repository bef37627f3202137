import { splitDocuments } from '../manifest/index.ts';
import type { Problem } from '../problems.ts';
import type { Tree } from '../repository/index.ts';
import { reading } from './failure.ts';
import { withoutTemplates } from './placeholders.ts';
import type { EngineVersion, RenderedDocument, RenderOutcome } from './types.ts';

/** The engine of what nothing renders. */
export const NO_ENGINE: EngineVersion = { engine: 'none', tool: 'none', version: '' };

/**
 * The documents of plain manifest files, each with the file and line its text starts on. Documents that another tool
 * has to fill in first are left out, with a notice.
 */
export function renderManifests(tree: Tree, files: readonly string[]): RenderOutcome {
  tree.prefetch(files);
  const templates: RenderedDocument[] = [];
  const documents = files.flatMap(source => {
    const split = splitDocuments(reading(() => tree.text(source))).map(({ text, line }): RenderedDocument => {
      return { text, source, sourceLine: line };
    });
    const found = withoutTemplates(split);
    templates.push(...found.templates);
    return found.documents;
  });
  return {
    ok: true,
    documents,
    engine: NO_ENGINE,
    warnings: [],
    ...(templates.length === 0 ? {} : { notices: [notEvaluated(templates)] }),
  };
}

/** One notice per target: documentation and test data come in dozens. The words are those of discovery. */
function notEvaluated(templates: readonly RenderedDocument[]): Problem {
  const [first] = templates as [RenderedDocument];
  const one = templates.length === 1;
  const others = new Set(templates.map(({ source }) => source)).size - 1;
  const files = others === 0 ? '' : ` and ${others} more ${others === 1 ? 'file' : 'files'}`;
  return {
    code: 'template-not-evaluated',
    message: `${templates.length} ${one ? 'document' : 'documents'} in ${first.source}${files} ${one ? 'looks' : 'look'} like Kubernetes, but placeholders of a template language keep ${one ? 'it' : 'them'} from being YAML`,
    hint: `Nothing was judged in ${one ? 'it' : 'them'}. Leave the ${others === 0 ? 'file' : 'files'} out with "exclude" in .kubeproof.yaml, or commit what ${one ? 'it renders' : 'they render'} to`,
    ...(first.source === undefined ? {} : { file: first.source }),
    line: (first.sourceLine ?? 0) + 1,
    gates: false,
  };
}
