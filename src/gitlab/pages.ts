import type { Client } from '../review/index.ts';
import type { Page } from './client.ts';

/** Rows of one page: the most GitLab gives. */
const PAGE = 100;

export interface Rows {
  readonly rows: readonly unknown[];
  /** False when there are more pages than were read. */
  readonly complete: boolean;
}

/** Every row of a list, at most `pages` pages of 100 (docs.gitlab.com/api/rest, "Offset-based pagination"). */
export async function readPages(client: Client, route: string, where: object, pages: number): Promise<Rows> {
  const rows: unknown[] = [];
  for (let page: number | undefined = 1, read = 0; page !== undefined; read++) {
    if (read === pages) return { rows, complete: false };
    const answer = (await client.request(route, { ...where, per_page: PAGE, page })) as Page;
    if (Array.isArray(answer.body)) rows.push(...answer.body);
    page = answer.next;
  }
  return { rows, complete: true };
}
