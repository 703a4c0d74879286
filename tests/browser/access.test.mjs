// For everybody: by keyboard alone, on a phone, with enough contrast, and nothing that moves.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundles } from '../../cmake/bundle.mjs';
import { kPhone, startHouse } from './browser.mjs';
import { jpeg, makePng, pdf, photograph } from './samples.mjs';
import { arrive, arrived, compose, links, pixels, pixelsOf, pressOpen, send, thumbsSeen } from './steps.mjs';

const kTimeout = { timeout: 300_000 };
const kTargetPixels = 44;
const web = join(dirname(fileURLToPath(import.meta.url)), '../../web');

/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  house = await startHouse();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** Tabs until the element that fits has the focus. @param {import('playwright-core').Page} page @param {string} selector */
async function tabTo(page, selector) {
  for (let steps = 0; steps < 40; steps += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  throw new Error(`${selector} cannot be reached by Tab`);
}

test('by keyboard alone: choose, write, set, send, copy; open, unlock, enlarge', kTimeout, async () => {
  const sender = await house.page();
  await sender.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page } = sender;
  // Waited for from the beginning: the browser is told to catch it some time after the call.
  const chooser = page.waitForEvent('filechooser');
  await compose(page, house.url, {});
  await tabTo(page, '#files');
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(jpeg);
  await page.locator('.files li').waitFor();
  await tabTo(page, '#note');
  await page.keyboard.type('typed');
  await tabTo(page, 'input[name="views"]:checked');
  await page.keyboard.press('ArrowRight');
  await tabTo(page, 'input[name="expiry"]:checked');
  await page.keyboard.press('ArrowLeft');
  await tabTo(page, 'input[name="locked"]');
  await page.keyboard.press('Space');
  await tabTo(page, '#password');
  await page.keyboard.type('keys only');
  assert.equal(await page.locator('.says').textContent(), 'Opens 3 times, gone in 1\u00a0hour, with a password.');
  await tabTo(page, 'button[type="submit"]');
  await page.keyboard.press('Enter');
  const { link } = await links(page);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1', 'the new page’s heading has the focus');
  await tabTo(page, '.handover button');
  await page.keyboard.press('Enter');
  await page.locator('#live').getByText('Copied').waitFor({ state: 'attached' });
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
  await sender.checked();

  const recipient = await house.page();
  await arrive(recipient.page, link);
  await tabTo(recipient.page, '#password');
  await recipient.page.keyboard.type('wrong');
  await recipient.page.keyboard.press('Enter');
  await recipient.page.getByText('That password isn’t right').waitFor();
  assert.equal(await recipient.page.evaluate(() => document.activeElement?.id), 'password', 'ready to be typed again');
  await recipient.page.keyboard.type('keys only');
  await recipient.page.keyboard.press('Enter');
  await arrived(recipient.page);
  await recipient.page.locator('.frame img').waitFor();
  await tabTo(recipient.page, '.frame button');
  await recipient.page.keyboard.press('Enter');
  await recipient.page.locator('dialog.lightbox').waitFor();
  await recipient.page.keyboard.press('Escape');
  await recipient.page.locator('dialog.lightbox').waitFor({ state: 'detached' });
  await recipient.checked();
});

test('pasted files and pasted words are taken', kTimeout, async () => {
  const sender = await house.page();
  const { page } = sender;
  await compose(page, house.url, {});
  /** @param {{files: {name: string, text: string}[], words: string}} clip */
  const paste = (clip) =>
    page.evaluate(({ files, words }) => {
      const event = new Event('paste', { bubbles: true, cancelable: true });
      const value = { files: files.map(({ name, text }) => new File([text], name)), getData: () => words };
      Object.defineProperty(event, 'clipboardData', { value });
      document.body.dispatchEvent(event);
    }, clip);
  await paste({ files: [{ name: 'pasted.txt', text: 'abc' }], words: '' });
  await page.getByText('pasted.txt').waitFor();
  await paste({ files: [], words: 'pasted words' });
  assert.equal(await page.getByLabel('Message').inputValue(), 'pasted words');
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await links(page);
  await sender.checked();
});

test('a picture from the clipboard is pasted by keys, seen small, and arrives', kTimeout, async () => {
  const { page, context, checked } = await house.page();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const png = await makePng(house.browser);
  await compose(page, house.url, {});
  await page.evaluate(async (bytes) => {
    const content = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([content], { type: 'image/png' }) })]);
  }, png.buffer.toString('base64'));
  await page.keyboard.press('ControlOrMeta+v');
  await thumbsSeen(page, '.files img', 1);
  assert.equal(await page.locator('.files .name bdi').textContent(), 'image.png');
  await page.getByRole('button', { name: 'Seal and send' }).click();
  const { link } = await links(page);
  await arrive(page, link);
  await pressOpen(page);
  await arrived(page);
  // The clipboard has written it anew, so its bytes are others.
  assert.equal(await pixels(page, 'image.png'), await pixelsOf(page, png));
  await checked();
});

/** What moves has fractions of a pixel for a size. @param {import('playwright-core').Page} page */
const rested = (page) =>
  page.evaluate(async () => {
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });

