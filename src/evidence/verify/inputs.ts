import { z } from 'zod';
import { type Tree, TreeError } from '../../repository/index.ts';
import type { Manifest } from '../manifest.ts';

const inputsFile = z.object({
  targets: z.array(
    z.object({
      files: z.array(
        z.object({ path: z.string(), sha256: z.string().optional(), unreadable: z.string().optional() }),
      ),
    }),
  ),
});

/** Paths told of one kind of fault. */
const NAMED = 10;

/** Holds `inputs.json` against the commit that the manifest names, as a repository has it. */
export function checkInputs(
  text: string,
  { checkout }: Manifest,
  tree: Tree,
  { proved, broken }: Record<'proved' | 'broken', string[]>,
): void {
  const commit = checkout?.commit ?? '';
  let inputs: z.infer<typeof inputsFile>;
  try {
    inputs = inputsFile.parse(JSON.parse(text));
  } catch {
    broken.push('inputs.json does not list inputs');
    return;
  }
  const files = new Map(
    inputs.targets.flatMap(target => target.files.map(file => [file.path, file] as const)),
  );
  tree.prefetch(files.keys());
  const different = [...files.values()].filter(
    file => found(tree, file.path) !== (file.sha256 ?? file.unreadable),
  );
  if (different.length === 0) {
    proved.push(`all ${files.size} inputs are as commit ${commit} has them`);
    return;
  }
  const names = different.slice(0, NAMED).map(({ path }) => path);
  const more = different.length > NAMED ? ` and ${different.length - NAMED} more` : '';
  const why = checkout?.clean === true ? '' : ' (the bundle says that the work tree had changes)';
  broken.push(`inputs that commit ${commit} has otherwise${why}: ${names.join(', ')}${more}`);
}

function found(tree: Tree, path: string): string {
  try {
    return tree.digest(path);
  } catch (error) {
    if (error instanceof TreeError) return error.code;
    throw error;
  }
}
