import type { Environment } from '@marcbachmann/cel-js';
import { failure } from './failure.ts';

type Part = string | bigint;

class Semver {
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly prerelease: readonly Part[];
  constructor(numbers: readonly [bigint, bigint, bigint], prerelease: readonly Part[]) {
    this.numbers = numbers;
    this.prerelease = prerelease;
  }
}

/** https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-semver-library */
export function registerSemver(environment: Environment): void {
  const semver = (text: string, normalize = false): Semver => {
    const parsed = parseSemver(text, normalize);
    if (parsed === undefined) throw failure(`"${text.slice(0, 60)}" is not a semantic version`);
    return parsed;
  };
  const isSemver = (text: string, normalize = false): boolean => parseSemver(text, normalize) !== undefined;
  environment
    .registerType('kubernetes.Semver', Semver)
    .registerOperator('kubernetes.Semver == kubernetes.Semver', (a: Semver, b: Semver) => compare(a, b) === 0)
    .registerFunction('semver(string): kubernetes.Semver', (text: string) => semver(text))
    .registerFunction('semver(string, bool): kubernetes.Semver', semver)
    .registerFunction('isSemver(string): bool', (text: string) => isSemver(text))
    .registerFunction('isSemver(string, bool): bool', isSemver)
    .registerFunction('kubernetes.Semver.major(): int', (v: Semver) => v.numbers[0])
    .registerFunction('kubernetes.Semver.minor(): int', (v: Semver) => v.numbers[1])
    .registerFunction('kubernetes.Semver.patch(): int', (v: Semver) => v.numbers[2])
    .registerFunction('kubernetes.Semver.compareTo(kubernetes.Semver): int', (a: Semver, b: Semver) =>
      BigInt(compare(a, b)),
    )
    .registerFunction(
      'kubernetes.Semver.isLessThan(kubernetes.Semver): bool',
      (a: Semver, b: Semver) => compare(a, b) < 0,
    )
    .registerFunction(
      'kubernetes.Semver.isGreaterThan(kubernetes.Semver): bool',
      (a: Semver, b: Semver) => compare(a, b) > 0,
    );
}

/** semver.org, version 2.0.0. */
const GRAMMAR =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][\da-zA-Z-]*))*))?(?:\+[\da-zA-Z-]+(?:\.[\da-zA-Z-]+)*)?$/;

function parseSemver(text: string, normalize: boolean): Semver | undefined {
  // Longer than any version; the grammar's alternatives overlap in digits.
  if (text.length > 256) return undefined;
  const match = GRAMMAR.exec(normalize ? normalized(text) : text);
  if (match === null) return undefined;
  const [, major = '', minor = '', patch = '', prerelease] = match;
  const parts = prerelease?.split('.').map(part => (/^\d+$/.test(part) ? BigInt(part) : part)) ?? [];
  return new Semver([BigInt(major), BigInt(minor), BigInt(patch)], parts);
}

/** `v1.2` becomes `1.2.0`, `01.1.0` becomes `1.1.0` (apiserver, pkg/cel/library/semverlib.go). */
function normalized(text: string): string {
  const parts = text.replace(/^v/, '').split(/(?=[-+])/);
  const numbers = (parts[0] ?? '').split('.').map(part => part.replace(/^0+(?=\d)/, ''));
  while (numbers.length < 3 && parts.length === 1) numbers.push('0');
  return [numbers.join('.'), ...parts.slice(1)].join('');
}

/** Precedence of semver.org, 11: numbers, then a release over its pre-releases, then their parts. */
function compare(a: Semver, b: Semver): number {
  for (let i = 0; i < 3; i++) {
    const [left, right] = [a.numbers[i] as bigint, b.numbers[i] as bigint];
    if (left !== right) return left < right ? -1 : 1;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0)
    return Math.sign(b.prerelease.length - a.prerelease.length);
  for (let i = 0; i < Math.min(a.prerelease.length, b.prerelease.length); i++) {
    const [left, right] = [a.prerelease[i] as Part, b.prerelease[i] as Part];
    if (left === right) continue;
    if (typeof left !== typeof right) return typeof left === 'bigint' ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return Math.sign(a.prerelease.length - b.prerelease.length);
}
