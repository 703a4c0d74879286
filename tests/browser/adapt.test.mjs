// As readers have set their devices: zoomed in, colours of their own, no motion, right to left, by keyboard alone.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { shoot, startHouse } from './browser.mjs';
import { jpeg, noise, pdf } from './samples.mjs';
import { arrive, arrived, compose, ended, links, pressOpen } from './steps.mjs';

const kTimeout = { timeout: 300_000 };
const kPassword = 'kingfisher';

/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  house = await startHouse();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @typedef {import('playwright-core').Page} Page */

/**
 * From the form to an end, with a look at each state.
 * @param {Page} page
 * @param {(state: string) => Promise<void>} look
 */
async function wholeWay(page, look) {
  await compose(page, house.url, { files: [jpeg, pdf], note: 'as you like it', views: '3', password: kPassword, track: true, from: 'Anna' });
  await look('form');
  await page.getByRole('button', { name: 'Seal and send' }).click();
  const { link, manage } = await links(page);
  await look('done');
  await page.goto(manage);
  await page.locator('.manage').waitFor();
  await look('manage');
  await arrive(page, link);
  await look('gate');
  await pressOpen(page, kPassword);
  await arrived(page);
  await page.locator('.frame img').waitFor();
  await look('view');
  await page.goto(`${house.url}/d`);
  await ended(page, 'cut');
  await look('end');
  await page.goto(`${house.url}/how`);
  await page.locator('.language select').waitFor();
  await look('how');
}

/** What stands out of the window or is cut off. @param {Page} page */
const lost = (page) =>
  page.evaluate(() => {
    const wide = document.documentElement.scrollWidth > innerWidth ? ['the page'] : [];
    const words = [...document.querySelectorAll('h1, h2, h3, .button, label, summary, legend, pre, dt, dd')].filter((element) => element.checkVisibility() && !element.matches('.unseen'));
    const out = words.filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return left < -1 || right > innerWidth + 1;
    });
    return [...wide, ...out.map((element) => element.textContent)];
  });

/** A window of 1280 by 800 at these zooms; 400 % is what WCAG asks of reflow. */
for (const zoom of [2, 4]) {
  test(`zoomed to ${zoom * 100} %: nothing is cut off, and one scrolls one way only`, kTimeout, async () => {
    const viewport = { width: 1280 / zoom, height: 800 / zoom };
    const { page, checked } = await house.page({ viewport, deviceScaleFactor: zoom / 2 });
    await wholeWay(page, async (state) => {
      assert.deepEqual(await lost(page), [], state);
      await shoot(page, `zoom-${zoom * 100}-${state}`);
    });
    await checked();
  });
}

/** The colour behind an element or one of its parts. @param {import('playwright-core').Locator} locator @param {string} [part] */
const colour = (locator, part) => locator.evaluate((element, pseudo) => getComputedStyle(element, pseudo ?? null).backgroundColor, part);

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`forced colours, ${colorScheme}: what is chosen, on or done can be seen`, kTimeout, async () => {
    const { page, checked } = await house.page({ forcedColors: 'active', colorScheme });
    await wholeWay(page, async (state) => {
      await assertAccessible(page, state);
      await shoot(page, `forced-${colorScheme}-${state}`);
    });
    await compose(page, house.url, { views: '3', track: true });
    const segments = page.locator('.segments span');
    assert.notEqual(await colour(segments.nth(1)), await colour(segments.nth(0)), 'the chosen one stands out');
    for (const name of ['track', 'hint']) {
      const toggle = page.locator(`[name="${name}"]`);
      assert.notEqual(await colour(toggle, '::after'), await colour(toggle), `the knob of ${name} stands out`);
    }
    assert.notEqual(await colour(page.locator('[name="track"]')), await colour(page.locator('[name="hint"]')), 'on and off differ');
    await checked();
  });
}

/** @param {Page} page */
const moving = (page) => page.evaluate(() => document.getAnimations().filter((animation) => animation.playState === 'running').length);

for (const reducedMotion of /** @type {const} */ (['reduce', 'no-preference'])) {
  test(`motion, ${reducedMotion}: only who likes it sees the mark beat its wings, while something is sent`, kTimeout, async () => {
    const { page, context } = await house.page({ reducedMotion });
    // No byte arrives, so that the bar cannot say how far it is: the one that moves by itself.
    await page.route('**/parts/*', () => {});
    await compose(page, house.url, { files: [{ name: 'Film.mov', mimeType: 'video/quicktime', buffer: noise(4 << 20) }] });
    assert.equal(await moving(page), 0, 'nothing moves while nothing goes on');
    await page.getByRole('button', { name: 'Seal and send' }).click();
    await page.locator('progress').waitFor();
    await page.waitForFunction((some) => (document.getAnimations().some((animation) => animation.playState === 'running')) === some, reducedMotion === 'no-preference');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.waitForFunction(() => !document.getAnimations().some((animation) => animation.playState === 'running'));
    await context.close();
  });
}

test('right to left: every state mirrored, none too wide', kTimeout, async () => {
  const { page, checked } = await house.page({ locale: 'ar' });
  for (const path of ['/', '/d', '/how']) {
    await page.goto(house.url + path);
    await page.locator('main h1').waitFor();
    await page.locator('.language select').waitFor();
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).direction), 'rtl');
    assert.deepEqual(await lost(page), [], path);
    const [brand, foot] = [await page.locator('.brand').boundingBox(), await page.locator('.language').boundingBox()];
    assert.ok(brand && foot && brand.x > foot.x, 'the name stands on the right, the language on the left');
    await shoot(page, `rtl-desktop${path.replace('/', '-')}`);
  }
  await checked();
});

test('by keyboard alone one reaches everything on the page that says how it works, and sees where one is', kTimeout, async () => {
  const { page, checked } = await house.page();
  await page.goto(`${house.url}/how`);
  await page.locator('.language select').waitFor();
  const wanted = await page.locator('a, button, select').evaluateAll((controls) => controls.filter((control) => control.checkVisibility()).length);
  const reached = new Set();
  for (let steps = 0; steps < wanted; steps += 1) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const element = document.activeElement;
      return { html: element?.outerHTML.slice(0, 80) ?? '', ring: element ? getComputedStyle(element).outlineStyle : 'none' };
    });
    assert.notEqual(focus.ring, 'none', focus.html);
    reached.add(focus.html);
  }
  assert.equal(reached.size, wanted);
  await checked();
});
