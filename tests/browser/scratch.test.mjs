// What a large drop leaves on the recipient's disk while its page is there, and that it goes: with the page, or at the next visit.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { makeFolder, pattern, send } from '../system/cli.mjs';
import { startHouse } from './browser.mjs';
import { arrive, arrived, pressOpen } from './steps.mjs';

const kTimeout = { timeout: 300_000 };
/** For all of it to arrive, on a machine that does much else. */
const kArriveMs = 200_000;
const kMiB = 1 << 20;
/** Past what is kept in memory. */
const kContent = pattern(130 * kMiB);
const kSmall = pattern(3 * kMiB, 2);

/** @type {import('./browser.mjs').House} */
let house;
/** @type {ReturnType<typeof makeFolder>} */
let folder;
let link = '';
before(async () => {
  folder = makeFolder({ 'large.bin': kContent, 'small.bin': kSmall });
  house = await startHouse();
  ({ link } = await send(house.url, [folder.in('large.bin'), folder.in('small.bin'), '--views', 'none']));
}, kTimeout);
after(async () => {
  await house?.close();
  folder?.remove();
}, kTimeout);

/** @typedef {import('playwright-core').Page} Page */

/** Names of what the origin has in the browser's storage, with those of what is in it. @param {Page} page @returns {Promise<string[]>} */
const stored = (page) =>
  page.evaluate(async () => {
    /** @type {string[]} */
    const names = [];
    /** @type {any} */
    const root = await navigator.storage.getDirectory();
    for await (const [name, folder] of root.entries()) {
      names.push(name);
      try {
        for await (const file of folder.keys()) names.push(`${name}/${file}`);
      } catch {
        // It has just been removed.
      }
    }
    return names;
  });

/** @param {import('playwright-core').Download} saved @param {Buffer} content */
async function holds(saved, content) {
  const chunks = [];
  for await (const chunk of await saved.createReadStream()) chunks.push(chunk);
  assert.ok(Buffer.concat(chunks).equals(content), saved.suggestedFilename());
}

/** @param {Page} page @param {string} name @param {Buffer} content */
async function savedIs(page, name, content) {
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: `Save ${name}` }).click()]);
  await holds(saved, content);
}

/** @param {Page} page */
async function savesAll(page) {
  const named = (/** @type {string} */ name) => page.waitForEvent('download', (download) => download.suggestedFilename() === name);
  const [large, small] = await Promise.all([named('large.bin'), named('small.bin'), page.getByRole('button', { name: 'Save all' }).click()]);
  await holds(large, kContent);
  await holds(small, kSmall);
}

/** @param {Page} page */
async function opens(page) {
  page.setDefaultTimeout(kArriveMs);
  await arrive(page, link);
  await pressOpen(page);
  await arrived(page);
}

/** @param {Page} page */
async function opensWhole(page) {
  await opens(page);
  await savedIs(page, 'large.bin', kContent);
  await savedIs(page, 'small.bin', kSmall);
}

test('a large drop lies in files while its page is there, is saved by one press, and the page asks to stay while it is copied', kTimeout, async () => {
  const { page, context, checked } = await house.page();
  const watcher = await context.newPage();
  await watcher.goto(`${house.url}/m`);
  await opens(page);
  await savesAll(page);
  const files = await stored(watcher);
  assert.match(String(files[0]), /^opened [\da-f-]{36}$/);
  assert.ok(files.length > 17, `${files}`);
  await page.getByText('Leave this page open until it says that it’s done.').waitFor();
  const asked = page.waitForEvent('dialog');
  await page.goto(`${house.url}/m`);
  assert.equal((await asked).type(), 'beforeunload');
  await gone(watcher);
  await checked();
});

/** Waits until there is nothing of that name any more. @param {Page} page @param {RegExp} [name] */
async function gone(page, name = /./) {
  for (const end = Date.now() + kArriveMs; (await stored(page)).some((stored) => name.test(stored)); ) {
    assert.ok(Date.now() < end, `${await stored(page)} stays`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('it goes when the tab is closed', kTimeout, async () => {
  const { page, context, checked } = await house.page();
  const watcher = await context.newPage();
  await watcher.goto(`${house.url}/m`);
  await opens(page);
  assert.notDeepEqual(await stored(watcher), []);
  await page.close();
  await gone(watcher);
  await checked();
});

test('what a crash left goes at the next visit, and what another page still shows does not', kTimeout, async () => {
  const { page, context, checked } = await house.page();
  const other = await context.newPage();
  await other.goto(`${house.url}/m`);
  await other.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    for (const name of ['opened lost', 'opened held', 'of somebody else']) {
      const folder = await root.getDirectoryHandle(name, { create: true });
      await folder.getFileHandle('0', { create: true });
    }
    await new Promise((resolve) => void navigator.locks.request('opened held', () => new Promise(() => resolve(null))));
  });
  await page.goto(`${house.url}/d`);
  await page.locator('[data-end="cut"]').waitFor();
  await gone(other, /^opened lost/);
  assert.deepEqual((await stored(other)).filter((name) => !name.includes('/')).sort(), ['of somebody else', 'opened held']);
  await checked();
});

test('where the disk has no room for all of it, the rest is in memory, and all is whole', kTimeout, async () => {
  const { page, context, checked } = await house.page();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: house.url, quotaSize: 40 * kMiB });
  const watcher = await context.newPage();
  await watcher.goto(`${house.url}/m`);
  await opensWhole(page);
  const usage = await watcher.evaluate(async () => (await navigator.storage.estimate()).usage);
  // Two workers that ask at once are both told that there is room for a part of 8 MiB; the browser's own records, some kB, count as well.
  assert.ok(Number(usage) > kMiB && Number(usage) < (40 + 2 * 8 + 1) * kMiB, `${usage} bytes on the disk`);
  await checked();
});

test('where there is no storage, as in some private windows, all is in memory, and who opens something larger is told', kTimeout, async () => {
  const { page, context, checked } = await house.page();
  await context.addInitScript(() => {
    // about:blank has none.
    if (isSecureContext) StorageManager.prototype.getDirectory = () => Promise.reject(new DOMException('refused', 'SecurityError'));
  });
  await opens(page);
  await savedIs(page, 'small.bin', kSmall);
  assert.equal(await page.getByText('Leave this page open').count(), 0);
  await context.route('**/api/v1/grants/*', async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), size: 2 ** 31 } });
  });
  // The same address again would only be a jump within the page.
  await page.goto('about:blank');
  await arrive(page, link);
  await page.getByText('This window can only keep it in memory, about 2.1 GB of it.').waitFor();
  await checked();
});
