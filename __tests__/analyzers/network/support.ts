import { type NetworkReport, networkReport } from '../../../src/analyzers/index.ts';
import type { Pointer } from '../../../src/analyzers/places.ts';
import { setOf } from '../../support/manifests.ts';

export function deployment(
  name: string,
  { namespace = 'shop', labels = { app: name }, env = '' } = {},
): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: ${namespace}}
spec:
  template:
    metadata: {labels: ${JSON.stringify(labels)}}
    spec:
      containers: [{name: c, image: i, env: [${env}], ports: [{name: http, containerPort: 8080}]}]
---
`;
}

export function policy(name: string, spec: string, namespace = 'shop'): string {
  return `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: ${name}, namespace: ${namespace}}
spec: ${spec}
---
`;
}

export function service(name: string): string {
  return `apiVersion: v1
kind: Service
metadata: {name: ${name}, namespace: shop}
spec: {selector: {app: ${name}}, ports: [{port: 80}]}
---
`;
}

export const selecting = (app: string) => `podSelector: {matchLabels: {app: ${app}}}`;

export function reportOf(base: string, head: string): NetworkReport<Pointer> {
  return networkReport(setOf(base), setOf(head), {});
}

/** Risk, text and places of every change. */
export function said({ changes }: NetworkReport<Pointer>): string[] {
  return changes.map(({ risk, text, because }) => {
    const places = because.map(({ place: { side, manifest, path } }) =>
      [side, manifest.resource.name, path.join('.')].join(' '),
    );
    return [`${risk}: ${text}`, ...places].join(' @ ');
  });
}
