import type { Build } from '../../src/compliance/build.ts';

/** A digest that a number stands for. */
export const digestOf = (n: number) => n.toString(16).padStart(64, '0');
export const SHOP_ADDRESS = 'https://github.com/acme/shop';

type Row = Build['row'];

/** A build of `main` of acme/shop on that day that found nothing; its number is its digest. */
export function built(
  n: number,
  day: string,
  { row = {}, ...more }: Partial<Omit<Build, 'row'>> & { row?: Partial<Row> } = {},
): Build {
  return {
    row: {
      digest: digestOf(n),
      created: `${day}T09:00:00Z`,
      commit: n.toString(16).padStart(40, 'c'),
      bundle: `quarter/${n}`,
      repository: SHOP_ADDRESS,
      event: 'push',
      run: `${SHOP_ADDRESS}/actions/runs/${n}`,
      outcome: 'pass',
      counts: { error: 0, warning: 0, info: 0 },
      accepted: 0,
      limited: false,
      notEvaluated: [],
      signed: true,
      tool: '1.0.0',
      profile: 'recommended',
      configuration: digestOf(1),
      ...row,
    },
    branch: 'main',
    today: day,
    compared: true,
    previous: undefined,
    present: new Uint32Array(),
    accepted: new Set(),
    fresh: [],
    baselined: 0,
    waivers: [],
    waived: new Map(),
    approvals: [],
    escalations: [],
    idle: new Map(),
    known: new Set(['privileged-container', 'replicas']),
    controls: new Map(),
    ...more,
  };
}
