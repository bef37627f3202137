import type { Environment } from '@marcbachmann/cel-js';
import { type Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator';
import { standIn } from '../stand-ins.ts';
import { failure } from './failure.ts';

const TIMESTAMP = 'google.protobuf.Timestamp';
const DURATION = 'google.protobuf.Duration';

/**
 * Conversions between types as cel-go has them (https://github.com/google/cel-spec/blob/master/doc/langdef.md, "List of
 * Standard Definitions"): a text is a number only when all of it is.
 */
export function registerConversions(environment: Environment): void {
  const [int, uint, bool] = ['int', 'uint', 'bool'].map(standIn);
  environment
    .registerFunction(`${int}(int): int`, (value: bigint) => value)
    .registerFunction(`${int}(uint): int`, ({ value }: UnsignedInt) => signed(value))
    .registerFunction(`${int}(double): int`, (value: number) => signed(truncated(value)))
    .registerFunction(`${int}(string): int`, (text: string) => {
      if (!/^[+-]?\d{1,20}$/.test(text)) throw notA('an integer', text);
      return signed(BigInt(text));
    })
    .registerFunction(`${int}(${TIMESTAMP}): int`, (time: Date) => BigInt(Math.floor(time.getTime() / 1000)))
    .registerFunction(`${uint}(uint): uint`, (value: UnsignedInt) => value)
    .registerFunction(`${uint}(int): uint`, (value: bigint) => new UnsignedInt(value))
    .registerFunction(`${uint}(double): uint`, (value: number) => new UnsignedInt(truncated(value)))
    .registerFunction(`${uint}(string): uint`, (text: string) => {
      if (!/^\d{1,20}$/.test(text)) throw notA('an unsigned integer', text);
      return new UnsignedInt(BigInt(text));
    })
    .registerFunction(`${bool}(bool): bool`, (value: boolean) => value)
    .registerFunction(`${bool}(string): bool`, (text: string) => {
      // Go's strconv.ParseBool.
      if (/^(?:1|t|T|true|TRUE|True)$/.test(text)) return true;
      if (/^(?:0|f|F|false|FALSE|False)$/.test(text)) return false;
      throw notA('true or false', text);
    })
    .registerFunction(`string(${TIMESTAMP}): string`, timestampText)
    .registerFunction(`string(${DURATION}): string`, durationText)
    .registerFunction(`timestamp(${TIMESTAMP}): ${TIMESTAMP}`, (time: Date) => time)
    .registerFunction(`duration(${DURATION}): ${DURATION}`, (duration: Duration) => duration);
}

function notA(what: string, text: string): Error {
  return failure(`"${text.slice(0, 60)}" is not ${what}`);
}

function signed(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw failure('the number does not fit into 64 bits');
  return value;
}

function truncated(value: number): bigint {
  if (!Number.isFinite(value)) throw failure('the number does not fit into 64 bits');
  return BigInt(Math.trunc(value));
}

/** RFC 3339, without a fraction that is zero. */
export function timestampText(time: Date): string {
  return time.toISOString().replace(/\.?0*Z$/, 'Z');
}

/** In seconds, as protobuf's JSON has it: `5400s`. */
export function durationText(duration: Duration): string {
  return duration.toString();
}
