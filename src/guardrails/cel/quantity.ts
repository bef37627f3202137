/**
 * Kubernetes quantities (`500m`, `1Gi`, `1e3`), exact to a nano unit as in apimachinery's resource.Quantity:
 * anything finer is rounded away from zero, anything beyond int64 is capped.
 */
export class Quantity {
  /** In units of 10^-9. */
  readonly nano: bigint;
  constructor(nano: bigint) {
    this.nano = nano > LIMIT ? LIMIT : nano < -LIMIT ? -LIMIT : nano;
  }
  add(other: Quantity): Quantity {
    return new Quantity(this.nano + other.nano);
  }
  sub(other: Quantity): Quantity {
    return new Quantity(this.nano - other.nano);
  }
  compare(other: Quantity): bigint {
    return this.nano < other.nano ? -1n : this.nano > other.nano ? 1n : 0n;
  }
  sign(): bigint {
    return this.compare(ZERO);
  }
  isInteger(): boolean {
    return this.nano % GIGA === 0n;
  }
  /** @throws RangeError when it is not a whole number */
  asInteger(): bigint {
    if (!this.isInteger()) throw new RangeError('the quantity is not a whole number');
    return this.nano / GIGA;
  }
  asApproximateFloat(): number {
    return Number(this.nano) / 1e9;
  }
}

const GIGA = 10n ** 9n;
const LIMIT = (2n ** 63n - 1n) * GIGA;
const ZERO = new Quantity(0n);

/** Grammar of apimachinery's quantity.go: a signed decimal with a decimal, binary or exponent suffix. */
const GRAMMAR = /^([+-]?)(\d*)(?:\.(\d*))?(?:(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)|[eE]([+-]?\d{1,3}))?$/;

const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n };

/** Reads a quantity as it stands in YAML: text, or a plain number. Undefined when it is not one. */
export function parseQuantity(value: unknown): Quantity | undefined {
  const text = typeof value === 'bigint' || typeof value === 'number' ? String(value) : value;
  // Kubernetes has no limit here; digits beyond this one cannot change the result.
  if (typeof text !== 'string' || text.length > 128) return undefined;
  const match = GRAMMAR.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', suffix = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(whole + fraction);
  const power = 9 + (DECIMAL[suffix] ?? 0) + Number(exponent) - fraction.length;
  const scaled = digits << (BINARY[suffix] ?? 0n);
  const nano = power >= 0 ? scaled * 10n ** BigInt(power) : divideUp(scaled, 10n ** BigInt(-power));
  return new Quantity(sign === '-' ? -nano : nano);
}

function divideUp(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}
