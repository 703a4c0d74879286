// tools/bench photos: ten photographs of 4 MB from the drop on the page to the link, and from the press on “Open it” to the first picture
// and to all, on localhost and on a line like 4G.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { k4G, startLine } from '../system/line.mjs';
import { startServer } from '../system/server.mjs';
import { startChromium } from './chromium.mjs';
import { firstLoads } from './first_load.mjs';
import { makePhotographs } from './photographs.mjs';
import { median, smallest } from './table.mjs';
import { arrive } from './transfer.mjs';

const kCount = 10;
/** Nothing takes so long on these lines, unless it has broken. */
const kPatienceMs = 300_000;
const kOn4G = '4G: 9 Mbit/s, 60 ms';

/** @typedef {import('./chromium.mjs').ChromiumBrowser} Browser */
/** @typedef {import('./chromium.mjs').ChromiumPage} Page */
/** Seconds from the drop to the link, and from the button on. @typedef {{link: number, first: number, all: number}} Trip */

/** @template T @param {Browser} browser @param {(page: Page) => Promise<T>} use */
async function withPage(browser, use) {
  const page = await browser.page();
  try {
    return await use(page);
  } finally {
    await page.close();
  }
}

/** Lets files fall onto the page, and presses the button as soon as they are listed. @param {Page} page @param {string} url @param {string[]} files @returns {Promise<{seconds: number, link: string}>} */
async function dropAndSend(page, url, files) {
  await page.goto(`${url}/`);
  await page.until(() => document.querySelector('#files') !== null);
  await page.run(() => /** @type {HTMLInputElement} */ (document.querySelector('input[name="views"][value="0"]')).click());
  await page.run(awaitLink, files.length, kPatienceMs);
  const data = { items: [], files, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await page.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  return page.run(() => Reflect.get(globalThis, 'sent'));
}

// These run in the page.
/** @param {number} count of files @param {number} patienceMs */
function awaitLink(count, patienceMs) {
  Reflect.set(globalThis, 'sent', new Promise((resolve, reject) => {
    let start = 0;
    addEventListener('drop', () => (start = performance.now()), { capture: true });
    let pressed = false;
    const fail = () => reject(new Error(`not sent: ${document.body.innerText}`));
    setTimeout(fail, patienceMs);
    const look = () => {
      const form = document.querySelector('form.options');
      if (!pressed && form instanceof HTMLFormElement && document.querySelectorAll('.files li').length === count) {
        pressed = true;
        form.requestSubmit();
      }
      const link = document.querySelector('#link');
      if (link instanceof HTMLInputElement) resolve({ seconds: (performance.now() - start) / 1000, link: link.value });
      if (document.querySelector('[data-end], .wrong:not([hidden])')) fail();
    };
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true });
  }));
}

/** The page puts in what is decoded already. @param {number} count of pictures @param {number} patienceMs @returns {Promise<{first: number, all: number}>} */
function showPictures(count, patienceMs) {
  return new Promise((resolve, reject) => {
    let first = 0;
    const start = performance.now();
    const since = () => (performance.now() - start) / 1000;
    const fail = () => reject(new Error(`not opened: ${document.body.innerText}`));
    new MutationObserver(() => {
      const shown = document.querySelectorAll('.frame img').length;
      if (shown > 0) first ||= since();
      if (shown === count) resolve({ first, all: since() });
      if (document.querySelector('[data-end], .notice .button')) fail();
    }).observe(document.body, { childList: true, subtree: true });
    setTimeout(fail, patienceMs);
    /** @type {HTMLFormElement} */ (document.querySelector('form.gate')).requestSubmit();
  });
}

/** @param {Browser} browser @param {string} url @param {string[]} files @returns {Promise<Trip>} */
async function trip(browser, url, files) {
  const { seconds, link } = await withPage(browser, (page) => dropAndSend(page, url, files));
  const shown = await withPage(browser, async (page) => {
    await arrive(page, link);
    return page.run(showPictures, files.length, kPatienceMs);
  });
  return { link: seconds, ...shown };
}

/** @param {string} name @param {Trip[]} trips @returns {import('./table.mjs').Cell[]} */
const row = (name, trips) => [name, ...(/** @type {const} */ (['link', 'first', 'all'])).flatMap((leg) => [median(trips.map((one) => one[leg])), smallest(trips.map((one) => one[leg]))]), trips.length];

/** @type {import('./table.mjs').Measure} */
export async function measure({ quick, say }) {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-photos-'));
  const browser = await startChromium();
  const server = await startServer();
  const line = await startLine(server.port, k4G);
  try {
    say(`making ${kCount} photographs`);
    const files = await withPage(browser, (page) => makePhotographs(page, folder, kCount));
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
    const rows = [];
    for (const [name, url, turns] of /** @type {[string, string, number][]} */ ([['localhost', server.url.replace('127.0.0.1', 'localhost'), quick ? 2 : 5], [kOn4G, line.url, quick ? 1 : 2]])) {
      const trips = [];
      for (let turn = 1; turn <= turns; turn += 1) {
        say(`${name}, ${turn} of ${turns}`);
        trips.push(await trip(browser, url, files));
      }
      rows.push(row(name, trips));
    }
    const wire = bytes / k4G.up;
    return {
      tables: [
        {
          title: `${kCount} photographs, ${(bytes / 1e6).toFixed(1)} MB`,
          note: `Seconds: median, best. On the 4G line these bytes alone take ${wire.toFixed(1)} s each way.`,
          head: ['', 'drop to link', 'best', 'button to first picture', 'best', 'button to all', 'best', 'runs'],
          rows,
        },
        await firstLoads(browser),
      ],
      gates: [],
    };
  } finally {
    await browser.close();
    await line.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
