export { createEmbeddedEngine, type EmbeddedEngineOptions } from './engine.ts';
export { runEmbeddedWorker } from './worker.ts';
