/** `2 findings`, `1 finding`, `1,500 findings`: the same in every output. */
export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`;
}
