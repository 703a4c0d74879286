// What can go wrong once a view is taken: each fault is told as what it is, and what can go on is let go on.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startHouse } from './browser.mjs';
import { noise } from './samples.mjs';
import { arrive, arrived, ended, pressOpen, send } from './steps.mjs';

const kTimeout = { timeout: 300_000 };
const kSmall = { name: 'small.txt', mimeType: 'text/plain', buffer: Buffer.from('soon here') };
const kBig = { name: 'noise.bin', mimeType: 'application/octet-stream', buffer: noise(3 << 20) };

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Route} Route */

/** @type {import('./browser.mjs').House} */
let house;
/** Of a drop of several parts that can be opened again and again. */
let link = '';
before(async () => {
  house = await startHouse();
  const sender = await house.page();
  ({ link } = await send(sender.page, house.url, { files: [kSmall, kBig], note: 'the beginning', views: 'No limit' }));
  await sender.checked();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @param {number} status @param {object} body */
const problem = (status, body) => ({ status, headers: { 'Content-Type': 'application/problem+json' }, body: JSON.stringify(body) });

/** @param {Page} page */
const goOn = (page) => page.locator('.viewer').getByRole('button', { name: 'Go on' });

/** Opens a link as if nothing had been open before. @param {Page} page @param {string} [address] */
async function opens(page, address = link) {
  await page.goto('about:blank');
  await arrive(page, address);
  await pressOpen(page);
}

/** Alters what scripts say before the page gets them. @param {Page} page @param {string} scripts @param {string} from @param {string} to */
const altered = (page, scripts, from, to) =>
  page.route(scripts, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(from, to) });
  });

/** @param {Route} route */
async function spoilt(route) {
  const response = await route.fetch();
  const body = await response.body();
  body.writeUInt8(body.readUInt8(100) ^ 1, 100);
  await route.fulfill({ response, body });
}

/** @typedef {(route: Route) => Promise<void>} Answer */

/** @type {Answer} */
const reset = (route) => route.abort('connectionreset');
/** @type {Answer} */
const fault = (route) => route.fulfill(problem(500, { code: 'internal' }));

/** What stops a view, what comes of going on too late, and the page that says so. @type {[string, Answer, Answer, string][]} */
const kTooLate = [
  ['its time is over', reset, (route) => route.fulfill(problem(410, { code: 'lease-ended' })), 'lease'],
  ['it is burned', fault, (route) => route.fulfill(problem(410, { code: 'drop-gone', reason: 'burned' })), 'burned'],
  ['what comes is damaged', fault, spoilt, 'damaged'],
];

test('nothing came through, and by the time one goes on', kTimeout, async (t) => {
  const { page, checked } = await house.page();
  // Each pause between two tries ends when the device is online again.
  await page.addInitScript(() => void setInterval(() => dispatchEvent(new Event('online')), 10));
  for (const [name, first, late, end] of kTooLate) {
    await t.test(`${name}: ${end}`, async () => {
      await page.route('**/parts/0', first);
      await opens(page);
      await goOn(page).waitFor();
      /** @type {(route: Route) => void} */
      let hold = () => {};
      const held = new Promise((/** @type {(route: Route) => void} */ resolve) => (hold = resolve));
      await page.unroute('**/parts/0');
      await page.route('**/parts/0', (route) => hold(route));
      await goOn(page).click();
      const route = await held;
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Here it is', 'the focus is lost');
      await late(route);
      await ended(page, end);
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
      assert.equal(await page.evaluate(() => Object.keys(sessionStorage).length), end === 'lease' ? 0 : 1);
      await page.evaluate(() => sessionStorage.clear());
      await page.unroute('**/parts/0');
    });
  }
  await checked();
});

/** Faults that may pass: the server's own, a proxy's, and an answer that is none. @type {[string, Answer][]} */
const kPassing = [
  ['500', fault],
  ['a proxy’s 520', (route) => route.fulfill({ status: 520, body: '<h1>unknown error</h1>' })],
  ['a body that is too long', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: {}, body: Buffer.concat([await response.body(), Buffer.alloc(9)]) });
  }],
];

