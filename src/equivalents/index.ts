/**
 * What kubeproof has for the checks of other tools: `data/equivalents/*.yaml`, generated into `data/equivalents.json`.
 */
export { type Accepted, acceptedBy, type Refused } from './accept.ts';
export { findCheck, toolOf } from './tools.ts';
export { type Check, type Part, type Strength, TOOLS, type Tool, type ToolId } from './types.ts';
