// What goes wrong for a sender loses nothing: neither links nor what was chosen and typed, and the page says what can be done.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startHouse } from './browser.mjs';
import { pdf } from './samples.mjs';
import { compose, drop, ended, links, send } from './steps.mjs';

const kTimeout = { timeout: 300_000 };
const kFilesMax = 1000;
const kListBytesMax = 512 * 1024;
/** Without files: the rest is quotes, and room that the page leaves. */
const kNoteBytesMax = kListBytesMax - 122;
const kStallMs = 31_000;
const kIdleMs = 1000;

/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  house = await startHouse();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page */
const submit = (page) => page.getByRole('button', { name: 'Seal and send' }).click();

/** @param {Page} page */
const chosen = (page) => page.locator('.files .name bdi').allTextContents();

/** @param {number} length */
const words = (length) => `${''.padEnd(length - 1, 'words ')}.`;

/** @param {string} name */
const sample = (name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) });

/** Copies a small picture and, perhaps, words. @param {Page} page @param {string} words */
const copy = (page, words) =>
  page.evaluate(async (words) => {
    const canvas = new OffscreenCanvas(8, 8);
    canvas.getContext('2d')?.fillRect(0, 0, 4, 4);
    const picture = await canvas.convertToBlob({ type: 'image/png' });
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': picture, ...(words ? { 'text/plain': new Blob([words], { type: 'text/plain' }) } : {}) })]);
  }, words);

/** Sends a file, and holds the upload once the server knows of it. @param {Page} page */
async function hold(page) {
  await compose(page, house.url, { files: [pdf] });
  await page.route('**/grants/*', () => {});
  await Promise.all([page.waitForRequest('**/grants/*'), submit(page)]);
}

test('a burn that fails says why and leads back to both links; one that succeeds leaves nothing to ask about', kTimeout, async () => {
  const { page, context, checked } = await house.page();
  /** @type {string[]} */
  const asked = [];
  page.on('dialog', (dialog) => asked.push(dialog.type()));
  const made = await send(page, house.url, { note: 'kept' });
  const press = async () => {
    await page.getByRole('button', { name: 'Burn it now' }).click();
    await page.getByRole('button', { name: 'Burn it', exact: true }).click();
  };
  await context.setOffline(true);
  await press();
  await ended(page, 'offline');
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Keep it' }).click();
  assert.deepEqual(await links(page), made);
  await page.route('**/api/v1/drops/*', (route) => route.fulfill({ status: 503, body: '{"code":"busy"}' }), { times: 1 });
  await press();
  await ended(page, 'busy');
  await page.getByRole('button', { name: 'Try again' }).click();
  await ended(page, 'burned-by-me');
  await page.reload();
  await page.locator('.compose').waitFor();
  assert.deepEqual(asked, []);
  await checked();
});

test('more files or words than a drop can hold: the form says how many and what to do, and keeps them', kTimeout, async () => {
  const { page, requests, checked } = await house.page();
  await compose(page, house.url, {});
  await drop(page, Array.from({ length: kFilesMax + 1 }, (_, n) => sample(`${n}.txt`)));
  const told = 'That is 1,001 files, and one link takes 1,000 at most.';
  await page.locator('.total').getByText(told).waitFor();
  await submit(page);
  await page.getByRole('alert').getByText(told).waitFor();
  await page.getByRole('button', { name: 'Remove 0.txt' }).click();
  assert.equal((await chosen(page)).length, kFilesMax);
  const note = page.getByLabel('Message');
  await note.fill(words(kListBytesMax));
  await submit(page);
  await page.getByRole('alert').getByText(/^The message is 524\skB long, and can be 3\d\d\skB at most\. Shorten it/).waitFor();
  assert.equal((await note.inputValue()).length, kListBytesMax);
  assert.equal(requests.filter((request) => request.method() !== 'GET').length, 0);
  await checked();
});

test('a message as long as one can be goes', kTimeout, async () => {
  const { page, checked } = await house.page();
  await compose(page, house.url, { note: words(kNoteBytesMax + 1) });
  await submit(page);
  await page.getByText('The message is 524').waitFor();
  await page.getByLabel('Message').fill(words(kNoteBytesMax));
  await submit(page);
  await links(page);
  await checked();
});

