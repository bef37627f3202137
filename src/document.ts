/** One rendered YAML document. */
export interface RenderedDocument {
  /** The text between two document separators, as the tool printed it. */
  readonly text: string;
  /** Repository-relative file it came from (template, base resource, manifest), when the engine can tell. */
  readonly source?: string;
  /** 0-based line of `source` on which `text` starts; only for plain manifests, where the text is the source. */
  readonly sourceLine?: number;
}
