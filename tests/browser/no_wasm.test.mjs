// Browsers that were started without WebAssembly: the same core in plain JavaScript, with one quiet line that says so. What it
// seals opens with WebAssembly, and the other way round.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import test, { after, before } from 'node:test';
import { launch, newPage, shoot, startHouse } from './browser.mjs';
import { jpeg, pdf } from './samples.mjs';
import { arrive, arrived, ended, pixels, pixelsOf, pressOpen, send } from './steps.mjs';

/** Argon2id takes seconds in JavaScript, and far more on a busy machine. */
const kTimeout = { timeout: 300_000 };
const kPatience = 120_000;
const kPassword = 'no wasp at all';
const kNote = 'Käfer, 甲虫, حشرة';
/** Of three passes of Argon2id in four slices each. */
const kShares = ['0', '8', '17', '25', '33', '42', '50', '58', '67', '75', '83', '92'];
const kSlow = 'WebAssembly is switched off here. Plain JavaScript does the same, only more slowly.';

/**
 * Who has no WebAssembly, and why. Chromium has it unless it may not compile anything, and then Argon2id takes minutes, so passwords are left
 * to pages that have lost it to a script.
 * @type {{name: string, browser: import('./browser.mjs').BrowserName, manner: import('./browser.mjs').Manner, hidden?: boolean, password?: string}[]}
 */
const kWithout = [
  { name: 'Firefox without WebAssembly', browser: 'firefox', manner: { prefs: { 'javascript.options.wasm': false } }, password: kPassword },
  { name: 'Chromium that only interprets', browser: 'chromium', manner: { flags: ['--js-flags=--jitless'] } },
  { name: 'Chromium whose pages have lost it', browser: 'chromium', manner: {}, hidden: true, password: kPassword },
];

/** Who sends or opens. @typedef {{browser: import('playwright-core').Browser, slow: boolean, hidden?: boolean | undefined}} Side */

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

/** A patient page. @param {Side} side */
async function visit({ browser, hidden }) {
  const guarded = await newPage(browser, house.url);
  if (hidden) await guarded.context.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
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
 * @param {{from: Side, to: Side, password?: string | undefined}} way
 */
async function deliver({ from, to, password }) {
  const sender = await visit(from);
  const { link, manage } = await send(sender.page, house.url, {
    files: [jpeg, pdf], note: kNote, views: '3', track: true, from: 'Anna', ...(password === undefined ? {} : { password }),
  });
  await toldSlow(sender, from.slow);
  await sender.checked();

  const recipient = await visit(to);
  const { page } = recipient;
  await arrive(page, link);
  await page.getByRole('heading', { name: 'Anna sent you something' }).waitFor();
  if (password !== undefined) {
    await listen(page);
    await pressOpen(page, 'another');
    await page.getByText('That password isn’t right').waitFor();
    assert.deepEqual(await shares(page), to.slow ? kShares : []);
  }
  await pressOpen(page, password);
  await arrived(page);
  await page.getByText(kNote).waitFor();
  assert.equal(await pixels(page, jpeg.name), await pixelsOf(page, jpeg));
  await toldSlow(recipient, to.slow);
  if (to.slow && to.browser.browserType().name() === 'chromium') await shoot(page, 'no-wasm');
  await recipient.checked();

  const owner = await visit(from);
  await owner.page.goto(manage);
  await owner.page.getByText('1 of 3 views used').waitFor();
  await owner.page.getByText(pdf.name).waitFor();
  await owner.page.getByText('Everything was delivered').waitFor();
  assert.equal(await owner.page.locator('.grant .secret').inputValue(), link);
  await toldSlow(owner, from.slow);
  await owner.checked();
}

for (const { name, browser, manner, hidden, password } of kWithout) {
  /** @param {(side: Side, other: Side) => Promise<void>} use */
  const withBoth = async (use) => {
    const without = await launch(browser, manner);
    try {
      await use({ browser: without, slow: true, hidden }, { browser: house.browser, slow: false });
    } finally {
      await without.close();
    }
  };

  if (!hidden) {
    test(`${name} has none, in pages and in workers`, kTimeout, () =>
      withBoth(async (side, other) => {
        assert.deepEqual(await wasmTypes(side.browser), ['undefined', 'undefined']);
        assert.deepEqual(await wasmTypes(other.browser), ['object', 'object']);
      }));
  }
  const how = password === undefined ? 'without a password' : 'with a password';
  test(`${name} seals, ${how}, what is opened with it`, kTimeout, () => withBoth((side, other) => deliver({ from: side, to: other, password })));
  test(`${name} opens, ${how}, what was sealed with it`, kTimeout, () => withBoth((side, other) => deliver({ from: other, to: side, password })));
}
