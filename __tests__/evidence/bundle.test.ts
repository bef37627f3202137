import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { evidenceBundle } from '../../src/evidence/index.ts';
import { sampleReport } from '../reports/sample-report.ts';

const rendered = [
  { target: 'helm:charts/web', environment: 'prod', text: '---\na: 1\n' },
  { target: 'manifests:', environment: '../../etc', text: '' },
];

describe('the evidence bundle', () => {
  const files = evidenceBundle(sampleReport, rendered);
  const content = (path: string) => files.find(f => f.path === path)?.content ?? '';

  test('holds the report in its forms, and what was rendered', () => {
    expect(files.map(f => f.path)).toEqual([
      'README.txt',
      'rbac.json',
      'rendered/helm/charts/web/prod.yaml',
      'rendered/manifests/.._.._etc.yaml',
      'report.html',
      'report.json',
      'results.sarif',
      'manifest.json',
    ]);
  });

  test('says what the change does to permissions in a file of its own', () => {
    const rbac = JSON.parse(content('rbac.json')) as Record<string, unknown>;
    expect(rbac).toMatchObject({
      schema: 'kubeproof.rbac.diff/v1',
      kubernetes: sampleReport.kubernetes,
      base: sampleReport.base,
      head: sampleReport.head,
    });
    expect(rbac.changes).toEqual(JSON.parse(JSON.stringify(sampleReport.permissions.changes)));
    expect(rbac.paths).toEqual(JSON.parse(JSON.stringify(sampleReport.permissions.paths)));
  });

  test('lists every other file with its true digest', () => {
    const manifest = JSON.parse(content('manifest.json')) as {
      schema: string;
      files: { path: string; bytes: number; sha256: string }[];
    };
    expect(manifest.schema).toBe('kubeproof.evidence/v1');
    expect(manifest.files.map(f => f.path)).toEqual(files.slice(0, -1).map(f => f.path));
    for (const { path, bytes, sha256 } of manifest.files) {
      expect(sha256).toBe(createHash('sha256').update(content(path)).digest('hex'));
      expect(bytes).toBe(Buffer.byteLength(content(path)));
    }
  });

  test('is the same bytes every time', () => {
    expect(evidenceBundle(sampleReport, rendered)).toEqual(files);
  });
});
