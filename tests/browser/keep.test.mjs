// What can be kept: all files at once, nothing where the sender asks so, and the links before their page is left.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { kModules, startHouse } from './browser.mjs';
import { jpeg, noise, pdf } from './samples.mjs';
import { arrive, arrived, ended, pressOpen, send } from './steps.mjs';

const kTimeout = { timeout: 300_000 };

/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  house = await startHouse({ args: kModules });
}, kTimeout);
after(() => house?.close(), kTimeout);

/**
 * A drop as another client may make it, by the page's own modules, since the page has no fields for these wishes.
 * @param {import('../../web/js/core/types.js').ViewRequest} asked
 * @returns {Promise<string>} its link, for one view
 */
async function sendAsking(asked) {
  const sender = await house.page();
  await sender.page.goto(house.url);
  const fragment = await sender.page.evaluate(
    async ({ asked, picture, modules }) => {
      const [{ createDrop }, { Upload }] = await Promise.all(modules.map((path) => import(path)));
      const content = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0));
      const files = [new File([content], 'photo.jpg', { type: 'image/jpeg' }), new File(['plain words'], 'words.txt', { type: 'text/plain' })];
      const drop = await createDrop({ files: files.map(({ name, type, size }) => ({ name, type, size })), note: 'look only', view: asked });
      const terms = { expiry: { expires_in: 3600 }, maxViews: 1, track: false, note: await drop.sealNote({}), hint: null };
      await new Upload(drop, files, terms, { onProgress() {}, onWait() {} }).run();
      return drop.grant.fragment;
    },
    { asked, picture: jpeg.buffer.toString('base64'), modules: ['/js/core/door.js', '/js/transfer/upload.js'] },
  );
  await sender.checked();
  return `${house.url}/d#${fragment}`;
}

test('all files are saved by one press, each whole and under its name', kTimeout, async () => {
  const sender = await house.page();
  const scans = Array.from({ length: 11 }, (_, index) => ({ name: `Scan ${index}.bin`, mimeType: '', buffer: noise(1000 + index) }));
  const files = [jpeg, ...scans, pdf];
  const { link } = await send(sender.page, house.url, { files });
  await sender.checked();
  const recipient = await house.page({ acceptDownloads: true });
  /** @type {import('playwright-core').Download[]} */
  const saved = [];
  recipient.page.on('download', (download) => saved.push(download));
  await arrive(recipient.page, link);
  await pressOpen(recipient.page);
  await arrived(recipient.page);
  const saveAll = recipient.page.getByRole('button', { name: 'Save all' });
  await saveAll.dblclick();
  await recipient.page.locator('.top button:not([aria-disabled])').waitFor();
  for (const file of files) {
    const found = saved.filter((download) => download.suggestedFilename() === file.name);
    assert.equal(found.length, 1, file.name);
    assert.ok(readFileSync(String(await found[0]?.path())).equals(file.buffer), file.name);
  }
  await recipient.checked();
});

test('where the sender asks that nothing be saved, there is no button for it, and the page says why', kTimeout, async () => {
  const link = await sendAsking({ download: false });
  const recipient = await house.page();
  await arrive(recipient.page, link);
  await pressOpen(recipient.page);
  await arrived(recipient.page);
  await recipient.page.getByText('The sender asks that nothing be saved').first().waitFor();
  await recipient.page.getByRole('img', { name: 'photo.jpg' }).waitFor();
  await recipient.page.getByText('It can’t be shown here, and the sender asks that it not be saved.').waitFor();
  assert.deepEqual(await recipient.page.getByRole('button').allInnerTexts(), [''], 'only the one that enlarges the picture');
  await recipient.checked();
});

/** Does a picture's address still give it? @param {import('playwright-core').Page} page @param {string} url */
const loads = (page, url) =>
  page.evaluate(async (address) => {
    const image = new Image();
    image.src = address;
    return image.decode().then(() => true, () => false);
  }, url);

test('where the sender asks for some seconds, they are counted down, and then everything is hidden', kTimeout, async () => {
  const link = await sendAsking({ seconds: 40 });
  const recipient = await house.page();
  const { page } = recipient;
  await page.clock.install();
  await arrive(page, link);
  await pressOpen(page);
  await arrived(page);
  const url = String(await page.getByRole('img', { name: 'photo.jpg' }).getAttribute('src'));
  assert.equal(await loads(page, url), true);
  await page.getByText(/hidden in [1-4]?\d\sseconds?\./).first().waitFor();
  await page.getByRole('button', { name: 'Show photo.jpg larger' }).click();
  await page.locator('.lightbox').waitFor();
  await page.clock.fastForward(40_000);
  await ended(page, 'hidden');
  assert.equal(await page.getByRole('img').count(), 0);
  assert.equal(await page.getByText('look only').count(), 0);
  assert.equal(await loads(page, url), false, 'the picture can still be had by its address');
  assert.deepEqual(recipient.problems.splice(0), ['console: Failed to load resource: net::ERR_FILE_NOT_FOUND']);
  await page.reload();
  await ended(page, 'viewed');
  await recipient.checked();
});

test('the sender is asked before leaving with neither link, and not after copying one', kTimeout, async () => {
  const sender = await house.page({ permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = sender;
  /** @type {string[]} */
  const asked = [];
  page.on('dialog', (dialog) => asked.push(dialog.type()));
  const { link } = await send(page, house.url, { note: 'hello' });
  await page.getByRole('link', { name: 'Send another' }).click();
  await page.getByRole('button', { name: 'Seal and send' }).waitFor();
  assert.deepEqual(asked, ['beforeunload']);
  const second = await send(page, house.url, { note: 'hello again' });
  assert.notEqual(second.link, link);
  await page.getByRole('button', { name: 'Copy: Link to send' }).click();
  await page.locator('#live').getByText('Copied').waitFor({ state: 'attached' });
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), second.link);
  await page.getByRole('link', { name: 'Send another' }).click();
  await page.getByRole('button', { name: 'Seal and send' }).waitFor();
  assert.deepEqual(asked, ['beforeunload']);
  await sender.checked();
});
