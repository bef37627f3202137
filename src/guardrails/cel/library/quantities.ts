import type { Environment } from '@marcbachmann/cel-js';
import { parseQuantity, Quantity } from '../quantity.ts';
import { failure } from './failure.ts';

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library */
export function registerQuantities(environment: Environment): void {
  const quantity = (value: unknown): Quantity => {
    const parsed = parseQuantity(value);
    if (parsed === undefined) throw failure(`"${String(value).slice(0, 40)}" is not a quantity`);
    return parsed;
  };
  const whole = (value: bigint): Quantity => quantity(value);
  environment
    .registerType('kubernetes.Quantity', Quantity)
    .registerOperator(
      'kubernetes.Quantity == kubernetes.Quantity',
      (a: Quantity, b: Quantity) => a.nano === b.nano,
    )
    .registerFunction('quantity(string): kubernetes.Quantity', quantity)
    // YAML may say `cpu: 1`; the API server turns it into text before admission sees it.
    .registerFunction('quantity(int): kubernetes.Quantity', quantity)
    .registerFunction('quantity(double): kubernetes.Quantity', quantity)
    .registerFunction('isQuantity(dyn): bool', (value: unknown) => parseQuantity(value) !== undefined)
    .registerFunction('kubernetes.Quantity.sign(): int', (a: Quantity) => a.sign())
    .registerFunction('kubernetes.Quantity.isInteger(): bool', (a: Quantity) => a.isInteger())
    .registerFunction('kubernetes.Quantity.asInteger(): int', (a: Quantity) => a.asInteger())
    .registerFunction('kubernetes.Quantity.asApproximateFloat(): double', (a: Quantity) =>
      a.asApproximateFloat(),
    )
    .registerFunction(
      'kubernetes.Quantity.isLessThan(kubernetes.Quantity): bool',
      (a: Quantity, b: Quantity) => a.nano < b.nano,
    )
    .registerFunction(
      'kubernetes.Quantity.isGreaterThan(kubernetes.Quantity): bool',
      (a: Quantity, b: Quantity) => a.nano > b.nano,
    )
    .registerFunction('kubernetes.Quantity.compareTo(kubernetes.Quantity): int', (a: Quantity, b: Quantity) =>
      a.compare(b),
    )
    .registerFunction(
      'kubernetes.Quantity.add(kubernetes.Quantity): kubernetes.Quantity',
      (a: Quantity, b: Quantity) => a.add(b),
    )
    .registerFunction('kubernetes.Quantity.add(int): kubernetes.Quantity', (a: Quantity, b: bigint) =>
      a.add(whole(b)),
    )
    .registerFunction(
      'kubernetes.Quantity.sub(kubernetes.Quantity): kubernetes.Quantity',
      (a: Quantity, b: Quantity) => a.sub(b),
    )
    .registerFunction('kubernetes.Quantity.sub(int): kubernetes.Quantity', (a: Quantity, b: bigint) =>
      a.sub(whole(b)),
    );
}
