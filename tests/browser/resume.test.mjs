// Broken lines: a view survives a reload, a cut connection and a killed server, and an upload never starts over.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startHouse } from './browser.mjs';
import { noise } from './samples.mjs';
import { arrive, arrived, compose, links, pressOpen, send } from './steps.mjs';

const kTimeout = { timeout: 300_000 };
const kBig = { name: 'noise.bin', mimeType: 'application/octet-stream', buffer: noise(6 << 20) };

/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  house = await startHouse();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** Is the file that the page offers the one that was sent? @param {import('playwright-core').Page} page */
async function savedIsWhole(page) {
  const { bytes } = await house.saved(page, () => page.getByRole('button', { name: 'Save noise.bin' }).click(), kBig.buffer.length);
  assert.ok(bytes.equals(kBig.buffer));
}

/** @param {string} manage @returns {Promise<string>} what the owner is told of the views */
async function views(manage) {
  const owner = await house.page();
  await owner.page.goto(manage);
  const words = await owner.page.locator('.count strong').textContent();
  await owner.checked();
  return words ?? '';
}

test('a reload in the middle of a view goes on with the same view', kTimeout, async () => {
  const sender = await house.page();
  const { link, manage } = await send(sender.page, house.url, { files: [kBig], views: '3', password: 'again' });
  await sender.checked();
  const recipient = await house.page();
  const { page } = recipient;
  await arrive(page, link);
  house.tap.cutAfter(3 << 20);
  await pressOpen(page, 'again');
  await page.getByText('The connection is gone.').waitFor();
  assert.ok(house.tap.isCut());
  house.tap.mend();
  await page.reload();
  await page.getByText('Going on uses no further view.').waitFor();
  await pressOpen(page, 'again');
  await arrived(page);
  await savedIsWhole(page);
  await recipient.checked();
  assert.equal(await views(manage), '1 of 3 views used');
});

test('a download goes on after the server was killed in the middle of it', kTimeout, async () => {
  const sender = await house.page();
  const { link, manage } = await send(sender.page, house.url, { files: [kBig], views: '3' });
  await sender.checked();
  const recipient = await house.page();
  const { page } = recipient;
  await arrive(page, link);
  house.tap.cutAfter(2 << 20);
  await pressOpen(page);
  await page.getByText('The connection is gone.').waitFor();
  await house.server.kill9();
  await house.server.restart();
  house.tap.mend();
  await arrived(page);
  await savedIsWhole(page);
  await recipient.checked();
  assert.equal(await views(manage), '1 of 3 views used');
});

test('an upload goes on after the line broke, and sends no part twice that had arrived', kTimeout, async () => {
  const sender = await house.page();
  const { page } = sender;
  await compose(page, house.url, { files: [kBig] });
  const before = house.tap.sentBytes();
  house.tap.cutAfterSending(3 << 20);
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await page.getByText('nothing that was sent is lost').waitFor();
  assert.ok(house.tap.isCut());
  house.tap.mend();
  await links(page);
  const sent = house.tap.sentBytes() - before;
  // Three parts at most were under way when the line broke.
  assert.ok(sent < kBig.buffer.length + (4 << 20), `${sent} bytes were sent`);
  await sender.checked();
});

test('an upload goes on without the second worker when that cannot be loaded', kTimeout, async () => {
  const sender = await house.page();
  const { page } = sender;
  let asked = 0;
  await page.route('**/js/core/worker.js', (route) => {
    asked += 1;
    return asked === 1 ? route.continue() : route.abort('connectionreset');
  });
  await send(page, house.url, { files: [kBig] });
  assert.ok(asked > 1, 'a second worker was wanted');
  // The browser reports each worker that it could not load; that is what this test is about.
  sender.problems.splice(0, sender.problems.length, ...sender.problems.filter((problem) => !problem.includes('ERR_CONNECTION_RESET')));
  await sender.checked();
});

test('a cancelled upload is burned', kTimeout, async () => {
  const sender = await house.page();
  const { page } = sender;
  await compose(page, house.url, { files: [kBig] });
  /** @type {string[]} */
  const burned = [];
  page.on('response', (response) => {
    if (response.request().method() === 'DELETE') burned.push(`${response.status()}`);
  });
  // The seal never gets through, so that the upload is still going on.
  await page.route('**/seal', () => {});
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await page.getByText('Finishing…').waitFor();
  await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'DELETE'),
    page.getByRole('button', { name: 'Cancel and burn what was sent' }).click(),
  ]);
  assert.deepEqual(burned, ['204']);
  await page.getByRole('button', { name: 'Seal and send' }).waitFor();
  assert.equal(await page.locator('.files li').count(), 1, 'what was chosen is still there');
  await sender.checked();
});