test('a fault that may pass ends no view: one can go on', kTimeout, async (t) => {
  const { page, checked } = await house.page();
  let claims = 0;
  page.on('request', (request) => void (claims += Number(request.url().endsWith('/claim'))));
  await arrive(page, link);
  let press = () => pressOpen(page);
  for (const [name, answer] of kPassing) {
    await t.test(name, async () => {
      await page.route('**/parts/1', answer);
      await press();
      await goOn(page).waitFor();
      assert.equal(await page.locator('.letter .words').textContent(), 'the beginning');
      await page.unroute('**/parts/1');
      press = () => goOn(page).click();
    });
  }
  await press();
  await arrived(page);
  assert.equal(claims, 1);
  await checked();
});

test('memory that runs out is told as that, and a reload goes on with the view; so is a drop that ended meanwhile', kTimeout, async () => {
  const { page, checked } = await house.page();
  for (const part of [0, 1]) {
    const fails = `if (message.method === 'openToBlob' && message.args[0] === ${part}) throw new RangeError('no room'); const result = await (`;
    await altered(page, '**/js/core/worker.js', 'const result = await (', fails);
    await opens(page);
    await (part === 0 ? ended(page, 'memory') : page.locator('.letter').waitFor());
    await page.getByText('This browser has run out of memory for it.').waitFor();
    await page.unroute('**/js/core/worker.js');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('Going on uses no further view.').waitFor();
  }
  // Nor is another end told as that of the view's time.
  await page.route('**/parts/1', (route) => route.fulfill(problem(410, { code: 'drop-gone', reason: 'removed' })));
  await pressOpen(page);
  await page.getByText('The rest can no longer be had: The people who run this server have removed it.').waitFor();
  await checked();
});

test('a browser without AbortSignal.any sends and opens', kTimeout, async () => {
  const visitors = [await house.page(), await house.page()];
  for (const { context } of visitors) await context.addInitScript(() => Reflect.deleteProperty(AbortSignal, 'any'));
  const [sender, recipient] = visitors;
  assert.ok(sender && recipient);
  const made = await send(sender.page, house.url, { files: [kBig] });
  await opens(recipient.page, made.link);
  await arrived(recipient.page);
  for (const { page, checked } of visitors) {
    assert.equal(await page.evaluate(() => 'any' in AbortSignal), false);
    await checked();
  }
});

test('a browser without light-dark() has the same colours, in both themes', kTimeout, async () => {
  const { page, checked } = await house.page({ reducedMotion: 'reduce' });
  const colours = async () => {
    /** @type {string[]} */
    const seen = [];
    await page.goto('about:blank');
    await arrive(page, link);
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme });
      const looks = await page.locator('html, .gate .button, .facts dt, .brand').evaluateAll((all) => all.map((one) => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor].join()));
      seen.push(...looks);
    }
    return seen;
  };
  const wanted = await colours();
  assert.ok(new Set(wanted).size >= 8);
  await page.route('**/*.css', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll('light-dark(', 'none-such(') });
  });
  assert.deepEqual(await colours(), wanted);
  await checked();
});

test('the notice to stay while a file is copied stays while others arrive', kTimeout, async () => {
  const { page, checked } = await house.page();
  await altered(page, '**/js/**', 'kMemoryBytesMax = 128 << 20', 'kMemoryBytesMax = 1 << 20');
  /** @type {Route[]} */
  const held = [];
  await page.route('**/parts/2', (route) => void held.push(route));
  await opens(page);
  await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save small.txt' }).click()]);
  const notice = page.getByText('Leave this page open');
  await notice.waitFor();
  await page.unroute('**/parts/2');
  await Promise.all(held.map((route) => route.continue()));
  await arrived(page);
  assert.ok(await notice.isVisible());
  await checked();
});
