import { type Manifest, own } from '../manifest/index.ts';

/** `helm.sh/hook` (https://helm.sh/docs/topics/charts_hooks) and Argo CD's: made by the tool at its time, not applied. */
export function isHook({ object }: Manifest): boolean {
  const annotations = own(own(object, 'metadata'), 'annotations');
  return HOOKS.some(hook => own(annotations, hook) !== undefined);
}

const HOOKS = ['helm.sh/hook', 'argocd.argoproj.io/hook'];
