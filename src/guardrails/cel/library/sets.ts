import type { Environment } from '@marcbachmann/cel-js';
import { equal } from './equality.ts';

class SetsNamespace {}

/** cel-go's extension `sets`. */
export function registerSets(environment: Environment): void {
  const contains = (list: unknown[], sublist: unknown[]): boolean =>
    sublist.every(item => list.some(candidate => equal(candidate, item)));
  environment
    .registerType('SetsNamespace', SetsNamespace)
    .registerConstant('sets', 'SetsNamespace', new SetsNamespace())
    .registerFunction(
      'SetsNamespace.contains(list, list): bool',
      (_: unknown, list: unknown[], sublist: unknown[]) => contains(list, sublist),
    )
    .registerFunction(
      'SetsNamespace.equivalent(list, list): bool',
      (_: unknown, a: unknown[], b: unknown[]) => contains(a, b) && contains(b, a),
    )
    .registerFunction(
      'SetsNamespace.intersects(list, list): bool',
      (_: unknown, a: unknown[], b: unknown[]) => a.some(item => b.some(candidate => equal(candidate, item))),
    );
}
