import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { NetworkReport } from '../../src/analyzers/index.ts';
import { networkSection as htmlSection } from '../../src/reports/html/network.ts';
import { networkJson } from '../../src/reports/json.ts';
import { reportedNetwork } from '../../src/reports/markdown-network.ts';
import { connectionCounts, hasNetwork } from '../../src/reports/network.ts';
import { networkLines } from '../../src/reports/text/network.ts';
import { style } from '../../src/reports/text/style.ts';
import { readBeside } from '../../src/review/index.ts';
import { closed } from './closed.ts';
import { sampleReport } from './sample-report.ts';

const place = { kind: 'manifest', file: 'deploy/net.yaml', line: 9, column: 5 } as const;
const report: NetworkReport = {
  changes: [
    {
      what: 'opened',
      direction: 'ingress',
      workloads: ['Deployment shop/web'],
      environments: ['prod'],
      risk: 'high',
      text: 'Deployment shop/web accepts connections from everywhere now: NetworkPolicy shop/web is gone. Before: nobody.',
      gained: [{ level: 'everywhere', peer: 'everywhere', ports: 'all ports' }],
      lost: [],
      because: [{ text: 'NetworkPolicy shop/web is gone', change: 'removed', place }],
    },
  ],
  connections: {
    gained: [{ from: 'Deployment shop/a', to: 'Deployment shop/web', ports: 'TCP 80', environments: [] }],
    lost: [
      {
        from: 'Deployment shop/b',
        to: 'Deployment shop/db',
        ports: 'all ports',
        environments: ['prod'],
        usedBy: 'variable DB_URL',
      },
    ],
  },
  notConsidered: ['CiliumNetworkPolicy shop/x'],
  assumptions: ['The network plugin enforces NetworkPolicies; some do not.'],
  verdict: '1 workload is open to callers from outside the cluster now',
};

describe('what the change does to connections', () => {
  test('in the terminal', () => {
    expect(networkLines(report, false, style(false, 100))).toEqual([
      'Network      1 workload is open to callers from outside the cluster now',
      '  ! In prod: Deployment shop/web accepts connections from everywhere now: NetworkPolicy shop/web is',
      '    gone. Before: nobody.',
      '      deploy/net.yaml:9:5',
      '    between workloads, 1 connection is new, 1 gone',
    ]);
    expect(networkLines(report, true, style(false, 100)).slice(4)).toEqual([
      '    - Deployment shop/b → Deployment shop/db (prod), named by variable DB_URL',
      '    + Deployment shop/a → Deployment shop/web on TCP 80',
      '  Not considered, and may allow more or less: CiliumNetworkPolicy shop/x.',
      '  The network plugin enforces NetworkPolicies; some do not.',
    ]);
  });

  test('in Markdown', () => {
    const text = reportedNetwork(report, 10);
    expect(text.split('\n').slice(0, 6)).toEqual([
      '## Network',
      '',
      '1 workload is open to callers from outside the cluster now.',
      '',
      '- ⚠️ **In prod: Deployment shop/web accepts connections from everywhere now: NetworkPolicy shop/web is gone. Before: nobody.** · `deploy/net.yaml:9:5`',
      '',
    ]);
    expect(text).toContain('n0 ==>|"all ports"| n1');
    expect(text).toContain('- − Deployment shop/b → Deployment shop/db (prod), named by variable DB\\_URL');
  });

  test('in HTML', () => {
    const { markup } = htmlSection(report);
    expect(markup).toContain('<span class="sev error">High</span><span>In prod: Deployment shop/web accepts');
    expect(markup).toContain('<title>Deployment shop/db</title>');
    expect(markup).toContain('No longer: Deployment shop/b → Deployment shop/db (prod)');
  });

  test('nothing is nothing', () => {
    const nothing = { ...report, changes: [], connections: { gained: [], lost: [] } };
    expect(hasNetwork(nothing)).toBe(false);
    expect(hasNetwork(undefined)).toBe(false);
    expect(reportedNetwork(nothing, 10)).toBe('');
    expect(connectionCounts(nothing)).toBe('');
  });

  test('names cannot leave their place', () => {
    const name = 'Deployment shop/x</details>\n```\n@acme/all <img src=x onerror=y>\u001b[31m';
    const hostile: NetworkReport = {
      ...report,
      changes: report.changes.map(change => ({ ...change, workloads: [name], text: `${name} is open` })),
      connections: { gained: [{ from: name, to: name, ports: 'TCP 1', environments: [name] }], lost: [] },
      notConsidered: [name],
    };
    // Nothing acts inside a code span; the one around that name needs four back-ticks.
    const markdown = reportedNetwork(hostile, 10).replace(/````[^\n]*````/g, '');
    expect(markdown.split('</details>')).toHaveLength(markdown.split('<details>').length);
    expect(markdown).not.toContain('<img');
    expect(htmlSection(hostile).markup).not.toContain('<img');
    for (const line of networkLines(hostile, true, style(false, 100))) expect(line).not.toMatch(/[\n\u001b]/);
  });
});

describe('changes/network.json', () => {
  const schema = JSON.parse(readFileSync('schemas/network.schema.json', 'utf8'));
  const value = JSON.parse(networkJson({ ...sampleReport, network: report }));

  test('is what the published schema says, and has nothing it does not document', () => {
    for (const each of [schema, closed(schema)]) {
      const validate = new Ajv2020({ allErrors: true }).compile(each as object);
      validate(value);
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  test('is read by whoever publishes it, and nothing else', async () => {
    const text = (changed: object) => JSON.stringify({ ...value, ...changed });
    expect((await readBeside({ 'changes/network.json': text({}) })).network).toMatchObject(report);
    expect((await readBeside({ 'changes/network.json': text({ changes: [{}] }) })).invalid?.file).toBe(
      'changes/network.json',
    );
  });
});
