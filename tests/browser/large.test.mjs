// A file of many large parts goes through the pages whole, and opening and saving it does not take its size in memory: neither the page's
// nor the browser's own, where Blobs lie.
import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { startChromium } from '../bench/chromium.mjs';
import { startFirefox } from '../bench/firefox.mjs';
import { arrive, open, saveFile, sendFiles } from '../bench/transfer.mjs';
import { makeFolder, pattern, send } from '../system/cli.mjs';
import { startServer } from '../system/server.mjs';

const kMiB = 1 << 20;
const kFileBytes = 160 * kMiB + 12_345;
/** Parts under way and garbage. What Chromium itself takes comes on top of what it took before. */
const kGrowthBytesMax = 128 * kMiB;

test('a large file arrives whole, through a few parts of memory', { timeout: 300_000 }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-large-'));
  const file = join(folder, 'large.bin');
  const content = randomFillSync(Buffer.alloc(kFileBytes));
  writeFileSync(file, content);
  const server = await startServer();
  const browser = await startChromium();
  try {
    const sender = await browser.page();
    const { link, seconds: sent } = await sendFiles(sender, server.url, [file]);
    assert.deepEqual(sender.problems, []);
    await sender.close();

    // One with a disk: a private window has none.
    const recipient = await browser.ownPage();
    await arrive(recipient, link);
    const before = browser.memory();
    browser.resetPeaks();
    const { seconds: opened } = await open(recipient);
    const { path } = await saveFile(recipient, join(folder, 'saved'));
    const peaks = browser.peaks();
    const grown = { page: peaks.renderer - before.renderer, browser: peaks.browser - before.browser };
    t.diagnostic(`sent in ${sent.toFixed(1)} s, opened in ${opened.toFixed(1)} s, the page grew by ${Math.round(grown.page / kMiB)} MiB, the browser by ${Math.round(grown.browser / kMiB)} MiB`);
    assert.ok(grown.page < kGrowthBytesMax, `the page by ${grown.page} bytes`);
    assert.ok(grown.browser < kGrowthBytesMax, `the browser by ${grown.browser} bytes`);
    assert.ok(readFileSync(path).equals(content));
    assert.deepEqual(recipient.problems, []);
  } finally {
    await browser.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

/** How many folders the pages have in the browser's storage. */
const folders = async () => {
  let count = 0;
  /** @type {any} */
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys()) count += Number(name.startsWith('opened '));
  return count;
};

test('in Firefox too it arrives whole, by way of the disk, and leaves nothing there', { timeout: 400_000 }, async () => {
  const content = pattern(kFileBytes);
  const place = makeFolder({ 'large.bin': content });
  const server = await startServer();
  const browser = await startFirefox();
  try {
    const { link } = await send(server.url, [place.in('large.bin')]);
    const recipient = await browser.ownPage();
    await arrive(recipient, link);
    await open(recipient);
    assert.equal(await recipient.run(folders), 1);
    assert.ok(readFileSync((await saveFile(recipient, place.out)).path).equals(content));
    assert.deepEqual(recipient.problems, []);
    await recipient.goto(`${server.url}/m`);
    for (const end = Date.now() + 60_000; (await recipient.run(folders)) > 0; ) assert.ok(Date.now() < end, 'it stays');
  } finally {
    await browser.close();
    await server.close();
    place.remove();
  }
});
