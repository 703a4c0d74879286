// What the part size costs: node tests/bench/part_size.mjs [MB…] sends and opens files in parts of 1, 2, 4 and 8 MiB, by turns.
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../system/server.mjs';
import { startChromium } from './chromium.mjs';
import { markdown, median, smallest } from './table.mjs';
import { openDrop } from './transfer.mjs';

const kPartMiB = [1, 2, 4, 8];
const kTurns = 5;

/** Runs in the page, with its own modules. @param {number} partSize @returns {Promise<{seconds: number, fragment: string}>} */
async function sendInParts(partSize) {
  const [door, transfer] = ['/js/core/door.js', '/js/transfer/upload.js'];
  const [{ createDrop }, { Upload }] = await Promise.all([import(door), import(transfer)]);
  const files = [.../** @type {any} */ (document.querySelector('#files')).files];
  const start = performance.now();
  const drop = await createDrop({ files: files.map(({ name, type, size }) => ({ name, type, size })), partSize });
  const terms = { expiry: { expires_in: 3600 }, maxViews: 0, track: false, note: await drop.sealNote({}), hint: null };
  await new Upload(drop, files, terms, { onProgress() {}, onWait() {} }).run();
  return { seconds: (performance.now() - start) / 1000, fragment: drop.grant.fragment };
}

/** @param {import('./chromium.mjs').ChromiumBrowser} browser @param {string} url @param {string} file @param {number} partSize */
async function trip(browser, url, file, partSize) {
  const sender = await browser.page();
  await sender.goto(`${url}/`);
  await sender.until(() => document.querySelector('#files') !== null);
  // The page lets go of what is chosen in its own input once it has it.
  await sender.run(() => document.body.replaceChildren(Object.assign(document.createElement('input'), { type: 'file', id: 'files' })));
  await sender.chooseFiles('#files', [file]);
  const { seconds: sent, fragment } = await sender.run(sendInParts, partSize);
  await sender.close();
  const recipient = await browser.page();
  const { seconds: opened } = await openDrop(recipient, `${url}/d#${fragment}`);
  await recipient.close();
  return { sent, opened };
}

const sizes = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), 'mayfly-parts-'));
const file = join(folder, 'file.bin');
const server = await startServer({ args: ['--web', fileURLToPath(new URL('../../web', import.meta.url))] });
const browser = await startChromium();
try {
  for (const size of sizes.length > 0 ? sizes : [1, 10, 100]) {
    writeFileSync(file, '');
    truncateSync(file, size * 1e6);
    /** @type {Map<number, {sent: number, opened: number}[]>} */
    const trips = new Map(kPartMiB.map((part) => [part, []]));
    for (let turn = 0; turn < kTurns; turn += 1) {
      for (const [part, list] of trips) list.push(await trip(browser, server.url, file, part * 2 ** 20));
    }
    const rows = [...trips].map(([part, list]) => {
      const [sent, opened] = [list.map((one) => one.sent), list.map((one) => one.opened)];
      return [`${part} MiB`, smallest(sent), median(sent), smallest(opened), median(opened)];
    });
    console.log(`${markdown({ title: `${size} MB, in seconds`, head: ['parts', 'sent, best', 'median', 'opened, best', 'median'], rows })}\n`);
  }
} finally {
  await browser.close();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
