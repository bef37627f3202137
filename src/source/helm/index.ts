export { mapRendering, type Printed, type RenderMap } from './map.ts';
