// Writes schemas/guardrail.schema.json from the loader's own schema. Runs over lib/: build first.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { guardrailJsonSchema } from '../../lib/src/guardrails/index.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
writeFileSync(
  join(root, 'schemas/guardrail.schema.json'),
  `${JSON.stringify(guardrailJsonSchema(), null, 2)}\n`,
);
