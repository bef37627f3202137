import { jsonReport } from '../json.ts';
import type { Report } from '../types.ts';
export function htmlReport(report: Report): string {
  return jsonReport(report);
}
