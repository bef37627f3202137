import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { jsonReport } from '../../src/reports/index.ts';
import { stringify } from '../../src/reports/json.ts';
import { sampleReport } from './sample-report.ts';

type Node = Record<string, unknown>;

const published = JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')) as Node;

/** The schema with every object closed: a member it does not document is an error. */
function closed(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(closed);
  if (node === null || typeof node !== 'object') return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, value]) => [key, closed(value)]));
  return copy.type === 'object' && !('additionalProperties' in copy)
    ? { ...copy, additionalProperties: false }
    : copy;
}

describe('report.json', () => {
  const validator = (schema: unknown) =>
    new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema as Node);

  test('is what the published schema says, and has nothing it does not document', () => {
    const value = JSON.parse(jsonReport(sampleReport));
    for (const schema of [published, closed(published)]) {
      const validate = validator(schema);
      validate(value);
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  test('the schema allows members added later and refuses a wrong shape', () => {
    const validate = validator(published);
    const value = JSON.parse(jsonReport(sampleReport));
    expect(validate({ ...value, later: true })).toBe(true);
    expect(validate({ ...value, schema: 'kubeproof.report/v2' })).toBe(false);
    expect(validate({ ...value, outcome: 'green' })).toBe(false);
    expect(validate({ ...value, findings: [{ ...value.findings[0], fingerprint: 'x' }] })).toBe(false);
    const { counts: _, ...without } = value;
    expect(validate(without)).toBe(false);
  });

  test('gives back the report', () => {
    expect(JSON.parse(jsonReport(sampleReport))).toEqual(JSON.parse(JSON.stringify(sampleReport)));
  });

  test('does not depend on the order in which objects were built', () => {
    const reversed = Object.fromEntries(Object.entries(sampleReport).reverse()) as typeof sampleReport;
    expect(jsonReport(reversed)).toBe(jsonReport(sampleReport));
  });

  test('writes integers beyond 2^53 as they are, and leaves undefined members out', () => {
    expect(stringify({ b: 9007199254740993n, a: undefined, c: [] })).toBe(
      '{\n  "b": 9007199254740993,\n  "c": []\n}',
    );
  });
});
