import { type Json, type Manifest, own, scalarText, valueAt } from '../../manifest/index.ts';

/** Text of a scalar at a path of keys; '' where there is none. */
export function textAt(value: Json | undefined, ...keys: readonly string[]): string {
  return scalarText(valueAt(value, keys));
}

export function annotationOf({ object }: Manifest, key: string): string {
  return scalarText(own(own(own(object, 'metadata'), 'annotations'), key));
}

/** The options of a comma-separated annotation such as `argocd.argoproj.io/sync-options`. */
export function optionsOf(manifest: Manifest, key: string): readonly string[] {
  return annotationOf(manifest, key)
    .split(',')
    .map(option => option.trim());
}

export function specOf({ object }: Manifest): Json | undefined {
  return own(object, 'spec');
}
