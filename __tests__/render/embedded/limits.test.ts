import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { ProblemError } from '../../../src/problems.ts';
import { Assets } from '../../../src/render/embedded/assets.ts';
import { Blobs } from '../../../src/render/embedded/message.ts';
import { Pool, type PoolOptions } from '../../../src/render/embedded/pool.ts';
import type { Engine } from '../../../src/render/types.ts';
import { DEFAULT_LIMITS } from '../../../src/render/types.ts';
import { ASSETS, chart, documents, problem, show, shown, testEngine, WORKER } from './support.ts';

// A busy machine may take seconds to compile an engine.
jest.setTimeout(60_000);

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
});
function engine(options: Parameters<typeof testEngine>[0]): Engine {
  const made = testEngine(options);
  open.push(made);
  return made;
}

const small = chart({ 'templates/a.yaml': show('{{ .Release.Name }}') });
const endless = chart({
  'templates/a.yaml': '{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}',
});

describe('limits', () => {
  test('an endless template is stopped, and what waits behind it still renders', async () => {
    const one = engine({ limits: { ...DEFAULT_LIMITS, timeoutMs: 4000 } });
    await one.renderChart(small);
    const [stopped, next] = await Promise.all([one.renderChart(endless), one.renderChart(small)]);
    expect(problem(stopped)).toMatchObject({
      code: 'render-timeout',
      message: 'Helm did not finish within 4 seconds',
      file: 'charts/shop/Chart.yaml',
      gates: true,
    });
    expect(shown(next)).toBe('shop');
  });

  test('output beyond the limit is refused', async () => {
    const one = engine({ limits: { ...DEFAULT_LIMITS, outputBytes: 100_000 } });
    const big = (bytes: number) => chart({ 'templates/a.yaml': show(`{{ repeat ${bytes} "x" }}`) });
    expect(shown(await one.renderChart(big(90_000)))).toHaveLength(90_000);
    expect(problem(await one.renderChart(big(110_000)))).toMatchObject({
      code: 'render-output-too-large',
      message: 'Helm rendered 110102 bytes, more than the limit of 100000',
    });
    // More than fits the reply's header allowance, so that the worker refuses it without copying.
    expect(problem(await one.renderChart(big(9_000_000)))).toMatchObject({ code: 'render-output-too-large' });
  });

  test('memory without end is a named problem, and the engine goes on', async () => {
    const one = engine({});
    const doubling = '{{ $s := "xxxxxxxx" }}{{ range until 40 }}{{ $s = printf "%s%s" $s $s }}{{ end }}';
    expect(problem(await one.renderChart(chart({ 'templates/a.yaml': doubling })))).toMatchObject({
      code: 'render-memory',
      gates: true,
    });
    expect(shown(await one.renderChart(small))).toBe('shop');
  }, 60_000);
});

describe('the pool', () => {
  function pool(options: Partial<PoolOptions>): Pool {
    const made = new Pool({
      assets: new Assets(ASSETS),
      worker: WORKER,
      limits: DEFAULT_LIMITS,
      maxWorkers: 2,
      recycleBytes: 512 * 1024 * 1024,
      ...options,
    });
    open.push(made);
    return made;
  }
  const request = () => {
    const blobs = new Blobs();
    const add = (path: string, text: string) => ({ path, blob: blobs.add(new TextEncoder().encode(text)) });
    const files = [
      add('Chart.yaml', 'apiVersion: v2\nname: a\nversion: 1.0.0\n'),
      add('templates/a.yaml', 'a: 1\n'),
    ];
    return blobs.encode({ files, releaseName: 'r' });
  };
  const reply = {
    type: 'reply',
    usedChance: false,
    reply: {
      documents: [{ text: '# Source: a/templates/a.yaml\na: 1\n', source: 'templates/a.yaml' }],
      warnings: [],
    },
  };

  test('keeps a worker while its memory is small, and replaces it when it has grown', async () => {
    const keeping = pool({});
    expect(await keeping.call('helm4', request)).toEqual(reply);
    expect(keeping.size).toBe(1);
    const recycling = pool({ recycleBytes: 1 });
    for (let i = 0; i < 3; i++) {
      expect(await recycling.call('helm4', request)).toEqual(reply);
      expect(recycling.size).toBe(0);
    }
  });

  test('uses no more workers than allowed, and answers every call', async () => {
    const two = pool({});
    const results = await Promise.all(Array.from({ length: 12 }, () => two.call('helm4', request)));
    expect(results).toEqual(Array.from({ length: 12 }, () => reply));
    expect(two.size).toBe(2);
  });

  test('a request that kills its worker is tried twice, then reported', async () => {
    const dying = pool({ worker: join(process.cwd(), 'lib/__tests__/render/embedded/dying-worker.js') });
    expect(await dying.call('helm4', request)).toEqual({
      type: 'trap',
      message: 'Error: died',
      output: 'goodbye',
    });
  });

  test('closing ends what is under way', async () => {
    const closing = pool({});
    const call = closing.call('helm4', request);
    await closing.close();
    await expect(call).rejects.toThrow('the embedded engine was closed');
    await expect(closing.call('helm4', request)).rejects.toThrow('the embedded engine was closed');
  });
});

test('renders side by side give the same as one after the other', async () => {
  const two = engine({ maxWorkers: 2 });
  const requests = Array.from({ length: 8 }, (_, i) =>
    chart({ 'templates/a.yaml': show(`{{ randAlphaNum 5 }}-${i}`) }),
  );
  const together = await Promise.all(requests.map(each => two.renderChart(each)));
  const one = engine({});
  for (const [i, each] of requests.entries()) {
    expect(documents(await one.renderChart(each))).toEqual(documents(together[i]!));
  }
});

test('missing engine files are a problem of the installation', async () => {
  const one = engine({ assets: mkdtempSync(join(tmpdir(), 'kubeproof-none-')) });
  const error = await one.renderChart(small).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ProblemError);
  expect((error as ProblemError).problem).toMatchObject({ code: 'engine-missing', gates: true });
});
