// Browsers that were started without WebAssembly: the same core in plain JavaScript, with one quiet line that says so. What it
// seals opens with WebAssembly, and the other way round.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import test, { after, before } from 'node:test';
import { launch, newPage, shoot, startHouse } from './browser.mjs';
import { jpeg, pdf } from './samples.mjs';
import { arrive, arrived, ended, pixels, pixelsOf, pressShow, send } from './steps.mjs';

/** Argon2id takes seconds in JavaScript, and far more on a busy machine. */
const kTimeout = { timeout: 300_000 };
const kPatience = 120_000;
const kPassword = 'no wasp at all';
const kNote = 'Käfer, 甲虫, حشرة';
/** Of three passes of Argon2id in four slices each. */
const kShares = ['0', '8', '17', '25', '33', '42', '50', '58', '67', '75', '83', '92'];
const kSlow = 'WebAssembly is switched off here. Plain JavaScript does the same, only more slowly.';

/** How each browser is told to do without. @type {Record<'chromium' | 'firefox', import('./browser.mjs').Manner>} */
const kWithout = {
  chromium: { flags: ['--js-flags=--noexpose-wasm'] },
  firefox: { prefs: { 'javascript.options.wasm': false } },
};

/** @type {import('./browser.mjs').House} with WebAssembly */
let house;
before(async () => {
  house = await startHouse({ browser: 'chromium' });
}, kTimeout);
after(() => house?.close(), kTimeout);

/** What a browser has of WebAssembly, in pages and in workers: on a page without a policy. @param {import('playwright-core').Browser} browser */
async function wasmTypes(browser) {
  const server = createServer((_, response) => response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (server.address()).port}`);
  const types = await page.evaluate(async () => {
    const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(typeof WebAssembly)'], { type: 'text/javascript' })));
    const inWorker = await new Promise((resolve, reject) => {
      worker.onmessage = (event) => resolve(event.data);
      worker.onerror = reject;
    });
    return [typeof WebAssembly, inWorker];
  });
  await page.close();
  server.closeAllConnections();
  server.close();
  return types;
}

/** A page of a browser with or without WebAssembly, patient. @param {import('playwright-core').Browser} browser */
async function visit(browser) {
  const guarded = await newPage(browser, house.url);
  guarded.page.setDefaultTimeout(kPatience);
  return guarded;
}

/** Notes what is told while the password is worked on, step by step. @param {import('playwright-core').Page} page */
const listen = (page) =>
  page.locator('#costs').evaluate((line) => {
    /** @type {string[]} */
    const told = [];
    new MutationObserver(() => told.push(line.textContent ?? '')).observe(line, { childList: true });
    Object.assign(globalThis, { told });
  });

/** @param {import('playwright-core').Page} page @returns {Promise<string[]>} the shares that were told */
const shares = (page) => page.evaluate(() => /** @type {any} */ (globalThis).told.flatMap((/** @type {string} */ line) => /^\d+(?=\s?%)/.exec(line)?.[0] ?? []));

/** @param {import('./browser.mjs').GuardedPage} visitor @param {boolean} slow */
async function toldSlow({ page, requests }, slow) {
  assert.equal(await page.getByText(kSlow).count(), slow ? 1 : 0);
  const builds = requests.map((request) => new URL(request.url()).pathname).filter((path) => /\.wasm(\.js)?$/.test(path));
  assert.ok(builds.length > 0 || slow);
  assert.deepEqual(builds.filter((path) => path.endsWith('.wasm.js') !== slow), []);
}

/**
 * A drop from one browser to another, and what its sender then sees on the manage page.
 * @param {{from: import('playwright-core').Browser, to: import('playwright-core').Browser, without: import('playwright-core').Browser, password?: string}} way
 */
async function deliver({ from, to, without, password }) {
  const sender = await visit(from);
  const { link, manage } = await send(sender.page, house.url, {
    files: [jpeg, pdf], note: kNote, views: '3', track: true, from: 'Anna', ...(password === undefined ? {} : { password }),
  });
  await toldSlow(sender, from === without);
  await sender.checked();

  const recipient = await visit(to);
  const { page } = recipient;
  await arrive(page, link);
  await page.getByRole('heading', { name: 'Anna sent you something' }).waitFor();
  if (password !== undefined) {
    await listen(page);
    await pressShow(page, 'another');
    await page.getByText('That password isn’t right').waitFor();
    assert.deepEqual(await shares(page), to === without ? kShares : []);
  }
  await pressShow(page, password);
  await arrived(page);
  await page.getByText(kNote).waitFor();
  assert.equal(await pixels(page, jpeg.name), await pixelsOf(page, jpeg));
  await toldSlow(recipient, to === without);
  if (to === without && to.browserType().name() === 'chromium') await shoot(page, 'no-wasm');
  await recipient.checked();

  const owner = await visit(from);
  await owner.page.goto(manage);
  await owner.page.getByText('1 of 3 views used').waitFor();
  await owner.page.getByText(pdf.name).waitFor();
  await owner.page.getByText('Everything was delivered').waitFor();
  assert.equal(await owner.page.locator('.grant .secret').inputValue(), link);
  await toldSlow(owner, from === without);
  await owner.checked();
}

for (const name of /** @type {('chromium' | 'firefox')[]} */ (['chromium', 'firefox'])) {
  test(`${name} without WebAssembly`, kTimeout, async (t) => {
    const without = await launch(name, kWithout[name]);
    try {
      await t.test('has none, in pages and in workers', async () => {
        assert.deepEqual(await wasmTypes(without), ['undefined', 'undefined']);
        assert.deepEqual(await wasmTypes(house.browser), ['object', 'object']);
      });
      await t.test('seals what is opened with it', () => deliver({ from: without, to: house.browser, without }));
      await t.test('seals with a password what is opened with it', () => deliver({ from: without, to: house.browser, without, password: kPassword }));
      await t.test('opens what was sealed with it', () => deliver({ from: house.browser, to: without, without }));
      await t.test('opens with a password what was sealed with it', () => deliver({ from: house.browser, to: without, without, password: kPassword }));
    } finally {
      await without.close();
    }
  });
}
