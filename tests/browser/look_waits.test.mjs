// The states in between, on desktop and phone, light and dark: waiting, slow, too much, the last time. Held to the rules of axe, and pictured.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { kDesktop, kPhone, startHouse } from './browser.mjs';
import { jpeg, noise, pdf } from './samples.mjs';
import { arrive, arrived, compose, ended, links, pressOpen, send } from './steps.mjs';
import { takeInBothThemes } from './themes.mjs';

const kTimeout = { timeout: 400_000 };
const kPassword = 'kingfisher';
const kFilm = { name: 'Film.mov', mimeType: 'video/quicktime', buffer: noise(4 << 20) };

/** @type {import('./browser.mjs').House} */
let house;
/** Of a drop with a password, that nobody ever opens. @type {string} */
let locked;
before(async () => {
  house = await startHouse();
  const sender = await house.page();
  ({ link: locked } = await send(sender.page, house.url, { files: [jpeg], password: kPassword }));
  await sender.checked();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {(page: Page, name: string) => Promise<void>} Shoot */

/** @param {Page} page @param {Shoot} take */
async function longInComing(page, take) {
  await page.route('**/api/v1/info', () => {});
  await page.goto(`${house.url}/`);
  await page.locator('main > .slow').waitFor();
  await take(page, 'slow');
  await page.unroute('**/api/v1/info');
}

/** @param {Page} page @param {Shoot} take */
async function choosing(page, take) {
  await page.route('**/api/v1/info', async (route) => {
    const info = await (await route.fetch()).json();
    await route.fulfill({ json: { ...info, limits: { ...info.limits, drop_bytes: 100_000 } } });
  });
  await compose(page, house.url, { files: [jpeg, pdf] });
  await page.locator('.total.wrong').waitFor();
  await take(page, 'send-too-large');
  await page.evaluate(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['x'], 'x.txt'));
    document.body.dispatchEvent(new DragEvent('dragenter', { dataTransfer: transfer, bubbles: true }));
  });
  await page.locator('.veil').waitFor();
  await take(page, 'send-drag');
  await page.unroute('**/api/v1/info');
}

/** Cuts every pause between two tries short, as a device does that is online again, until something is there. @param {Page} page @param {import('playwright-core').Locator} wanted */
async function outlast(page, wanted) {
  while (!(await wanted.isVisible())) await page.evaluate(() => dispatchEvent(new Event('online')));
}

/** @param {Page} page @param {Shoot} take */
async function unlocking(page, take) {
  /** @type {import('playwright-core').Route[]} */
  const held = [];
  await arrive(page, locked);
  await page.route('**/claim', (route) => void held.push(route));
  await pressOpen(page, kPassword);
  await page.locator('.button.busy').waitFor();
  await take(page, 'open-busy');
  // Or a claim would be let through when its route is given up, and the view be gone.
  await page.goto('about:blank');
  await Promise.allSettled(held.map((route) => route.abort()));
  await page.unroute('**/claim');
  await arrive(page, locked);
  await page.route('**/claim', (route) =>
    route.fulfill({ status: 429, headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '600' }, body: JSON.stringify({ code: 'too-many-attempts' }) }),
  );
  await pressOpen(page, kPassword);
  await page.getByText('Too many wrong tries.').first().waitFor();
  await take(page, 'open-slow');
  await page.unroute('**/claim');
}

/** @param {Page} page @param {Shoot} take */
async function viewing(page, take) {
  await compose(page, house.url, { files: [jpeg, kFilm], note: 'Look quickly.' });
  await page.getByRole('button', { name: 'Seal and send' }).click();
  const { link, manage } = await links(page);
  await page.goto(manage);
  await page.locator('.manage').waitFor();
  await take(page, 'manage-unopened');
  await arrive(page, link);
  await page.route('**/parts/3', (route) => route.abort('connectionreset'));
  await pressOpen(page);
  await outlast(page, page.getByRole('button', { name: 'Go on' }));
  await take(page, 'view-stopped');
  await page.unroute('**/parts/3');
  await page.getByRole('button', { name: 'Go on' }).click();
  await arrived(page);
  await take(page, 'view-last');
}

/** @param {Page} page @param {Shoot} take */
async function ends(page, take) {
  const state = { state: 'live', views_left: 0, expires_at: 4e9, size: 1000, password: null, tracked: false, hint: null };
  await page.route('**/grants/*', (route) => route.fulfill({ json: state }));
  await page.goto('about:blank');
  await page.goto(locked);
  await ended(page, 'taken');
  await page.unroute('**/grants/*');
  await take(page, 'end-taken');
  await page.goto(`${house.url}/d`);
  await page.evaluate(() => history.replaceState({ end: 'hidden' }, '', '/d'));
  await page.reload();
  await ended(page, 'hidden');
  await take(page, 'end-hidden');
  await page.route('**/healthz', (route) => route.abort('connectionrefused'));
  await page.goto(`${house.url}/offline.html`);
  await ended(page, 'offline');
  await take(page, 'offline');
}

for (const [device, options] of Object.entries({ desktop: kDesktop, phone: kPhone })) {
  test(`${device}, in both themes`, kTimeout, async () => {
    let taken = 0;
    /** @type {Shoot} */
    const take = async (page, name) => {
      await takeInBothThemes(page, name, device);
      taken += 1;
    };
    for (const story of [longInComing, choosing, unlocking, viewing, ends]) {
      const { page, context } = await house.page({ ...options, reducedMotion: 'reduce', serviceWorkers: 'block' });
      await story(page, take);
      await context.close();
    }
    assert.equal(taken, 11);
  });
}
