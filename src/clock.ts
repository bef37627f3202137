/** Today in UTC, `YYYY-MM-DD`; `SOURCE_DATE_EPOCH` (reproducible-builds.org) stands in where runs must be repeatable. */
export function today(): string {
  return now().slice(0, 10);
}

/** This moment in UTC to the second, `2026-11-21T09:12:00Z`; `SOURCE_DATE_EPOCH` stands in for it as well. */
export function now(): string {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  const moment =
    epoch !== undefined && /^\d{1,12}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
  return `${moment.toISOString().slice(0, 19)}Z`;
}
