import type { Client } from '../review/index.ts';

/** Rows of one page: the most GitHub gives. */
const PAGE = 100;

export interface Rows {
  readonly rows: readonly unknown[];
  /** False when there may be more than the pages that were read. */
  readonly complete: boolean;
}

/**
 * Every row of a list, at most `pages` pages of 100.
 * Source: https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
 */
export async function readPages(client: Client, route: string, where: object, pages: number): Promise<Rows> {
  const rows: unknown[] = [];
  for (let page = 1; page <= pages; page++) {
    const data = await client.request(route, { ...where, per_page: PAGE, page });
    const read = Array.isArray(data) ? data : [];
    rows.push(...read);
    if (read.length < PAGE) return { rows, complete: true };
  }
  return { rows, complete: false };
}
