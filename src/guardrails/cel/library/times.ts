import type { Environment } from '@marcbachmann/cel-js';
import type { Duration } from '@marcbachmann/cel-js/evaluator';
import { standIn } from '../stand-ins.ts';
import { nanoseconds } from './equality.ts';
import { failure } from './failure.ts';

/** What a timestamp has, read from a time whose UTC fields are the local ones. */
const PARTS: Readonly<Record<string, (local: Date) => number>> = {
  getDate: local => local.getUTCDate(),
  getDayOfMonth: local => local.getUTCDate() - 1,
  getDayOfWeek: local => local.getUTCDay(),
  getDayOfYear: local =>
    (Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()) -
      Date.UTC(local.getUTCFullYear(), 0, 1)) /
    86_400_000,
  getFullYear: local => local.getUTCFullYear(),
  getHours: local => local.getUTCHours(),
  getMilliseconds: local => local.getUTCMilliseconds(),
  getMinutes: local => local.getUTCMinutes(),
  getMonth: local => local.getUTCMonth(),
  getSeconds: local => local.getUTCSeconds(),
};

/** Nanoseconds in what a duration is counted in, as a whole. */
const UNITS: Readonly<Record<string, bigint>> = {
  getHours: 3_600_000_000_000n,
  getMinutes: 60_000_000_000n,
  getSeconds: 1_000_000_000n,
  getMilliseconds: 1_000_000n,
};

/** Parts of timestamps, in UTC or in a zone (`Europe/Berlin`, `+02:00`), never in that of this machine; durations. */
export function registerTimes(environment: Environment): void {
  for (const [name, part] of Object.entries(PARTS)) {
    const of = `google.protobuf.Timestamp.${standIn(name)}`;
    environment
      .registerFunction(`${of}(): int`, (time: Date) => BigInt(part(time)))
      .registerFunction(`${of}(string): int`, (time: Date, zone: string) =>
        BigInt(part(localTime(time, zone))),
      );
  }
  for (const [name, unit] of Object.entries(UNITS)) {
    environment.registerFunction(
      `google.protobuf.Duration.${standIn(name)}(): int`,
      (duration: Duration) => nanoseconds(duration) / unit,
    );
  }
}

/** A time whose UTC fields are those that clocks show in a zone. */
function localTime(time: Date, zone: string): Date {
  const offset = /^([+-]?)(\d{2}):(\d{2})$/.exec(zone);
  if (offset !== null) {
    const minutes = Number(offset[2]) * 60 + Number(offset[3]);
    return new Date(time.getTime() + (offset[1] === '-' ? -minutes : minutes) * 60_000);
  }
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw failure(`"${zone.slice(0, 60)}" is not a time zone`);
  }
  const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? 0;
  const local = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
    time.getUTCMilliseconds(),
  );
  return new Date(local);
}
