import type { RawFinding } from '../findings.ts';
import { type FieldPath, fieldName, type Manifest } from '../manifest/index.ts';
import type { ActiveGuardrail } from './types.ts';

/** A finding about a field of a manifest, with everything that follows from the manifest filled in. */
export function findingAbout(
  active: ActiveGuardrail,
  manifest: Manifest,
  path: FieldPath,
  message: string,
  more: Partial<
    Pick<RawFinding, 'remediation' | 'side' | 'subject' | 'container' | 'toldBy' | 'textLine'>
  > = {},
): RawFinding {
  const { target, environment, documentIndex, source } = manifest.origin;
  return {
    guardrail: active.guardrail.id,
    severity: active.severity,
    resource: manifest.resource,
    apiVersion: manifest.apiVersion,
    path,
    field: fieldName(manifest.object, path),
    message,
    side: 'present',
    ...(active.guardrail.part === undefined ? {} : { part: active.guardrail.part }),
    rendering: { target: target.id, environment: environment.name, documentIndex },
    ...(source === undefined ? {} : { source }),
    ...more,
  };
}
