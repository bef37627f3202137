// node scripts/conformance/html.mjs [AXE] [PICTURES]
//
// Opens the pages that kubeproof writes in a real Chromium (`chromium` on PATH, or CHROMIUM): nothing may be loaded, the
// console stays silent, ten thousand findings open in two seconds, the page is no wider than the window, and it prints.
// AXE is the folder of the package axe-core (`npm i axe-core` anywhere): with it, accessibility is held against WCAG 2.2 AA
// with every fold open, light, dark, and on a narrow screen. PICTURES is a folder for screenshots and PDF files to look at.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openBrowser } from './html/browser.mjs';
import { writePages } from './html/pages.mjs';

/** Milliseconds a page may take until it is painted. */
const OPEN = 2000;
/** The middle one of so many openings counts. */
const TIMES = 3;
/** Bytes that a report of 10,000 findings may have. */
const SIZE = 6_000_000;
const LOOKS = [
  { look: 'light', width: 1280, height: 1600 },
  { look: 'dark', width: 1280, height: 1600, dark: true },
  { look: 'narrow', width: 380, height: 1600 },
];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const [axeFolder, pictures] = process.argv.slice(2);
const axe = axeFolder === undefined ? undefined : readFileSync(join(axeFolder, 'axe.min.js'), 'utf8');
if (pictures !== undefined) mkdirSync(pictures, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'kubeproof-pages-'));
const browser = await openBrowser(process.env.CHROMIUM ?? 'chromium');
let failed = 0;
const say = (name, what, holds) => {
  if (!holds) failed += 1;
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${name}: ${what}`);
};
try {
  const page = await browser.openPage();
  for (const { name, path, bytes } of await writePages(folder)) {
    say(name, `${(bytes / 1e6).toFixed(2)} MB`, bytes <= SIZE);
    for (const { look, ...screen } of LOOKS) {
      const times = [];
      for (let i = 0; i < TIMES; i++) times.push(await page.open(pathToFileURL(path).href, screen));
      const ms = times.sort((a, b) => a - b)[Math.floor(TIMES / 2)];
      say(`${name}, ${look}`, `painted after ${Math.round(ms)} ms`, ms <= OPEN);
      say(
        `${name}, ${look}`,
        `console: ${page.complaints.join('; ') || 'silent'}`,
        page.complaints.length === 0,
      );
      const others = page.requests.filter(url => url !== pathToFileURL(path).href);
      say(`${name}, ${look}`, `loads ${others.join(', ') || 'nothing else'}`, others.length === 0);
      const wide = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      say(`${name}, ${look}`, wide > 0 ? `${wide} px wider than the window` : 'fits', wide <= 0);
      if (pictures !== undefined) writeFileSync(join(pictures, `${name}-${look}.png`), await page.picture());
      // Ten thousand rows unfolded take axe minutes, and say no more than ten.
      if (axe !== undefined && !name.startsWith('ten-thousand'))
        await accessible(page, path, screen, `${name}, ${look}`);
    }
    const pdf = await page.pdf();
    say(`${name}, print`, `${(pdf.length / 1e6).toFixed(2)} MB of PDF`, pdf.length > 1000);
    if (pictures !== undefined) writeFileSync(join(pictures, `${name}.pdf`), pdf);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
console.log(failed === 0 ? 'All hold.' : `${failed} do not hold.`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * The page's own policy admits no script: it is lifted for axe alone. What is far from the window is laid out too, as axe
 * measures it.
 */
async function accessible(page, path, screen, name) {
  await page.bypassPolicy(true);
  await page.open(pathToFileURL(path).href, screen);
  await page.evaluate(`for (const fold of document.querySelectorAll('details')) fold.open = true;
    const style = document.createElement('style');
    style.textContent = '*{content-visibility:visible!important}';
    document.head.append(style);
    new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));`);
  await page.evaluate(`${axe};0`);
  const found = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(RULES)} }).then(({ violations, passes }) => ({
      passed: passes.length,
      violations: violations.map(({ id, help, nodes }) => id + ' (' + help + '): ' + nodes.length + ', as in ' + nodes[0].html.slice(0, 160)),
    }))`,
  );
  await page.bypassPolicy(false);
  const told =
    found.violations.length === 0 ? `${found.passed} rules hold` : found.violations.join('\n       ');
  say(name, `axe: ${told}`, found.violations.length === 0);
}
