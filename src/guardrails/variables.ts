import { type JsonObject, type Manifest, own, scalarText } from '../manifest/index.ts';
import type { CelValue } from './cel/index.ts';
import { recent } from './recent.ts';

/**
 * What an expression sees. All names are there from the beginning: objects of one shape are read several times as fast,
 * and they are read millions of times.
 */
export class Variables {
  [name: string]: unknown;
  resource: unknown;
  target: unknown;
  kubernetes: unknown;
  params: unknown;
  object: unknown;
  pod: unknown;
  podMetadata: unknown;
  effective: unknown;
  arguments: unknown;
  container: unknown;
  containerKind: unknown;
  sidecar: unknown;
  volume: unknown;
  mount: unknown;
  env: unknown;
  probe: unknown;
  probeKind: unknown;
  rule: unknown;
  item: unknown;
  index: unknown;
}

/** Variables with some of them set, over those of another. */
export function variablesWith(
  given: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
): Variables {
  return Object.assign(new Variables(), given, more);
}

/** The variables that every expression has, whatever it looks at; `params` is set per guardrail. */
export function commonVariables(manifest: Manifest, kubernetes: string): Record<string, unknown> {
  const { resource, target } = ofManifest(manifest);
  return {
    resource,
    target,
    kubernetes: kubernetesVariable(manifest.origin.environment.kubernetes ?? kubernetes),
  };
}

const ofManifest = recent((manifest: Manifest) => ({
  resource: resourceVariable(manifest),
  target: targetVariable(manifest),
}));

function resourceVariable({ object, resource: { group, kind, namespace, name } }: Manifest): CelValue {
  return new Map<string, CelValue>([
    ['group', group],
    ['kind', kind],
    ['namespace', namespace],
    ['name', name],
    ...hookVariables(object),
  ]);
}

/**
 * `resource.hook`: when Helm or Argo CD runs it beside the release (`pre-install`, `PostSync`), '' when it is part of
 * it. `resource.test`: it is run by `helm test` and no part of the steady state.
 */
function hookVariables(object: JsonObject): [string, CelValue][] {
  const annotations = own(own(object, 'metadata'), 'annotations');
  const helm = scalarText(own(annotations, 'helm.sh/hook'));
  const test = helm.split(',').some(event => /^test(?:-success|-failure)?$/.test(event.trim()));
  return [
    ['hook', helm || scalarText(own(annotations, 'argocd.argoproj.io/hook'))],
    ['test', test],
  ];
}

/** What is rendered: `target.kind`, and `target.namespace`, '' when no environment names one. */
function targetVariable({ origin: { target, environment } }: Manifest): CelValue {
  return new Map([
    ['kind', target.kind],
    ['namespace', environment.namespace ?? ''],
  ]);
}

/** `kubernetes.version` is text, `kubernetes.minor` a number: `1.34` -> 34. */
function kubernetesVariable(version: string): CelValue {
  let known = versions.get(version);
  if (known === undefined) {
    const minor = /^v?1\.(\d+)/.exec(version)?.[1] ?? '0';
    known = new Map<string, CelValue>([
      ['version', version],
      ['minor', BigInt(minor)],
    ]);
    versions.set(version, known);
  }
  return known;
}

/** One value per version: there is one for nearly every run. */
const versions = new Map<string, CelValue>();
