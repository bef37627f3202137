/** Today in UTC, `YYYY-MM-DD`; `SOURCE_DATE_EPOCH` (reproducible-builds.org) stands in where runs must be repeatable. */
export function today(): string {
  const epoch = process.env.SOURCE_DATE_EPOCH;
  const now = epoch !== undefined && /^\d{1,12}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
  return now.toISOString().slice(0, 10);
}
