export type { WantedField } from '../field-span.ts';
export { ValueLayers } from './layers.ts';
export {
  type ChartRendering,
  locateInChart,
  locateInRequest,
} from './locate.ts';
export { mapRendering, type Printed, type RenderMap } from './map.ts';
export { Mutations } from './mutations.ts';
export type { FieldOrigin, ProvenKey } from './origin.ts';
export { traceValues } from './values.ts';
