// From a phone's camera or a few typed words to the link, and how link, password and manage link are handed on.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { kPhone, startHouse } from './browser.mjs';
import { jpeg } from './samples.mjs';
import { arrive, arrived, compose, links, pressOpen, send } from './steps.mjs';

const kTimeout = { timeout: 300_000 };
const kStepMs = 120_000;

/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  house = await startHouse();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @param {import('playwright-core').BrowserContextOptions} [options] */
async function visit(options) {
  const guarded = await house.page(options);
  guarded.page.setDefaultTimeout(kStepMs);
  return guarded;
}

test('a phone offers its camera, and what it took is added; a desktop does not', kTimeout, async () => {
  const phone = await visit({ ...kPhone, locale: 'en-GB' });
  await compose(phone.page, house.url, {});
  const camera = phone.page.getByRole('button', { name: 'Take a picture' });
  const [chooser] = await Promise.all([phone.page.waitForEvent('filechooser'), camera.tap()]);
  const asked = await chooser.element().evaluate((input) => input instanceof Element && [input.getAttribute('capture'), input.getAttribute('accept')]);
  assert.deepEqual(asked, ['environment', 'image/*']);
  await chooser.setFiles(jpeg);
  await phone.page.locator('.files img').waitFor();
  const total = await phone.page.locator('.total').textContent();
  assert.match(String(total), /^1 file, 352\skB of \d[\d.]*\sGB$/);
  await phone.checked();
  const desktop = await visit();
  await compose(desktop.page, house.url, {});
  assert.equal(await desktop.page.getByRole('button', { name: 'Take a picture' }).count(), 0);
  await desktop.checked();
});

test('a few words are sent alone, and no browser sends them to be spelt or kept', kTimeout, async () => {
  const { page, checked } = await visit();
  await compose(page, house.url, {});
  const field = page.getByLabel('Message');
  assert.deepEqual(await field.evaluate((area) => [area.getAttribute('spellcheck'), area.getAttribute('autocomplete')]), ['false', 'off']);
  await field.fill('correct horse battery staple');
  await page.getByRole('button', { name: 'Seal and send' }).click();
  const { link } = await links(page);
  await arrive(page, link);
  await pressOpen(page);
  await arrived(page);
  assert.equal(await page.locator('.letter .words').textContent(), 'correct horse battery staple');
  await page.getByRole('button', { name: 'Copy the message' }).waitFor();
  await checked();
});

test('a password that was suggested is handed over apart from the link, and opens it', kTimeout, async () => {
  const { page, checked } = await visit({ permissions: ['clipboard-read', 'clipboard-write'] });
  await compose(page, house.url, { note: 'locked', password: 'x' });
  await page.getByRole('button', { name: 'Suggest one' }).click();
  const suggested = await page.locator('#password').inputValue();
  await page.getByRole('button', { name: 'Seal and send' }).click();
  const { link } = await links(page);
  await page.getByText('If the link goes by e-mail, say this on the phone').waitFor();
  await page.getByRole('button', { name: 'Copy: The password, to be sent another way' }).click();
  await page.locator('#live').getByText('Copied').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), suggested);
  assert.ok(!link.includes(suggested));
  await arrive(page, link);
  await pressOpen(page, suggested);
  await arrived(page);
  await checked();
});

test('the manage link is kept as a file, after which leaving is not asked about', kTimeout, async () => {
  const { page, checked } = await visit({ acceptDownloads: true });
  /** @type {string[]} */
  const asked = [];
  page.on('dialog', (dialog) => asked.push(dialog.type()));
  const { manage } = await send(page, house.url, { note: 'keep me' });
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save it as a file' }).click()]);
  assert.match(saved.suggestedFilename(), /^mayfly-\d{4}-\d\d-\d\d\.txt$/);
  const [words, kept] = readFileSync(String(await saved.path()), 'utf8').split('\n');
  assert.match(String(words), /^Manage link of what was sent with Mayfly on .+\. Whoever has it can burn it\.$/);
  assert.equal(kept, manage);
  await page.getByRole('link', { name: 'Send another' }).click();
  await page.getByRole('button', { name: 'Seal and send' }).waitFor();
  assert.deepEqual(asked, []);
  await checked();
});

test('the link alone goes to the share sheet where there is one', kTimeout, async () => {
  const { page, context, checked } = await visit(kPhone);
  await context.addInitScript(() => {
    Object.defineProperty(navigator, 'share', { value: async (/** @type {object} */ what) => Reflect.set(globalThis, 'shared', what), configurable: true });
  });
  const { link } = await send(page, house.url, { note: 'hello', password: 'a word' });
  await page.getByRole('button', { name: 'Share' }).tap();
  assert.deepEqual(await page.evaluate(() => Reflect.get(globalThis, 'shared')), { url: link });
  await checked();
});

test('the screen is kept on while it is sent, and no longer', kTimeout, async () => {
  const { page, context, checked } = await visit(kPhone);
  await context.addInitScript(() => {
    const locks = { taken: 0, held: 0 };
    Reflect.set(globalThis, 'locks', locks);
    const request = async () => {
      locks.taken += 1;
      locks.held += 1;
      return { release: async () => void (locks.held -= 1) };
    };
    Object.defineProperty(navigator, 'wakeLock', { value: { request } });
  });
  const locks = () => page.evaluate(() => Reflect.get(globalThis, 'locks'));
  await compose(page, house.url, { note: 'awake' });
  await page.route('**/seal', () => {});
  await page.getByRole('button', { name: 'Seal and send' }).tap();
  await page.getByText('Finishing…').waitFor();
  assert.deepEqual(await locks(), { taken: 1, held: 1 });
  await page.getByRole('button', { name: 'Pause' }).tap();
  await page.getByRole('heading', { name: 'Paused' }).waitFor();
  assert.deepEqual(await locks(), { taken: 1, held: 0 });
  await page.unroute('**/seal');
  await page.getByRole('button', { name: 'Go on' }).tap();
  await links(page);
  assert.deepEqual(await locks(), { taken: 2, held: 0 });
  await checked();
});
