// The main path in Firefox: seal, send, wrong password, right password, pictures, saving, viewed.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { startHouse } from './browser.mjs';
import { jpeg, makePng, pdf } from './samples.mjs';
import { arrive, arrived, ended, pixels, pixelsOf, pressShow, send } from './steps.mjs';

const kPassword = 'a fox in the fire';
const kDownloadMs = 15_000;

/** The content of the first file that turns up whole. @param {string} folder @param {number} size */
async function downloaded(folder, size) {
  for (const end = Date.now() + kDownloadMs; Date.now() < end; ) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const bytes = readFileSync(join(folder, name));
      if (bytes.length === size) return bytes;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('nothing was downloaded');
}

test('Firefox does the main job', { timeout: 180_000 }, async () => {
  const downloadsPath = mkdtempSync(join(tmpdir(), 'mayfly-downloads-'));
  const house = await startHouse({ browser: 'firefox', downloadsPath });
  try {
    const png = await makePng(house.browser);
    const sender = await house.page();
    const { link } = await send(sender.page, house.url, { files: [jpeg, png, pdf], password: kPassword });
    await sender.checked();

    const recipient = await house.page();
    const { page } = recipient;
    await arrive(page, link);
    await pressShow(page, 'not this one');
    await page.getByText('That password isn’t right. Nothing was used up').waitFor();
    await pressShow(page, kPassword);
    await arrived(page);
    for (const sample of [jpeg, png]) assert.equal(await pixels(page, sample.name), await pixelsOf(page, sample));
    await page.getByRole('button', { name: `Save ${pdf.name}` }).click();
    assert.ok((await downloaded(downloadsPath, pdf.buffer.length)).equals(pdf.buffer));
    await recipient.checked();

    const late = await house.page();
    await late.page.goto(link);
    await ended(late.page, 'viewed');
    await late.checked();
  } finally {
    await house.close();
    rmSync(downloadsPath, { recursive: true, force: true });
  }
});
