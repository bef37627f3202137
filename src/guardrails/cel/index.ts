export { DeadlineError, withDeadline } from './deadline.ts';
export {
  type CelEngine,
  CelError,
  type CelExpression,
  type CelHelper,
  caret,
  HELPER_TYPES,
} from './engine.ts';
export { createCelEngine } from './marcbachmann.ts';
export { parseQuantity, Quantity } from './quantity.ts';
export { REPLACED } from './stand-ins.ts';
export { type CelValue, celAt, HIDDEN, manifestToCel, toCel } from './values.ts';
