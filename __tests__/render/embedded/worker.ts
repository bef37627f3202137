import { runEmbeddedWorker } from '../../../src/render/embedded/index.ts';

runEmbeddedWorker();
