// tools/bench large: one large file through the pages, from a disk to a disk, compared byte for byte, and the memory that takes.
import { execFileSync } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../system/server.mjs';
import { startChromium } from './chromium.mjs';
import { startFirefox } from './firefox.mjs';
import { arrive, open, saveFile, sendFiles } from './transfer.mjs';

const kMiB = 2 ** 20;

/** @typedef {{name: string, bytes: number}} Size */
/** @typedef {{way: string, seconds: number, page: number, browser: number, other: number}} Step memory in MiB, the most of the page's process, the browser's own, all others' */

const kChromiumSize = { name: '2 GiB', bytes: 2048 * kMiB };
const kFirefoxSize = { name: '300 MiB', bytes: 300 * kMiB };

/** @param {string} path @param {number} bytes */
function makeFile(path, bytes) {
  const file = openSync(path, 'w');
  const chunk = Buffer.alloc(kMiB);
  for (let done = 0; done < bytes; done += kMiB) writeSync(file, randomFillSync(chunk), 0, Math.min(kMiB, bytes - done));
  closeSync(file);
}

/** Throws where they differ. @param {string} sent @param {string} saved paths */
const compare = (sent, saved) => void execFileSync('cmp', [sent, saved]);

/** @typedef {import('./chromium.mjs').ChromiumBrowser | Awaited<ReturnType<typeof startFirefox>>} Browser */

/** @param {Browser} browser @param {string} way @param {() => Promise<{seconds: number}>} act @returns {Promise<Step>} */
async function step(browser, way, act) {
  browser.resetPeaks();
  const { seconds } = await act();
  const { renderer, browser: main, network, other } = browser.peaks();
  return { way, seconds, page: renderer / kMiB, browser: main / kMiB, other: (network + other) / kMiB };
}

/** @param {Browser} browser @param {Size} size @returns {Promise<Step[]>} */
async function throughPages(browser, { bytes }) {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-large-'));
  const server = await startServer({ args: ['--drop-bytes-max', '8G', '--storage-bytes-max', '500G'] });
  const [file, url] = [join(folder, 'large.bin'), server.url.replace('127.0.0.1', 'localhost')];
  makeFile(file, bytes);
  try {
    const sender = await browser.ownPage();
    let link = '';
    const sent = await step(browser, 'sent', async () => {
      const drop = await sendFiles(sender, url, [file]);
      link = drop.link;
      return drop;
    });
    await sender.close();
    const recipient = await browser.ownPage();
    await arrive(recipient, link);
    const opened = await step(browser, 'opened', () => open(recipient));
    let path = '';
    const saved = await step(browser, 'saved', async () => {
      const copy = await saveFile(recipient, join(folder, 'saved'));
      path = copy.path;
      return copy;
    });
    compare(file, path);
    await recipient.close();
    return [sent, opened, saved];
  } finally {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} name @param {Size} size @param {Step[]} steps @returns {import('./table.mjs').Cell[][]} */
const rows = (name, size, steps) => steps.map(({ way, seconds, page, browser, other }) => [name, size.name, way, seconds, size.bytes / 1e6 / seconds, page, browser, other]);

/** @type {import('./table.mjs').Measure} */
export async function measure({ quick, say }) {
  /** @param {string} name @param {() => Promise<Browser>} start @param {Size} size */
  const run = async (name, start, size) => {
    say(`${size.name} in ${name}`);
    const browser = await start();
    try {
      return await throughPages(browser, size);
    } finally {
      await browser.close();
    }
  };
  const size = quick ? kFirefoxSize : kChromiumSize;
  const chromium = await run('Chromium', startChromium, size);
  const firefox = await run('Firefox', startFirefox, kFirefoxSize);
  return {
    tables: [
      {
        title: 'A large file from disk to disk, compared byte for byte',
        note: 'Most memory resident, MiB, of the process of the page, of the browser’s own, and of all its others together. One run.',
        head: ['', 'size', 'way', 'seconds', 'MB/s', 'page', 'browser', 'others'],
        rows: [...rows('Chromium', size, chromium), ...rows('Firefox', kFirefoxSize, firefox)],
      },
    ],
    gates: [...chromium].map(({ way, page }) => ({ name: `memory of the page in Chromium, ${size.name} ${way}, MiB`, measured: page, atMost: 300 })),
  };
}
