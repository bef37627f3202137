import * as z from 'zod';
import { baselineSchema, configSchema, waiversSchema } from './schema.ts';

/** JSON Schema (2020-12) of `.kubeproof.yaml`, for editors; published as `schemas/kubeproof.schema.json`. */
export function configJsonSchema(): object {
  return publish(configSchema, 'Configuration of kubeproof');
}

/** JSON Schema (2020-12) of the waiver file; published as `schemas/waivers.schema.json`. */
export function waiversJsonSchema(): object {
  return publish(waiversSchema, 'Waivers of kubeproof');
}

/** JSON Schema (2020-12) of the baseline; published as `schemas/baseline.schema.json`. */
export function baselineJsonSchema(): object {
  return publish(baselineSchema, 'Baseline of kubeproof');
}

function publish(schema: z.ZodType, title: string): object {
  // `input`: keys with a default need not be written.
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return { $schema, title, ...rest };
}
