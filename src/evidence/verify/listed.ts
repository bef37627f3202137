import { type LedgerEntry, ledgerEntry, readLedger } from '../ledger.ts';
import type { Manifest } from '../manifest.ts';
import type { Said } from './verify.ts';

/** Holds a bundle against a ledger: that it is listed as what it is, and the bundle before it earlier. */
export function checkListed(
  digest: string,
  manifest: Manifest,
  text: string,
  { proved, broken, unproven }: Said,
): void {
  const ledger = readLedger(text);
  broken.push(...ledger.broken);
  const { entries } = ledger;
  if (ledger.broken.length === 0)
    proved.push(`the ledger is in order: each of its ${entries.length} lines names the one before it`);
  const at = entries.findIndex(({ bundle }) => bundle === digest);
  const entry = entries[at];
  if (entry === undefined) {
    broken.push('the ledger does not list it');
    return;
  }
  const different = differences(entry, digest, manifest);
  if (different.length > 0) broken.push(`the ledger says otherwise of it: ${different.join(', ')}`);
  else proved.push(`the ledger lists it, as build ${at + 1} of ${entries.length}`);
  const { previous } = manifest;
  if (previous !== null) {
    const before = entries.findIndex(({ bundle }) => bundle === previous.digest);
    if (before === -1)
      unproven.push(`that the bundle before it was kept: the ledger does not list sha256:${previous.digest}`);
    else if (before > at) broken.push('the ledger lists the bundle before it after it');
  }
  unproven.push(
    `that the ledger ends where it did: compare sha256:${ledger.end} with what was kept elsewhere`,
  );
}

/** Members of the line that the bundle says otherwise; what it does not say is for whoever added it. */
function differences(entry: LedgerEntry, digest: string, manifest: Manifest): string[] {
  return Object.entries(ledgerEntry(digest, manifest)).flatMap(([key, value]) =>
    value === null || value === entry[key as keyof LedgerEntry] ? [] : [key],
  );
}
