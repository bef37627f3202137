import type { Engine } from './types.ts';

/** The engine with other random bytes and at another time, for finding out what is made from them. */
export function otherwise(engine: Engine): Engine {
  return {
    renderChart: request => engine.renderChart({ ...request, otherwise: true }),
    renderKustomization: request => engine.renderKustomization(request),
    close: () => engine.close(),
  };
}
