// Where canvases are falsified, as in Tor Browser: no page encodes a picture anew, so what arrives is what was sent.
import assert from 'node:assert/strict';
import test from 'node:test';
import { startHouse } from './browser.mjs';
import { jpeg } from './samples.mjs';
import { arrive, arrived, pressOpen, send } from './steps.mjs';

/** Whether a canvas gives back what was drawn. @param {import('playwright-core').Page} page */
const canvasIsHonest = (page) =>
  page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 16;
    const context = canvas.getContext('2d');
    if (!context) throw new TypeError('no canvas');
    context.fillStyle = '#204060';
    context.fillRect(0, 0, 16, 16);
    const { data } = context.getImageData(0, 0, 16, 16);
    return data.every((value, index) => value === [0x20, 0x40, 0x60, 0xff][index % 4]);
  });

test('a picture arrives as it was, byte for byte', { timeout: 300_000 }, async () => {
  const house = await startHouse({ browser: 'firefox', prefs: { 'privacy.resistFingerprinting': true } });
  try {
    const sender = await house.page();
    const { link } = await send(sender.page, house.url, { files: [jpeg] });
    assert.equal(await canvasIsHonest(sender.page), false);
    await sender.checked();

    const recipient = await house.page();
    const { page } = recipient;
    await arrive(page, link);
    await pressOpen(page);
    await arrived(page);
    await page.getByRole('img', { name: jpeg.name, exact: true }).waitFor();
    const saved = await house.saved(page, () => page.getByRole('button', { name: `Save ${jpeg.name}` }).click(), jpeg.buffer.length);
    assert.ok(saved.bytes.equals(jpeg.buffer));
    await recipient.checked();
  } finally {
    await house.close();
  }
});