test('a line that falls silent while the core is fetched: says so, gives up, and asks again when something is sent', kTimeout, async () => {
  const { page, checked } = await house.page();
  await page.clock.install();
  await page.route('**/seal*.wasm', () => {});
  await Promise.all([page.waitForRequest('**/seal-simd.wasm'), compose(page, house.url, { note: 'still here' })]);
  await submit(page);
  await page.clock.fastForward(kStallMs / 3);
  await page.getByText('The connection is slow just now.').waitFor();
  await Promise.all([page.waitForRequest('**/seal.wasm'), page.clock.fastForward(kStallMs)]);
  await page.clock.fastForward(kStallMs);
  await ended(page, 'offline');
  await page.unroute('**/seal*.wasm');
  await page.getByRole('button', { name: 'Back to the form' }).click();
  assert.equal(await page.getByLabel('Message').inputValue(), 'still here');
  await submit(page);
  await links(page);
  await checked();
});

test('words that were copied with a picture of them are pasted as words where one types', kTimeout, async () => {
  const { page, context, checked } = await house.page();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await compose(page, house.url, {});
  const note = page.getByLabel('Message');
  await copy(page, 'a table of words');
  await note.press('ControlOrMeta+v');
  assert.equal(await note.inputValue(), 'a table of words');
  assert.deepEqual(await chosen(page), []);
  await copy(page, '');
  await note.press('ControlOrMeta+v');
  await page.locator('.files li').waitFor();
  await copy(page, 'image.png');
  await note.press('ControlOrMeta+v');
  await page.locator('.files li').nth(1).waitFor();
  assert.equal(await note.inputValue(), 'a table of words', 'the name of a file is no message');
  await checked();
});

test('files that are dropped or pasted while something is sent are not taken', kTimeout, async () => {
  const { page, context, checked } = await house.page();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await hold(page);
  const heard = await page.locator('#live').textContent();
  await page.evaluate(() => {
    const note = (/** @type {Event} */ event) => void (document.body.dataset[event.type] = String(event.defaultPrevented));
    for (const type of ['dragover', 'drop', 'paste']) addEventListener(type, note);
  });
  await drop(page, [sample('late.txt')]);
  await copy(page, '');
  await page.keyboard.press('ControlOrMeta+v');
  await page.locator('body[data-dragover="true"][data-drop="true"][data-paste="true"]').waitFor();
  assert.equal(await page.locator('#live').textContent(), heard);
  await page.getByRole('button', { name: 'Cancel and burn what was sent' }).click();
  assert.deepEqual(await chosen(page), [pdf.name]);
  await drop(page, [sample('in time.txt')]);
  await page.locator('.files li').nth(1).waitFor();
  await checked();
});

test('a file that has changed and can be read all the same: the form says so', kTimeout, async () => {
  const { page, checked } = await house.page();
  await compose(page, house.url, { files: [pdf] });
  await page.route('**/api/v1/drops/*/seal', (route) => route.fulfill({ status: 409, body: '{"code":"parts-missing"}' }), { times: 1 });
  await page.route('**/api/v1/drops/*', async (route) => {
    if (route.request().method() !== 'GET') return route.continue();
    await page.evaluate(() => {
      const { slice } = Blob.prototype;
      Blob.prototype.slice = function (/** @type {number | undefined} */ from, /** @type {number | undefined} */ to) {
        return new Blob([new Uint8Array(slice.call(this, from, to).size)]);
      };
    });
    await route.fulfill({ contentType: 'application/json', body: '{"missing":[0]}' });
  });
  await submit(page);
  await page.getByRole('alert').getByText('A file has changed since it was added.').waitFor();
  assert.deepEqual(await chosen(page), [pdf.name]);
  await checked();
});

test('an upload that stood still for too long: says that it can’t go on, and what was chosen is kept', kTimeout, async () => {
  await house.server.restart(['--open-idle', `${kIdleMs / 1000}s`]);
  const { page, checked } = await house.page();
  await hold(page);
  await page.getByRole('button', { name: 'Pause' }).click();
  // Its end is counted in whole seconds.
  await new Promise((resolve) => setTimeout(resolve, 2 * kIdleMs));
  await page.unroute('**/grants/*');
  await page.getByRole('button', { name: 'Go on' }).click();
  await ended(page, 'lost');
  await page.getByRole('button', { name: 'Back to the form' }).click();
  assert.deepEqual(await chosen(page), [pdf.name]);
  await checked();
});
