export type { WantedField } from '../field-span.ts';
export { ValueLayers } from './layers.ts';
export {
  type ChartRendering,
  type FieldOrigin,
  locateInChart,
  locateInRequest,
  type ProvenKey,
} from './locate.ts';
export { mapRendering, type Printed, type RenderMap } from './map.ts';
export { Mutations } from './mutations.ts';
export { traceValues } from './values.ts';
