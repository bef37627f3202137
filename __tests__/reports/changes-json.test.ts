import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { changesJson } from '../../src/reports/index.ts';
import { closed } from './closed.ts';
import { noiseOnly, sampleChanges } from './sample-changes.ts';
import { sampleReport } from './sample-report.ts';

type Node = Record<string, unknown>;
const published = JSON.parse(readFileSync('schemas/changes.schema.json', 'utf8')) as Node;

describe('changes/resources.json', () => {
  const validator = (schema: unknown) =>
    new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema as Node);

  test.each([
    ['everything', sampleChanges],
    ['noise', noiseOnly],
  ])('is what the published schema says, and has nothing it does not document: %s', (_, changes) => {
    const value = JSON.parse(changesJson({ ...sampleReport, changes }));
    for (const schema of [published, closed(published)]) {
      const validate = validator(schema);
      validate(value);
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  test('the schema allows members added later and refuses a wrong shape', () => {
    const validate = validator(published);
    const value = JSON.parse(changesJson({ ...sampleReport, changes: sampleChanges }));
    expect(validate({ ...value, later: true })).toBe(true);
    expect(validate({ ...value, schema: 'kubeproof.changes/v2' })).toBe(false);
    expect(validate({ ...value, stories: [{ ...value.stories[0], kind: 'other' }] })).toBe(false);
    expect(validate({ ...value, consequences: [{ ...value.consequences[0], text: 1 }] })).toBe(false);
    const { counts: _, ...without } = value;
    expect(validate(without)).toBe(false);
  });
});
