/**
 * Functions that cel-js has and that do not do what cel-go does: `matches` backtracks, positions in text count UTF-16
 * units, `int('')` is 0, days of the year depend on the time zone of the machine. cel-js does not let them be replaced,
 * so calls of them are renamed before parsing ({@link standIn}), to a name of the same length.
 */
export const REPLACED: ReadonlySet<string> = new Set([
  'matches',
  'indexOf',
  'lastIndexOf',
  'substring',
  'lowerAscii',
  'upperAscii',
  'int',
  'uint',
  'bool',
  'getDate',
  'getDayOfMonth',
  'getDayOfWeek',
  'getDayOfYear',
  'getFullYear',
  'getHours',
  'getMilliseconds',
  'getMinutes',
  'getMonth',
  'getSeconds',
]);

/** The name under which our own version of a replaced function is registered. */
export function standIn(name: string): string {
  return `${name.slice(0, -1)}_`;
}

const NAMES = new Map([...REPLACED].map(name => [standIn(name), name]));

/** A message of cel-js with the names that people wrote: `SetsNamespace.` is `sets.`. */
export function withWrittenNames(message: string): string {
  return message
    .replace(/\b[A-Za-z]+_/g, word => NAMES.get(word) ?? word)
    .replace(
      /\b([A-Z])([A-Za-z]*)Namespace\./g,
      (_, first: string, rest: string) => `${first.toLowerCase()}${rest}.`,
    )
    .replace(
      /^No such key: index out of bounds, index (-?\d+) .*?(\d+)$/,
      'index $1 is outside of a list of $2',
    )
    .replace(/^No such key: index out of bounds, index (-?\d+) < 0$/, 'index $1 is outside of the list');
}
