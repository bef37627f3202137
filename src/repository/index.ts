export { openBase } from './base.ts';
export { openCommit } from './commit.ts';
export { type DiffHunk, diffLines, type FileDiff, lineMap } from './diff.ts';
export { openFolder, openWorkTree } from './folder.ts';
export { AS_IS, type Follow, followLines, sameContent } from './follow.ts';
export { memoryTree } from './memory.ts';
export { withFiles } from './overlay.ts';
export { byText, folderOf, isWithin, joinPath, nameOf, resolvePath } from './paths.ts';
export {
  checkout,
  findRepository,
  headCommit,
  isShallow,
  mergeBase,
  resolveCommit,
  tryCommit,
} from './refs.ts';
export type * from './tree.ts';
export { TreeError } from './tree.ts';
