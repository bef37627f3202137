import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FORMATS, type FormatName, isFormatName } from '../../src/reports/index.ts';
import { sampleReport } from './sample-report.ts';

const FOLDER = '__tests__/reports/golden';
const options = { color: false, width: 100, durationMs: 1130 };

/**
 * The whole of what people and programs get, to be read in review. `UPDATE_GOLDEN=1` writes the files anew: look at
 * them before committing.
 */
describe('golden files', () => {
  test.each(['text', 'markdown', 'html', 'sarif'] as const)('%s', name => {
    const file = `${FOLDER}/report.${FORMATS[name].extension}`;
    const output = FORMATS[name].render(sampleReport, options);
    if (process.env.UPDATE_GOLDEN === '1') writeFileSync(file, output);
    expect(output).toBe(readFileSync(file, 'utf8'));
  });
});

describe('every format', () => {
  test.each(Object.keys(FORMATS) as FormatName[])(
    '%s gives the same bytes twice, ends its last line, keeps the report',
    name => {
      const before = JSON.stringify(sampleReport);
      const once = FORMATS[name].render(sampleReport, options);
      expect(FORMATS[name].render(structuredClone(sampleReport), options)).toBe(once);
      expect(once.endsWith('\n')).toBe(true);
      expect(once).not.toContain('undefined');
      expect(once).not.toContain('[object Object]');
      expect(JSON.stringify(sampleReport)).toBe(before);
    },
  );

  test('only names in the table are formats', () => {
    expect(Object.keys(FORMATS)).toEqual(['text', 'json', 'sarif', 'junit', 'markdown', 'html', 'gitlab']);
    expect(isFormatName('sarif')).toBe(true);
    expect(isFormatName('toString')).toBe(false);
  });
});
