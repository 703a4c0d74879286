// Received pictures, large: turned by keys, buttons and swipes, made larger by wheel, keys, double taps and pinches, on all of the screen.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { kPhone, shoot, startHouse } from './browser.mjs';
import { makePng } from './samples.mjs';
import { arrive, arrived, pressOpen, send } from './steps.mjs';

const kTimeout = { timeout: 300_000 };

/** @type {import('./browser.mjs').House} */
let house;
/** @type {import('./steps.mjs').Sample} */
let png;
before(async () => {
  house = await startHouse();
  png = await makePng(house.browser);
}, kTimeout);
after(() => house?.close(), kTimeout);

/** The others are shown when the page is told to let go. @param {import('playwright-core').Page} page @param {string} only that is shown before */
const holdOthers = (page, only) =>
  page.addInitScript((only) => {
    const { decode } = HTMLImageElement.prototype;
    const told = new Promise((resolve) => addEventListener('let-go', resolve));
    HTMLImageElement.prototype.decode = async function () {
      if (this.alt !== only) await told;
      return decode.call(this);
    };
  }, only);

/**
 * Three pictures, opened and one enlarged.
 * @param {import('playwright-core').BrowserContextOptions} [options]
 * @param {string} [only] is shown so far; all when it is left out
 */
async function gallery(options, only) {
  const sender = await house.page();
  const files = ['one.png', 'two.png', 'three.png'].map((name) => ({ ...png, name }));
  const { link } = await send(sender.page, house.url, { files });
  await sender.checked();
  const recipient = await house.page(options);
  if (only) await holdOthers(recipient.page, only);
  await arrive(recipient.page, link);
  await pressOpen(recipient.page);
  await arrived(recipient.page);
  if (!only) await recipient.page.locator('.frame img').nth(files.length - 1).waitFor();
  await recipient.page.getByRole('button', { name: `Show ${only ?? 'one.png'} larger` }).click();
  await recipient.page.locator('.lightbox').waitFor();
  return recipient;
}

/** @param {import('playwright-core').Page} page */
const place = (page) => page.locator('.lightbox .place').textContent();
/** @param {import('playwright-core').Page} page */
const scale = (page) => page.locator('.stage img').evaluate((image) => Number(/scale\(([\d.]+)\)/.exec(/** @type {HTMLElement} */ (image).style.transform)?.[1] ?? 1));

/** @param {import('playwright-core').Page} page @param {boolean} isFull */
const filled = (page, isFull) => page.waitForFunction((isFull) => Boolean(document.fullscreenElement?.querySelector('.stage img')) === isFull, isFull);

/** Fills the screen, leaves it, and fills it again. @param {import('playwright-core').Page} page with the last picture large */
async function fillScreen(page) {
  const full = page.getByRole('button', { name: 'Full screen' });
  await full.click();
  await filled(page, true);
  await page.keyboard.press('ArrowLeft');
  assert.equal(await place(page), '2 of 3');
  await shoot(page, 'lightbox-full');
  await full.click();
  await filled(page, false);
  await full.press('Enter');
  await filled(page, true);
}

test('by keys and buttons', kTimeout, async () => {
  const { page, checked } = await gallery();
  const turned = [];
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft', 'Home', 'End']) {
    await page.keyboard.press(key);
    turned.push(await place(page));
  }
  assert.deepEqual(turned, ['2 of 3', '3 of 3', '3 of 3', '2 of 3', '1 of 3', '3 of 3']);
  assert.equal(await page.getByRole('dialog').getByRole('status').textContent(), 'three.png. 3 of 3');
  await page.getByRole('button', { name: 'Previous picture' }).click();
  assert.equal(await page.locator('dialog.lightbox').getAttribute('aria-label'), 'two.png');
  await page.keyboard.press('+');
  assert.equal(await scale(page), 1.5);
  await page.keyboard.press('0');
  assert.equal(await scale(page), 1);
  await page.mouse.move(640, 400);
  await page.mouse.wheel(0, -600);
  assert.ok((await scale(page)) > 2);
  await page.keyboard.press('ArrowRight');
  await page.waitForFunction(() => !document.querySelector('.stage.zoomed'));
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('dialog').getByRole('button', { name: 'Save three.png' }).click()]);
  assert.equal(download.suggestedFilename(), 'three.png');
  await shoot(page, 'lightbox');
  await fillScreen(page);
  await page.keyboard.press('Escape');
  await page.locator('dialog.lightbox').waitFor({ state: 'detached' });
  await filled(page, false);
  await checked();
});

test('by fingers', kTimeout, async () => {
  const { page, context, checked } = await gallery(kPhone);
  const devtools = await context.newCDPSession(page);
  const touch = (/** @type {'touchStart' | 'touchMove' | 'touchEnd'} */ type, /** @type {[number, number][]} */ ...points) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  const swipe = async (/** @type {[number, number]} */ [x, y], /** @type {[number, number]} */ [dx, dy]) => {
    await touch('touchStart', [x, y]);
    for (let step = 1; step <= 5; step += 1) await touch('touchMove', [x + (dx * step) / 5, y + (dy * step) / 5]);
    await touch('touchEnd');
  };
  await swipe([300, 400], [-150, 5]);
  assert.equal(await place(page), '2 of 3');
  await swipe([300, 400], [-20, 0]);
  assert.equal(await place(page), '2 of 3', 'a slip is no swipe');
  await touch('touchStart', [150, 400], [240, 400]);
  for (let step = 1; step <= 5; step += 1) await touch('touchMove', [150 - step * 15, 400], [240 + step * 15, 400]);
  await touch('touchEnd');
  const pinched = await scale(page);
  assert.ok(pinched > 2 && pinched < 3.5, `pinched to ${pinched}`);
  await swipe([300, 400], [-150, 5]);
  assert.equal(await place(page), '2 of 3', 'a picture that is larger is moved, not turned');
  await shoot(page, 'lightbox-phone');
  // By the fingers' clock, whatever the machine's.
  const began = Date.now() / 1000;
  for (const timestamp of [began, began + 0.2]) {
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: 200, y: 400 }], timestamp });
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [], timestamp: timestamp + 0.05 });
  }
  assert.equal(await scale(page), 1);
  await swipe([100, 400], [150, 5]);
  assert.equal(await place(page), '1 of 3');
  await swipe([200, 300], [0, 250]);
  await page.locator('dialog.lightbox').waitFor({ state: 'detached' });
  await checked();
});

test('what arrives while one is large is turned to as well', kTimeout, async () => {
  const { page, checked } = await gallery({}, 'two.png');
  assert.equal(await place(page), '1 of 1');
  assert.equal(await page.getByRole('button', { name: 'Next picture' }).isVisible(), false);
  await page.evaluate(() => dispatchEvent(new Event('let-go')));
  await page.getByText('2 of 3', { exact: true }).waitFor();
  assert.equal(await page.locator('dialog.lightbox').getAttribute('aria-label'), 'two.png', 'the one that is seen stays');
  await page.getByRole('button', { name: 'Next picture' }).click();
  assert.equal(await place(page), '3 of 3');
  await checked();
});

test('right to left, the next picture is on the left', kTimeout, async () => {
  const { page, checked } = await gallery();
  await page.evaluate(() => document.documentElement.setAttribute('dir', 'rtl'));
  await page.keyboard.press('ArrowLeft');
  assert.equal(await place(page), '2 of 3');
  await checked();
});
