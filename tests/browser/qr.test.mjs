// The link as a QR code: read from the picture of the page by a reader that is not ours.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { assertAccessible } from './axe.mjs';
import { kDesktop, kPhone, shoot, startHouse } from './browser.mjs';
import { send } from './steps.mjs';

const kTimeout = { timeout: 300_000 };

/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  house = await startHouse();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @param {Buffer} picture PNG @returns {string} */
function read(picture) {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-qr-'));
  try {
    writeFileSync(join(folder, 'qr.png'), picture);
    return execFileSync('zbarimg', ['--quiet', '--raw', join(folder, 'qr.png')], { encoding: 'utf8' }).trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

for (const [name, options] of Object.entries({ 'desktop-light': kDesktop, 'phone-dark': { ...kPhone, colorScheme: /** @type {const} */ ('dark') } })) {
  test(`${name}: the whole link, and fetched only when it is asked for`, kTimeout, async () => {
    const { page, requests, checked } = await house.page(options);
    const { link } = await send(page, house.url, { note: 'by camera' });
    const fetched = () => requests.filter((request) => request.url().endsWith('/js/lib/lean-qr.js')).length;
    assert.equal(fetched(), 0);
    await page.getByText('Show it as a QR code').click();
    const code = page.getByRole('img', { name: 'QR code of the link' });
    await page.waitForFunction(() => Number(document.querySelector('canvas')?.width) > 30 && document.querySelector('canvas')?.height !== 150);
    assert.equal(read(await code.screenshot()), link);
    assert.equal(fetched(), 1);
    await assertAccessible(page, name);
    await shoot(page, `send-done-qr-${name}`);
    await checked();
  });
}
