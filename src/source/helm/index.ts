export { type FieldOrigin, locateInChart } from './locate.ts';
export { mapRendering, type Printed, type RenderMap } from './map.ts';
