import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { ask } from '../../src/cli/why.ts';
import { loadConfig } from '../../src/config/index.ts';
import { ProblemError } from '../../src/problems.ts';
import { whyText } from '../../src/reports/index.ts';
import { memoryTree } from '../../src/repository/index.ts';
import type { RenderedSide } from '../../src/side.ts';
import type { WhyInput } from '../../src/why.ts';
import { testEngine } from '../render/embedded/support.ts';
import { SHOP } from './shop.ts';

const engine = testEngine();
afterAll(() => engine.close());

const tree = memoryTree(SHOP);
const { config } = loadConfig(tree, undefined, {});
/** The repository is rendered once for all questions. */
const known = new Map<string, RenderedSide>();
/** No folder of this machine: files that are not in the tree do not exist. */
const session = { root: process.cwd(), tree };

interface Only {
  readonly target?: string;
  readonly environment?: string;
  readonly namespace?: string;
}

const explain = (question: string, only: Only = {}) => {
  const input: WhyInput = { tree, config, engine, known, ...only };
  return ask(question.split(' '), session, input);
};

/** What the terminal shows for a question: the answer, or the problem. */
const said =
  (question: string, only: Only = {}) =>
  async (): Promise<string> => {
    const flags = Object.entries(only).map(([flag, value]) => ` --${flag} ${value}`);
    const head = `$ kubeproof why ${question}${flags.join('')}\n`;
    try {
      const { explanation } = await explain(question, only);
      return `${head}${whyText(explanation, { color: false, width: 100 })}`;
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { message, hint = '' } = error.problem;
      return `${head}! ${message}\n${hint
        .split('\n')
        .map(line => `  ${line}\n`)
        .join('')}`;
    }
  };

/** Compares with a golden file; `UPDATE_GOLDEN=1` writes it anew, for a person to read. */
async function matches(name: string, texts: readonly (() => Promise<string>)[]): Promise<string> {
  const parts: string[] = [];
  for (const text of texts) parts.push(await text());
  const text = parts.join('\n');
  const path = join(process.cwd(), '__tests__/why/golden', name);
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
  expect(text.split('\n').filter(line => line.length > 100 && !line.startsWith('$'))).toEqual([]);
  return text;
}

const LONG = 60_000;

describe('fields', () => {
  test(
    'of a chart: layers of values, helpers, conditions, subcharts and globals',
    async () => {
      await matches('chart.txt', [
        said('deploy/shop image'),
        said('Deployment/shop spec.replicas'),
        said('deployments.apps/shop args[0]', { environment: 'prod' }),
        said('deploy/shop resources.limits.memory', { environment: 'prod' }),
        said('cm/cache data.memory', { environment: 'prod' }),
        said('cm/cache data.port', { environment: 'prod' }),
        said('cm/cache data.image', { environment: 'prod' }),
        said('deploy/shop nodeSelector', { environment: 'prod' }),
        said('Deployment shop'),
      ]);
    },
    LONG,
  );

  test(
    'of a kustomization: what wrote them, in order',
    async () => {
      await matches('kustomize.txt', [
        said('deploy/prod-web image'),
        said('deploy/prod-web replicas'),
        said('deploy/prod-web env[name=MODE].value'),
        said('deploy/prod-web metadata.name'),
        said('deploy/prod-web securityContext.privileged'),
        said('cm/web data.color'),
      ]);
    },
    LONG,
  );

  test('of plain manifests', async () => {
    await matches('plain.txt', [said('svc/web spec.type', { target: 'plain' }), said('ns/shop')]);
  });

  test(
    'nothing that a Secret holds is shown, whichever layer says it',
    async () => {
      const text = await matches('secrets.txt', [
        said('secret/admin password', { environment: 'prod' }),
        said('secret/token stringData.token'),
        said('secret/admin', { environment: 'prod' }),
        said('charts/shop/values.yaml:11', { environment: 'prod' }),
        said('charts/shop/templates/secret.yaml:5', { environment: 'prod' }),
        said('plain/all.yaml:10'),
      ]);
      expect(text).not.toMatch(/hunter22|correct-horse/);
      const { explanation } = await explain('secret/admin password', { environment: 'prod' });
      expect(JSON.stringify(explanation)).not.toContain('hunter22');
    },
    LONG,
  );
});

describe('lines', () => {
  test(
    'of values files: what follows, what overrides, what nobody reads',
    async () => {
      await matches('values-lines.txt', [
        said('charts/shop/values.yaml:4'),
        said('charts/shop/values.yaml:3'),
        said('charts/shop/values.yaml:7'),
        said('charts/shop/values.yaml:2'),
        said('charts/shop/values.yaml:9'),
        said('charts/shop/values.yaml:14'),
        said('charts/shop/values.yaml:13', { environment: 'prod' }),
        said('charts/shop/values.yaml:15', { environment: 'prod' }),
        said('charts/shop/values.yaml:18', { environment: 'prod' }),
        said('charts/shop/charts/cache/values.yaml:1', { environment: 'prod' }),
        said('charts/shop/values-prod.yaml:1'),
      ]);
    },
    LONG,
  );

  test(
    'of templates: what they print, or which block is not rendered',
    async () => {
      await matches('template-lines.txt', [
        said('charts/shop/templates/deployment.yaml:6'),
        said('charts/shop/templates/deployment.yaml:14', { environment: 'prod' }),
        said('charts/shop/templates/deployment.yaml:15', { environment: 'prod' }),
        said('charts/shop/templates/deployment.yaml:19', { environment: 'prod' }),
        said('charts/shop/templates/_helpers.tpl:2', { environment: 'prod' }),
        said('charts/shop/templates/_helpers.tpl:5', { environment: 'prod' }),
        said('charts/shop/templates/ingress.yaml:7'),
      ]);
    },
    LONG,
  );

  test(
    'of kustomizations, patches and bases',
    async () => {
      await matches('kustomize-lines.txt', [
        said('web/prod/kustomization.yaml:1'),
        said('web/prod/kustomization.yaml:2'),
        said('web/prod/kustomization.yaml:4'),
        said('web/prod/kustomization.yaml:6'),
        said('web/prod/kustomization.yaml:7'),
        said('web/prod/kustomization.yaml:12'),
        said('web/prod/patch.yaml:5'),
        said('web/prod/patch.yaml:11'),
        said('web/base/deployment.yaml:13'),
        said('web/base/deployment.yaml:15'),
        said('plain/all.yaml:16'),
        said('plain/all.yaml:1'),
      ]);
    },
    LONG,
  );
});

test(
  'a question that cannot be answered as it is says what to type',
  async () => {
    await matches('problems.txt', [
      said('deploy/shpo image'),
      said('deplyoment/shop image'),
      said('svc/other spec'),
      said('deploy/shop nonsense'),
      said('deploy/shop imagePulPolicy'),
      said('deploy/shop securityContext'),
      said('svc/web port', { target: 'plain' }),
      said('deploy/shop image', { environment: 'prd' }),
      said('deploy/shop image', { target: 'charts/shp' }),
      said('deploy/shop image', { namespace: 'elsewhere' }),
      said('charts/shop/Chart.yaml:3'),
      said('charts/shop/values.yml:3'),
      said('whatever'),
    ]);
  },
  LONG,
);

test('as data', async () => {
  const { explanation } = await explain('deploy/shop image', { environment: 'prod' });
  const path = join(process.cwd(), '__tests__/why/golden/field.json');
  const text = `${JSON.stringify(explanation, null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN === '1') writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, 'utf8'));
});
