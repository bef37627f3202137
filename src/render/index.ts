export { buildChartRequest } from './chart-request.ts';
export { createEngine, type EngineOptions, type LazyEngine } from './create-engine.ts';
export { type InflatedChart, inflateCharts } from './kustomization-target.ts';
export { otherwise } from './otherwise.ts';
export { type RenderOptions, renderTarget } from './render-target.ts';
export { templateOrigins } from './template-origins.ts';
export type * from './types.ts';
export { DEFAULT_LIMITS } from './types.ts';
