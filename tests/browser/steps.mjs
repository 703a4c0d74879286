// What people do on the pages, for tests to tell as a story.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const scratch = mkdtempSync(join(tmpdir(), 'mayfly-samples-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
let choices = 0;

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{name: string, mimeType: string, buffer: Buffer}} Sample */

/**
 * @typedef {object} Letter
 * @property {Sample[]} [files]
 * @property {string} [note]
 * @property {'Once' | '3' | '10' | 'No limit'} [views]
 * @property {string} [password]
 * @property {boolean} [track]
 * @property {string} [from] with the hint
 */

/**
 * Chooses files from the disk, as people do: through a browser's own protocol megabytes take a minute.
 * @param {Page} page @param {Sample[]} samples
 */
export async function chooseFiles(page, samples) {
  const folder = join(scratch, String((choices += 1)));
  mkdirSync(folder);
  for (const { name, buffer } of samples) writeFileSync(join(folder, name), buffer);
  await page.setInputFiles('#files', samples.map(({ name }) => join(folder, name)));
}

/** Types over what stands in a field, as people do; a number is not always replaced by filling. @param {import('playwright-core').Locator} field @param {string} text */
export async function retype(field, text) {
  await field.press('ControlOrMeta+a');
  await field.pressSequentially(text);
}

/** Fills the form, by clicks. @param {Page} page @param {string} url @param {Letter} letter */
export async function compose(page, url, letter) {
  await page.goto(`${url}/`);
  await page.getByRole('button', { name: 'Seal and send' }).waitFor();
  if (letter.files) await chooseFiles(page, letter.files);
  if (letter.note) await page.getByLabel('Message').fill(letter.note);
  const fold = page.locator('.settings:not([open]) > summary');
  const folded = letter.views ?? letter.password ?? letter.track ?? letter.from;
  if (folded !== undefined && (await fold.isVisible())) await fold.click();
  if (letter.views) await page.getByRole('radio', { name: letter.views, exact: true }).check();
  if (letter.password) {
    await page.getByRole('switch', { name: /^Password/ }).check();
    await page.locator('#password').fill(letter.password);
  }
  if (letter.track) await page.getByRole('switch', { name: /^Tell me/ }).check();
  if (letter.from) {
    await page.getByRole('switch', { name: /^Say what/ }).check();
    await page.getByLabel('Your name').fill(letter.from);
  }
}

/** Sends, and gives both links. @param {Page} page @param {string} url @param {Letter} letter */
export async function send(page, url, letter) {
  await compose(page, url, letter);
  await page.getByRole('button', { name: 'Seal and send' }).click();
  return links(page);
}

/** @param {Page} page on which a drop was just made @returns {Promise<{link: string, manage: string}>} */
export async function links(page) {
  await page.locator('.done').waitFor();
  const [link, manage] = [await page.locator('#link').inputValue(), await page.locator('#manage').inputValue()];
  assert.match(link, /^http:\/\/localhost:\d+\/d#1[\w-]{43}$/);
  assert.match(manage, /^http:\/\/localhost:\d+\/m#1[\w-]{43}$/);
  return { link, manage };
}

/** Opens a link as far as the button. @param {Page} page @param {string} link */
export async function arrive(page, link) {
  await page.goto(link);
  await page.locator('.gate').waitFor().catch(async (error) => {
    throw new Error(`no gate, but: ${await page.locator('main').innerText()}`, { cause: error });
  });
}

/** Presses the button, with a password if there is one. @param {Page} page @param {string} [password] */
export async function pressOpen(page, password) {
  if (password !== undefined) await page.locator('#password').fill(password);
  await page.getByRole('button', { name: /^(Open it|Go on)$/ }).click();
}

/** Waits until everything has arrived. @param {Page} page */
export const arrived = (page) => page.getByText('Everything is here, checked and complete.').first().waitFor();

/** Waits for an end page. @param {Page} page @param {string} name */
export const ended = (page, name) => page.locator(`[data-end="${name}"]`).waitFor();

/** Takes WebAssembly from a page, and makes its stand-in answer wrongly or, where it is asked nothing, trap. @param {import('playwright-core').BrowserContext} context */
export async function withoutCore(context) {
  await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
  await context.route('**/*.wasm.js', async (route) => {
    const response = await route.fetch();
    const script = await response.text();
    const body = script.includes('"self_test": ') ? script.replace('"self_test": ', '"self_test": () => 0 && ') : script.replace('return asmFunc(', 'throw new Error(');
    await route.fulfill({ response, body });
  });
}

/** Every pixel of a picture that is shown, hashed in the page. @param {Page} page @param {string} alt */
export const pixels = (page, alt) =>
  page.getByRole('img', { name: alt, exact: true }).evaluate(async (image) => {
    if (!(image instanceof HTMLImageElement)) throw new TypeError('not an image');
    await image.decode();
    return hashPixels(image, image.naturalWidth, image.naturalHeight);

    /** @param {CanvasImageSource} source @param {number} width @param {number} height */
    async function hashPixels(source, width, height) {
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context?.drawImage(source, 0, 0);
      const data = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
      const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(data));
      return `${width}x${height} ${[...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    }
  });

/** The same of bytes that never went through Mayfly, decoded in the same browser. @param {Page} page @param {Sample} sample */
export const pixelsOf = (page, sample) =>
  page.evaluate(
    async ({ bytes, type }) => {
      const binary = atob(bytes);
      const content = Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
      const image = new Image();
      image.src = URL.createObjectURL(new Blob([content], { type }));
      await image.decode();
      const { naturalWidth: width, naturalHeight: height } = image;
      const context = new OffscreenCanvas(width, height).getContext('2d');
      context?.drawImage(image, 0, 0);
      const data = context?.getImageData(0, 0, width, height).data ?? new Uint8ClampedArray();
      const hash = await crypto.subtle.digest('SHA-256', new Uint8Array(data));
      return `${width}x${height} ${[...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    },
    { bytes: sample.buffer.toString('base64'), type: sample.mimeType },
  );

/** Waits for small pictures that are really seen: an element alone is there for bytes that nobody can read, too. @param {Page} page @param {string} selector @param {number} count */
export const thumbsSeen = (page, selector, count) =>
  page.waitForFunction(
    ({ selector, count }) => {
      const seen = [...document.querySelectorAll(selector)].filter((image) => image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0);
      return seen.length === count;
    },
    { selector, count },
  );

/** Lets files fall onto the page. @param {Page} page @param {Sample[]} samples */
export async function drop(page, samples) {
  const files = samples.map(({ name, mimeType, buffer }) => ({ name, mimeType, bytes: buffer.toString('base64') }));
  const dataTransfer = await page.evaluateHandle((dropped) => {
    const transfer = new DataTransfer();
    for (const { name, mimeType, bytes } of dropped) {
      const content = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([content], name, { type: mimeType }));
    }
    return transfer;
  }, files);
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('h1', type, { dataTransfer });
}
