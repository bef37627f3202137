// Chromium over its debugging pipe: no port, no library.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Starts a headless browser. @param program name or path of Chromium */
export async function openBrowser(program) {
  const profile = mkdtempSync(join(tmpdir(), 'kubeproof-browser-'));
  const flags = [
    '--headless=new',
    '--no-sandbox',
    '--disable-gpu',
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
  ];
  const child = spawn(program, [...flags, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  const failed = new Promise((_, reject) => child.once('error', reject));
  const [, , , input, output] = child.stdio;
  const answers = new Map();
  const listeners = new Set();
  let rest = '';
  let id = 0;
  output.setEncoding('utf8');
  output.on('data', chunk => {
    const messages = (rest + chunk).split('\0');
    rest = messages.pop();
    for (const text of messages) {
      const message = JSON.parse(text);
      if (message.id !== undefined) answers.get(message.id)?.(message);
      else for (const listener of listeners) listener(message);
    }
  });
  const call = async (method, params = {}, sessionId = undefined) => {
    const number = ++id;
    const answer = new Promise(resolve => answers.set(number, resolve));
    input.write(`${JSON.stringify({ id: number, method, params, sessionId })}\0`);
    const { result, error } = await Promise.race([answer, failed]);
    answers.delete(number);
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  return {
    openPage: () => openPage(call, listeners),
    close: async () => {
      const gone = new Promise(resolve => child.once('exit', resolve));
      await call('Browser.close').catch(() => child.kill());
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

async function openPage(call, listeners) {
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  const send = (method, params) => call(method, params, sessionId);
  const complaints = [];
  const requests = [];
  let loaded = () => {};
  listeners.add(({ method, params, sessionId: of }) => {
    if (of !== sessionId) return;
    if (method === 'Page.loadEventFired') loaded();
    if (method === 'Network.requestWillBeSent') requests.push(params.request.url);
    if (method === 'Log.entryAdded') complaints.push(params.entry.text);
    if (method === 'Runtime.exceptionThrown') complaints.push(params.exceptionDetails.text);
    if (method === 'Runtime.consoleAPICalled') complaints.push(params.args.map(a => a.value).join(' '));
  });
  for (const domain of ['Page', 'Log', 'Runtime', 'Network']) await send(`${domain}.enable`);
  const evaluate = async expression => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  return {
    complaints,
    requests,
    evaluate,
    /** @returns milliseconds until the page was painted */
    open: async (url, { width, height, dark = false }) => {
      complaints.length = 0;
      requests.length = 0;
      await send('Emulation.setDeviceMetricsOverride', {
        width,
        height,
        deviceScaleFactor: 1,
        mobile: false,
      });
      const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
      await send('Emulation.setEmulatedMedia', { media: '', features });
      const done = new Promise(resolve => {
        loaded = resolve;
      });
      const start = performance.now();
      await send('Page.navigate', { url });
      await done;
      await evaluate('new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))');
      return performance.now() - start;
    },
    bypassPolicy: enabled => send('Page.setBypassCSP', { enabled }),
    picture: async () =>
      Buffer.from((await send('Page.captureScreenshot', { format: 'png' })).data, 'base64'),
    pdf: async () =>
      Buffer.from(
        (await send('Page.printToPDF', { preferCSSPageSize: true, printBackground: true })).data,
        'base64',
      ),
  };
}
