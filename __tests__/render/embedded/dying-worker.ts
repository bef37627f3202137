import { parentPort } from 'node:worker_threads';

/** A worker whose engine dies on every call. */
parentPort?.on('message', (message: { type: string }) => {
  if (message.type === 'call')
    parentPort?.postMessage({ type: 'trap', message: 'Error: died', output: 'goodbye' });
});
