import type { Problem } from '../problems.ts';
import { type Tree, TreeError } from '../repository/index.ts';
import { readScan } from './read.ts';
import type { ImageScan } from './types.ts';

/** Reads the scan reports that the configuration names; one that is missing or no report gates. */
export function loadScans(
  tree: Tree,
  files: readonly string[],
): { readonly scans: readonly ImageScan[]; readonly problems: readonly Problem[] } {
  const scans: ImageScan[] = [];
  const problems: Problem[] = [];
  const wrong = (file: string, message: string) =>
    problems.push({
      code: 'scan-unreadable',
      message,
      hint: 'name a JSON report of Trivy (`trivy image --format json`) or Grype (`grype -o json`), or leave it out of `scans`',
      file,
      gates: true,
    });
  for (const file of files) {
    try {
      const scan = readScan(file, JSON.parse(tree.text(file)));
      if (scan === undefined) wrong(file, `${file} is no report of Trivy or Grype`);
      else scans.push(scan);
    } catch (error) {
      if (error instanceof TreeError) wrong(file, `the scan report ${file} cannot be read: ${error.message}`);
      else if (error instanceof SyntaxError) wrong(file, `the scan report ${file} is no JSON`);
      else throw error;
    }
  }
  return { scans, problems };
}