/** Controls too small for a finger, and whether the page is wider than the window. @param {import('playwright-core').Page} page */
const cramped = (page) =>
  page.evaluate((least) => {
    const wide = document.documentElement.scrollWidth > innerWidth ? ['the page is wider than the window'] : [];
    const controls = [...document.querySelectorAll('button, a, input, select, textarea')].filter((control) => control.checkVisibility() && !control.matches('.unseen'));
    const small = controls.filter((control) => {
      const { width, height } = (control.closest('label') ?? control).getBoundingClientRect();
      return width < least || height < least;
    });
    return [...wide, ...small.map((control) => control.outerHTML.slice(0, 120))];
  }, kTargetPixels);

/** Text with less contrast than WCAG 2 AA asks. @param {import('playwright-core').Page} page */
const pale = (page) =>
  page.evaluate(() => {
    const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('no canvas');
    /** What one sees of an element's background, all layers under it included. @param {Element} element */
    const background = (element) => {
      const layers = [];
      for (let at = /** @type {Element | null} */ (element); at; at = at.parentElement) layers.unshift(getComputedStyle(at).backgroundColor);
      context.clearRect(0, 0, 1, 1);
      return layers;
    };
    /** @param {string[]} layers */
    const luminance = (layers) => {
      for (const layer of layers) {
        context.fillStyle = layer;
        context.fillRect(0, 0, 1, 1);
      }
      const [r = 0, g = 0, b = 0] = [...context.getImageData(0, 0, 1, 1).data].map((value) => value / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const texts = [...document.querySelectorAll('body *')].filter((element) => element.checkVisibility() && !element.closest('.unseen, [aria-disabled="true"], noscript') && [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()));
    return texts.flatMap((element) => {
      const style = getComputedStyle(element);
      const layers = background(element);
      const [under, over] = [luminance(layers), luminance([...layers, style.color])];
      const ratio = (Math.max(under, over) + 0.05) / (Math.min(under, over) + 0.05);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      return ratio < (large ? 3 : 4.5) ? [`${ratio.toFixed(2)}: ${element.textContent?.slice(0, 40)}`] : [];
    });
  });

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`on a phone, ${colorScheme}: room for fingers, nothing too wide, enough contrast`, kTimeout, async () => {
    const phone = await house.page({ ...kPhone, colorScheme });
    const { page } = phone;
    /** @param {string} where */
    const fits = async (where) => {
      await rested(page);
      assert.deepEqual(await cramped(page), [], where);
      assert.deepEqual(await pale(page), [], where);
    };
    await compose(page, house.url, { files: [jpeg, pdf], note: 'x'.repeat(300), password: 'a', track: true, from: 'Anna', views: '3' });
    await fits('the form');
    await page.getByRole('button', { name: 'Seal and send' }).click();
    const { link, manage } = await links(page);
    await fits('the link');
    await page.getByRole('button', { name: 'Burn it now' }).click();
    await fits('the question');
    await page.goto(manage);
    await page.locator('.manage').waitFor();
    await fits('the manage page');
    await arrive(page, link);
    await fits('the gate');
    await pressOpen(page, 'a');
    await arrived(page);
    await page.locator('.frame img').waitFor();
    await fits('the view');
    await page.goto(`${house.url}/d`);
    await page.locator('.state').waitFor();
    await fits('an end');
    await phone.checked();
  });
}

test('no picture moves while others arrive', kTimeout, async () => {
  const sender = await house.page();
  const files = [jpeg, pdf, photograph('Dune', 'dune.jpg'), photograph('TwoWings', 'wings.jpg'), photograph('Garden', 'garden.jpg')];
  const { link } = await send(sender.page, house.url, { files, note: 'hold still' });
  await sender.checked();
  const recipient = await house.page();
  const { page } = recipient;
  await page.addInitScript(() => {
    const moved = Object.assign(globalThis, { moved: /** @type {string[]} */ ([]) }).moved;
    const watch = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const sources = /** @type {{sources?: {node: Node | null}[]}} */ (/** @type {unknown} */ (entry)).sources ?? [];
        for (const { node } of sources) if (node?.parentElement?.closest('.gallery')) moved.push(node.textContent ?? '');
      }
    });
    watch.observe({ type: 'layout-shift', buffered: true });
  });
  // Each part only after the page has drawn what came before it.
  const drawn = () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  await page.route('**/parts/*', async (route) => {
    await drawn();
    await route.continue();
  });
  await arrive(page, link);
  await pressOpen(page);
  await arrived(page);
  await page.locator('.frame img').nth(3).waitFor();
  await drawn();
  assert.deepEqual(await page.evaluate(() => Reflect.get(globalThis, 'moved')), []);
  await recipient.checked();
});

test('each page names beforehand what its script imports from elsewhere, and no other', async () => {
  const joined = await bundles(web);
  const texts = new Set(['/js/text/formats.js', '/js/text/languages.js', '/js/text/text.js']);
  for (const page of readdirSync(web).filter((name) => name.endsWith('.html'))) {
    const html = readFileSync(join(web, page), 'utf8');
    const named = [...html.matchAll(/<(?:link rel="modulepreload" href|script type="module" src)="([^"]+)"/g)].map((match) => String(match[1]));
    const script = String(joined.get(String(named.pop())));
    const imported = [...script.matchAll(/^import\s[^;"]*?from\s+"([^"]+)"/gm)].map((match) => String(match[1]));
    assert.deepEqual(named.sort(), [...new Set([...imported, ...texts])].sort(), page);
  }
});
