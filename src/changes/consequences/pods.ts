import { isObject, type Json, type PodSpecRef, selectsPlain } from '../../manifest/index.ts';

/** Pods by their labels: a selector is held against those that have the rarest of the labels it asks for. */
export class Pods {
  readonly all: readonly PodSpecRef[];
  #labels: ReadonlyMap<string, readonly PodSpecRef[]> | undefined;

  constructor(all: readonly PodSpecRef[]) {
    this.all = all;
  }

  /** Those that the selector of a Service selects. */
  selectedBy(selector: Json | undefined): readonly PodSpecRef[] {
    if (!isObject(selector)) return [];
    this.#labels ??= byLabel(this.all);
    let fewest: readonly PodSpecRef[] | undefined;
    for (const [key, value] of Object.entries(selector)) {
      const having = this.#labels.get(`${key}\0${String(value)}`) ?? [];
      if (fewest === undefined || having.length < fewest.length) fewest = having;
    }
    return (fewest ?? []).filter(pod => selectsPlain(selector, pod.labels));
  }
}

function byLabel(pods: readonly PodSpecRef[]): ReadonlyMap<string, readonly PodSpecRef[]> {
  const labels = new Map<string, PodSpecRef[]>();
  for (const pod of pods) {
    for (const [key, value] of Object.entries(pod.labels)) {
      const members = labels.get(`${key}\0${value}`);
      if (members === undefined) labels.set(`${key}\0${value}`, [pod]);
      else members.push(pod);
    }
  }
  return labels;
}
