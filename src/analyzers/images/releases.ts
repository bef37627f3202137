import data from '../../../data/end-of-life.json' with { type: 'json' };
import type { ImageReference } from '../../manifest/index.ts';

/** A release of something an image is made of. */
export interface Release {
  /** `Python 3.8`, `Debian 10 (buster)`. */
  readonly name: string;
  /** Last day with security fixes, `YYYY-MM-DD`; '' when it is over and nobody wrote down since when. */
  readonly until: string;
}

interface Product {
  readonly title: string;
  readonly images: readonly string[];
  readonly cycles: Readonly<Record<string, string | null>>;
  readonly codenames?: Readonly<Record<string, string>>;
}

/** The day the data was taken, `YYYY-MM-DD`. */
export const DATA_DATE: string = data.date;

const PRODUCTS: Readonly<Record<string, Product>> = data.products;
const BY_IMAGE = new Map(
  Object.values(PRODUCTS).flatMap(product => product.images.map(image => [image, product] as const)),
);

/** Names of distributions in os-release (`ID=`), where they differ from the data's. */
const DISTRIBUTIONS: Readonly<Record<string, string>> = {
  alpine: 'alpine-linux',
  amazon: 'amazon-linux',
  amzn: 'amazon-linux',
  'opensuse-leap': 'opensuse',
  'opensuse.leap': 'opensuse',
  rocky: 'rocky-linux',
};

/** Releases that an image's name and tag tell of: its own, and that of the distribution below, with the day their fixes end. */
export function releasesOf({ name, tag }: ImageReference): Release[] {
  const product = BY_IMAGE.get(name);
  if (product === undefined || tag === '') return [];
  const own = releaseOf(product, tag);
  const below = distributionsIn(tag);
  return [...(own === undefined ? [] : [own]), ...below.filter(release => release.name !== own?.name)];
}

/** The release of a distribution as a scanner reports it. */
export function distributionRelease(name: string, version: string): Release | undefined {
  const id = name.toLowerCase();
  const product = PRODUCTS[DISTRIBUTIONS[id] ?? id];
  return product === undefined ? undefined : releaseOf(product, version);
}

/** The longest cycle that a version lies in: `3.8.10-slim` in `3.8`. `3` alone is no cycle where there are `3.8` and `3.9`. */
function releaseOf(product: Product, tag: string): Release | undefined {
  const codename = Object.keys(product.codenames ?? {}).find(known => tag.split(/[-.]/)[0] === known);
  const version = /^v?(\d+(?:\.\d+){0,3})(?![\d.]*[a-z])/i.exec(tag)?.[1];
  const cycle =
    product.codenames?.[codename ?? ''] ?? (version === undefined ? undefined : cycleOf(product, version));
  return cycle === undefined ? undefined : release(product, cycle);
}

function cycleOf({ cycles }: Product, version: string): string | undefined {
  const parts = version.split('.');
  for (let length = parts.length; length > 0; length--) {
    const cycle = parts.slice(0, length).join('.');
    if (Object.hasOwn(cycles, cycle)) return cycle;
  }
  return undefined;
}

/** `3.12-bookworm`, `20-alpine3.16`. */
function distributionsIn(tag: string): Release[] {
  const parts = tag.split('-').slice(1);
  return parts.flatMap(part => {
    const alpine = /^alpine(\d+\.\d+)$/.exec(part)?.[1];
    const found =
      alpine === undefined
        ? [PRODUCTS.debian, PRODUCTS.ubuntu].map(product => byCodename(product, part))
        : [cycleRelease(PRODUCTS['alpine-linux'], alpine)];
    return found.filter(one => one !== undefined);
  });
}

function byCodename(product: Product | undefined, name: string): Release | undefined {
  const cycle = Object.hasOwn(product?.codenames ?? {}, name) ? product?.codenames?.[name] : undefined;
  return cycleRelease(product, cycle);
}

function cycleRelease(product: Product | undefined, cycle: string | undefined): Release | undefined {
  if (product === undefined || cycle === undefined || !Object.hasOwn(product.cycles, cycle)) return undefined;
  return release(product, cycle);
}

function release({ title, cycles, codenames }: Product, cycle: string): Release | undefined {
  const until = cycles[cycle];
  if (until === null || until === undefined) return undefined;
  const codename = Object.entries(codenames ?? {}).find(([, one]) => one === cycle)?.[0];
  return { name: `${title} ${cycle}${codename === undefined ? '' : ` (${codename})`}`, until };
}
