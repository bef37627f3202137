import { parentPort } from 'node:worker_threads';
import { EngineInstance } from './instance.ts';
import type { ModuleName, WorkerReply, WorkerRequest } from './protocol.ts';

/**
 * The worker's side: keeps one instance per module and answers one call at a time. Call it at the top of the script
 * that {@link createEmbeddedEngine} starts.
 *
 * @throws {Error} outside a worker thread
 */
export function runEmbeddedWorker(): void {
  const port = parentPort;
  if (port === null) throw new Error('runEmbeddedWorker only runs in a worker thread');
  const modules = new Map<ModuleName, WebAssembly.Module>();
  const instances = new Map<ModuleName, EngineInstance>();
  port.on('message', (message: WorkerRequest) => {
    if (message.type === 'module') {
      modules.set(message.name, message.module);
      return;
    }
    let instance = instances.get(message.name);
    let answer: WorkerReply;
    try {
      if (instance === undefined || message.fresh) {
        instance = new EngineInstance(modules.get(message.name)!);
        instances.set(message.name, instance);
      }
      // What goes on from call to call is another in the second one.
      if (message.fresh && message.otherwise) instance.call(message.request, true);
      const reply = instance.call(message.request, message.otherwise);
      const { usedChance } = instance;
      const memory = [...instances.values()].reduce((sum, { memory }) => sum + memory, 0);
      answer =
        reply.byteLength > message.replyBytes
          ? { type: 'too-large', bytes: reply.byteLength, memory }
          : { type: 'reply', reply: reply.slice(), memory, usedChance };
    } catch (error) {
      instances.delete(message.name);
      answer = { type: 'trap', message: String(error), output: instance?.errorOutput ?? '' };
    }
    port.postMessage(answer, answer.type === 'reply' ? [answer.reply.buffer as ArrayBuffer] : []);
  });
}
