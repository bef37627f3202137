import type { Consequence } from '../types.ts';
import { deleted, keysGone } from './deleted.ts';
import { deployers } from './deployers.ts';
import { pruned } from './fate.ts';
import { type ConsequenceInput, type Context, type Found, told } from './found.ts';
import { gateways } from './gateways.ts';
import { hooks } from './hooks.ts';
import { Managers } from './managers.ts';
import { Places } from './places.ts';
import { recreated, refused } from './refused.ts';
import { routes } from './routes/index.ts';
import { downtime, scaled } from './scaled.ts';
import { services } from './services.ts';
import { stale } from './stale.ts';
import { stored } from './stored.ts';
import { unmatched } from './unmatched.ts';
import { Users } from './users.ts';

export type { ConsequenceInput } from './found.ts';

const PARTS: readonly ((context: Context) => readonly Found[])[] = [
  deleted,
  keysGone,
  recreated,
  refused,
  stored,
  services,
  gateways,
  routes,
  unmatched,
  pruned,
  deployers,
  downtime,
  hooks,
  stale,
  scaled,
];

/** What a change does that its text does not say, highest risk first. */
export function consequencesOf(input: ConsequenceInput): Consequence[] {
  if (input.changes.length === 0) return [];
  const context: Context = {
    ...input,
    users: new Users(input.head, input.changes),
    managers: new Managers(input.head),
    former: new Managers(input.base),
    places: { base: new Places(input.base), head: new Places(input.head) },
  };
  return told(
    PARTS.flatMap(part => part(context)),
    input.all,
    input.hide,
  );
}
