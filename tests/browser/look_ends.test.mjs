// Every other way that things end or fail, on desktop and phone, light and dark: held to the rules of axe, and pictured.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { assertAccessible, kColours } from './axe.mjs';
import { kDesktop, kPhone, startHouse } from './browser.mjs';
import { jpeg } from './samples.mjs';
import { arrive, compose, ended, pressOpen, send, withoutCore } from './steps.mjs';
import { takeInBothThemes } from './themes.mjs';

const kTimeout = { timeout: 400_000 };
/** What the server may say to a sender, and the page each leads to. @type {[number, string, string][]} */
const kRefusals = [
  [507, 'storage-full', 'full'],
  [413, 'drop-too-large', 'tooLarge'],
  [429, 'too-many-drops', 'tooMany'],
  [429, 'too-many-attempts', 'attempts'],
  [451, 'payload-blocked', 'blocked'],
  [404, 'drop-not-found', 'lost'],
  [400, 'bad-field', 'internal'],
];

/** @type {import('./browser.mjs').House} */
let house;
/** Of a drop that nobody ever opens. @type {string} */
let link;
before(async () => {
  house = await startHouse();
  const sender = await house.page();
  ({ link } = await send(sender.page, house.url, { files: [jpeg] }));
  await sender.checked();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @param {number} status @param {string} code */
const problem = (status, code) => ({
  status,
  headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '600' },
  body: JSON.stringify({ type: 'about:blank', title: code, status, code, detail: '', limit: 5_000_000 }),
});

/** @typedef {(page: import('playwright-core').Page, name: string) => Promise<void>} Shoot */

/** @param {import('playwright-core').Page} page @param {Shoot} take */
async function refused(page, take) {
  for (const [status, code, end] of kRefusals) {
    await compose(page, house.url, { note: 'refused' });
    await page.route('**/api/v1/drops/*', (route) => route.fulfill(problem(status, code)));
    await page.getByRole('button', { name: 'Seal and send' }).click();
    await ended(page, end);
    await take(page, `end-${end}`);
    await page.unroute('**/api/v1/drops/*');
  }
}

/** @param {import('playwright-core').Page} page @param {Shoot} take */
async function unopened(page, take) {
  const last = link.at(-20) === 'a' ? 'b' : 'a';
  for (const [end, address] of [['version', link.replace('#1', '#2')], ['missing', link.slice(0, -20) + last + link.slice(-19)]]) {
    await page.goto('about:blank');
    await page.goto(String(address));
    await ended(page, String(end));
    await take(page, `end-${end}`);
  }
  for (const [end, status, code] of /** @type {const} */ ([['busy', 503, 'busy'], ['offline', 0, '']])) {
    await page.route('**/api/v1/grants/*', (route) => (status === 0 ? route.abort('connectionrefused') : route.fulfill(problem(status, code))));
    await page.goto('about:blank');
    await page.goto(link);
    await ended(page, end);
    await take(page, `end-${end}`);
    await page.unroute('**/api/v1/grants/*');
  }
  for (const [end, status, code] of /** @type {const} */ ([['lease', 410, 'lease-ended'], ['damaged', 403, 'token-wrong']])) {
    await page.route('**/claim', (route) => route.fulfill(problem(status, code)));
    await page.goto('about:blank');
    await arrive(page, link);
    await pressOpen(page);
    await ended(page, end);
    await take(page, `end-${end}`);
    await page.unroute('**/claim');
  }
}

/** @param {import('playwright-core').Page} page @param {Shoot} take */
async function withoutWasm(page, take) {
  await withoutCore(page.context());
  await page.goto('about:blank');
  await page.goto(link);
  await ended(page, 'wasm');
  await take(page, 'end-wasm');
}

for (const [device, options] of Object.entries({ desktop: kDesktop, phone: kPhone })) {
  test(`${device}, in both themes`, kTimeout, async () => {
    let taken = 0;
    /** @type {Shoot} */
    const take = async (page, name) => {
      await takeInBothThemes(page, name, device);
      taken += 1;
    };
    const visitor = await house.page({ ...options, reducedMotion: 'reduce', serviceWorkers: 'block' });
    await refused(visitor.page, take);
    await unopened(visitor.page, take);
    await withoutWasm(visitor.page, take);
    await visitor.context.close();
    assert.equal(taken, 14);
  });
}

test('the rules are held: a picture without words is found, and a colour that is too pale', kTimeout, async () => {
  const { page, checked } = await house.page();
  await compose(page, house.url, {});
  await page.evaluate(() => document.querySelector('main')?.append(document.createElement('img')));
  await assert.rejects(assertAccessible(page, 'spoilt'), /image-alt/);
  await assertAccessible(page, 'spoilt', kColours);
  await page.locator('h1').evaluate((title) => title.style.setProperty('color', 'light-dark(#ddd, #333)'));
  await assert.rejects(assertAccessible(page, 'spoilt', kColours), /color-contrast/);
  await checked();
});
