// The states of an upload that is held up, and the link with its password, on desktop and phone, light and dark: held to the rules of
// axe, and pictured for people to look at in build/test-output/screenshots.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { kDesktop, kPhone, startHouse } from './browser.mjs';
import { jpeg, makePng, noise, pdf } from './samples.mjs';
import { compose, thumbsSeen } from './steps.mjs';
import { takeInBothThemes } from './themes.mjs';

const kTimeout = { timeout: 400_000 };
const kStepMs = 120_000;
const kFilm = { name: 'Film.mov', mimeType: 'video/quicktime', buffer: noise(2 << 20) };

/** @type {import('./browser.mjs').House} */
let house;
/** @type {import('./steps.mjs').Sample} */
let png;
before(async () => {
  house = await startHouse();
  png = await makePng(house.browser);
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @param {import('playwright-core').Page} page @param {(name: string) => Promise<void>} take */
async function heldUp(page, take) {
  await compose(page, house.url, { files: [jpeg, png, pdf, kFilm], password: 'kingfisher-under-the-bridge' });
  await thumbsSeen(page, '.files img', 2);
  await take('send-chosen');
  await page.route('**/parts/2', (route) => route.fulfill({ status: 503, contentType: 'application/problem+json', headers: { 'Retry-After': '600' }, body: '{"code":"busy"}' }));
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await page.getByText('The server is busy.').waitFor();
  await thumbsSeen(page, '.thumbs img', 2);
  await take('send-busy');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('heading', { name: 'Paused' }).waitFor();
  await take('send-paused');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('You are offline.').waitFor();
  await take('send-offline');
  await page.unroute('**/parts/2');
  await page.route('**/parts/*', (route) => route.fulfill({ status: 500, body: '{"code":"internal"}' }));
  await page.context().setOffline(false);
  await page.getByRole('heading', { name: 'The upload has stopped' }).waitFor();
  await take('send-stopped');
  await page.unroute('**/parts/*');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.locator('.done').waitFor();
  await take('send-done-password');
}

for (const [device, options] of Object.entries({ desktop: kDesktop, phone: kPhone })) {
  test(`${device}, in both themes`, kTimeout, async () => {
    let taken = 0;
    const { page, checked } = await house.page({ ...options, reducedMotion: 'reduce' });
    page.setDefaultTimeout(kStepMs);
    await heldUp(page, async (name) => {
      await takeInBothThemes(page, name, device);
      taken += 1;
    });
    await checked();
    assert.equal(taken, 6);
  });
}
