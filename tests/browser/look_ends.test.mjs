// Every other way that things end or fail, on desktop and phone, light and dark: held to the rules of axe, and pictured.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { makeFolder, mayflyOk, send as sendFile } from '../system/cli.mjs';
import { runOnce } from '../system/server.mjs';
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
  [410, 'drop-gone', 'lost'],
  [400, 'bad-field', 'internal'],
];

/** @type {import('./browser.mjs').House} */
let house;
/** Of a drop that nobody ever opens. @type {string} */
let link;
/** Of the same. @type {string} */
let manage;
/** Manage links of drops that have ended, by how they did. @type {Record<string, string>} */
let over;
before(async () => {
  house = await startHouse();
  const sender = await house.page();
  ({ link, manage } = await send(sender.page, house.url, { files: [jpeg] }));
  over = await endDrops(sender.page);
  await sender.checked();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** What the manage page asks the server, and with what right. @param {import('playwright-core').Page} page @param {string} manage */
async function askedBy(page, manage) {
  await page.goto('about:blank');
  const [request] = await Promise.all([page.waitForRequest('**/api/v1/drops/*'), page.goto(manage)]);
  return { address: request.url(), authorization: String(await request.headerValue('authorization')) };
}

/** Drops that are opened, that expire and that the operator removes. @param {import('playwright-core').Page} page */
async function endDrops(page) {
  const folder = makeFolder({ 'words.txt': 'here and gone' });
  const made = () => sendFile(house.url, [folder.in('words.txt'), '--track']);
  const [viewed, expired, removed] = [await made(), await made(), await made()];
  await mayflyOk(['open', viewed.link, '--yes', '--into', folder.out]);
  folder.remove();
  const { address, authorization } = await askedBy(page, expired.manage);
  // Sooner than the page lets anybody choose.
  const { status } = await fetch(address, { method: 'PATCH', headers: { authorization, 'Content-Type': 'application/json' }, body: '{"expires_in":1}' });
  assert.equal(status, 200);
  const asked = await askedBy(page, removed.manage);
  assert.equal((await runOnce(['remove', '--data', house.server.dataDir, String(asked.address.split('/').at(-1))])).status, 0);
  return { viewed: viewed.manage, expired: expired.manage, removed: removed.manage };
}

/** @param {number} status @param {string} code */
const problem = (status, code) => ({
  status,
  headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '600' },
  body: JSON.stringify({ type: 'about:blank', title: code, status, code, detail: '', reason: 'expired', limit: 5_000_000 }),
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
async function managed(page, take) {
  for (const [end, address] of Object.entries(over)) {
    await page.goto('about:blank');
    await page.goto(address);
    await ended(page, end);
    await take(page, `manage-${end}`);
  }
  await page.route('**/api/v1/drops/*', (route) => route.continue({ headers: { ...route.request().headers(), authorization: `Bearer ${'A'.repeat(43)}` } }));
  await page.goto('about:blank');
  await page.goto(manage);
  await ended(page, 'ownerWrong');
  await take(page, 'manage-wrong');
  await page.unroute('**/api/v1/drops/*');
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
    await managed(visitor.page, take);
    await withoutWasm(visitor.page, take);
    await visitor.context.close();
    assert.equal(taken, 18);
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
