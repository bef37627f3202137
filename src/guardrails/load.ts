import type { Tree } from '../repository/index.ts';
import type { LoadedGuardrails } from './types.ts';

export function loadPack(_rulesDir: string): LoadedGuardrails {
  throw new Error('not written yet');
}
export function loadCustom(_tree: Tree, _folder: string): LoadedGuardrails {
  throw new Error('not written yet');
}
