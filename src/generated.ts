import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderCataloguePage } from './analyzers/index.ts';
import { frameworkReportJsonSchema } from './compliance/index.ts';
import {
  baselineJsonSchema,
  configJsonSchema,
  configurationPage,
  waiversJsonSchema,
} from './config/index.ts';
import { renderComingFromPage } from './equivalents/page.ts';
import { equivalentsJson, readEquivalents } from './equivalents/read.ts';
import { TOOLS, type Tool } from './equivalents/types.ts';
import { bundleJsonSchema, frameworkJsonSchema, ledgerJsonSchema } from './evidence/index.ts';
import {
  guardrailJsonSchema,
  helpersJsonSchema,
  loadPack,
  readCoverage,
  renderCoveragePage,
  renderGuardrailIndex,
  renderGuardrailPage,
} from './guardrails/index.ts';
import { ownPackage } from './package.ts';

/** Every file of the repository that is derived from the sources, by path: for `npm run generate` and its test. */
export function generatedFiles(): Record<string, string> {
  const { guardrails } = loadPack(ownPackage().rules);
  const tools = readTools();
  const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;
  return {
    'schemas/kubeproof.schema.json': json(configJsonSchema()),
    'schemas/baseline.schema.json': json(baselineJsonSchema()),
    'schemas/waivers.schema.json': json(waiversJsonSchema()),
    'schemas/guardrail.schema.json': json(guardrailJsonSchema()),
    'schemas/helpers.schema.json': json(helpersJsonSchema()),
    'schemas/bundle.schema.json': json(bundleJsonSchema()),
    'schemas/ledger.schema.json': json(ledgerJsonSchema()),
    'schemas/framework.schema.json': json(frameworkJsonSchema()),
    'schemas/framework-report.schema.json': json(frameworkReportJsonSchema()),
    'data/equivalents.json': equivalentsJson(tools),
    'docs/coming-from.md': renderComingFromPage(tools, guardrails),
    'docs/configuration.md': configurationPage(),
    'docs/rbac-catalogue.md': renderCataloguePage(),
    'docs/guardrails/README.md': renderGuardrailIndex(guardrails),
    'docs/guardrails/coverage.md': renderCoveragePage(readCoverage(coverageFiles()), guardrails),
    ...Object.fromEntries(
      guardrails.map(g => [`docs/guardrails/${g.category}/${g.id}.md`, renderGuardrailPage(g)]),
    ),
  };
}

/** Every tool of `data/equivalents/`. */
export function readTools(): Tool[] {
  const rows = readCoverage(coverageFiles());
  const folder = join(ownPackage().rules, '..', 'data', 'equivalents');
  return TOOLS.map(id => readEquivalents(id, readFileSync(join(folder, `${id}.yaml`), 'utf8'), rows));
}

/** What `data/coverage/` holds: text by name without extension. */
export function coverageFiles(): Record<string, string> {
  const folder = join(ownPackage().rules, '..', 'data', 'coverage');
  const names = readdirSync(folder).filter(name => name.endsWith('.yaml'));
  return Object.fromEntries(
    names.sort().map(name => [name.replace(/\.yaml$/, ''), readFileSync(join(folder, name), 'utf8')]),
  );
}
