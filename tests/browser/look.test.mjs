// Every state, on desktop and phone, light and dark: held to the rules of axe, and pictured for people to look at in
// build/test-output/screenshots.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { kDesktop, kPhone, startHouse } from './browser.mjs';
import { jpeg, makePng, noise, pdf } from './samples.mjs';
import { arrive, arrived, chooseFiles, compose, ended, links, pressOpen } from './steps.mjs';
import { takeInBothThemes } from './themes.mjs';

const kTimeout = { timeout: 400_000 };
const kPassword = 'kingfisher';

/** @type {import('./browser.mjs').House} */
let house;
/** @type {import('./steps.mjs').Sample} */
let png;
before(async () => {
  house = await startHouse();
  png = await makePng(house.browser);
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @typedef {(page: import('playwright-core').Page, name: string) => Promise<void>} Shoot */

/** @param {import('playwright-core').Page} page @param {Shoot} take */
async function sending(page, take) {
  await compose(page, house.url, {});
  await take(page, 'send-empty');
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await take(page, 'send-complaint');
  const note = 'The keys are under the third stone.\nSee you on Sunday!';
  await compose(page, house.url, { files: [jpeg, png, pdf], note, views: '3', password: kPassword, track: true, from: 'Anna' });
  await take(page, 'send-filled');
  await chooseFiles(page, [{ name: 'Film.mov', mimeType: 'video/quicktime', buffer: noise(4 << 20) }]);
  await page.route('**/parts/4', () => {});
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await page.locator('progress[value]').waitFor();
  await take(page, 'send-progress');
}

/** @param {import('playwright-core').Page} page @param {Shoot} take */
async function sent(page, take) {
  const note = 'The keys are under the third stone.\nSee you on Sunday!';
  await compose(page, house.url, { files: [jpeg, png, pdf], note, views: '3', password: kPassword, track: true, from: 'Anna' });
  await page.getByRole('button', { name: 'Seal and send' }).click();
  const made = await links(page);
  await take(page, 'send-done');
  await page.getByRole('button', { name: 'Burn it now' }).click();
  await take(page, 'send-burn');
  return made;
}

/** @param {import('playwright-core').Page} page @param {string} link @param {Shoot} take */
async function opening(page, link, take) {
  await arrive(page, link);
  await take(page, 'open');
  await pressOpen(page, 'wrong');
  await page.getByText('That password isn’t right').waitFor();
  await take(page, 'open-wrong');
  await pressOpen(page, kPassword);
  await arrived(page);
  await page.locator('.frame img').nth(1).waitFor();
  await take(page, 'view');
  await page.locator('.frame button').first().click();
  await take(page, 'view-larger');
  await page.keyboard.press('Escape');
}

/** @param {import('playwright-core').Page} page @param {string} manage @param {Shoot} take */
async function managing(page, manage, take) {
  await page.goto(manage);
  await page.locator('.events li').first().waitFor();
  await take(page, 'manage');
  await page.getByRole('button', { name: 'Burn it now' }).click();
  await page.getByRole('button', { name: 'Burn it', exact: true }).click();
  await ended(page, 'burned-by-me');
  await take(page, 'end-burned-by-me');
}

/** @param {import('playwright-core').Page} page @param {string} link @param {Shoot} take */
async function ends(page, link, take) {
  await page.goto('about:blank');
  await page.goto(link);
  await ended(page, 'burned');
  await take(page, 'end-burned');
  await page.goto(`${house.url}/d`);
  await ended(page, 'cut');
  await take(page, 'end-cut');
  await page.goto(link.replace('#', '%23'));
  await page.locator('.state').waitFor();
  await take(page, 'bent');
  for (const state of ['viewed', 'expired', 'removed', 'open']) {
    await page.route('**/grants/*', (route) => route.fulfill({ json: { state } }));
    await page.goto('about:blank');
    await page.goto(link);
    await ended(page, state);
    await page.unroute('**/grants/*');
    await take(page, `end-${state}`);
  }
}

/** A view of which only the beginning has come. @param {import('playwright-core').Page} page @param {Shoot} take */
async function arriving(page, take) {
  const big = { name: 'Film.mov', mimeType: 'video/quicktime', buffer: noise(4 << 20) };
  await compose(page, house.url, { files: [jpeg, big] });
  await page.getByRole('button', { name: 'Seal and send' }).click();
  const { link } = await links(page);
  await arrive(page, link);
  await page.route('**/parts/3', (route) => route.abort('connectionreset'));
  await pressOpen(page);
  await page.getByText('your view is not lost').waitFor();
  await page.locator('.frame img').waitFor();
  await take(page, 'view-arriving');
}

for (const [device, options] of Object.entries({ desktop: kDesktop, phone: kPhone })) {
  test(`${device}, in both themes`, kTimeout, async () => {
    let taken = 0;
    /** @type {Shoot} */
    const take = async (page, name) => {
      await takeInBothThemes(page, name, device);
      taken += 1;
    };
    const visitor = await house.page({ ...options, reducedMotion: 'reduce' });
    await sending(visitor.page, take);
    await visitor.checked();
    const other = await house.page({ ...options, reducedMotion: 'reduce' });
    const made = await sent(other.page, take);
    await opening(other.page, made.link, take);
    await managing(other.page, made.manage, take);
    await ends(other.page, made.link, take);
    await arriving(other.page, take);
    await other.checked();
    assert.equal(taken, 20);
  });
}
