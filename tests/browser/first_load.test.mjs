// What a first visit costs: every byte that comes from the server, headers and all, until the page is ready and until a first
// drop is sealed and sent.
import assert from 'node:assert/strict';
import test from 'node:test';
import { startHouse } from './browser.mjs';
import { arrive, arrived, links, pressOpen } from './steps.mjs';

const kTimeout = { timeout: 300_000 };
const kFirstLoadMax = 150_000;

test('the first load of the send page is small, and so is what a first drop adds', kTimeout, async (t) => {
  const house = await startHouse();
  try {
    const sender = await house.page();
    const loaded = sender.page.waitForResponse((response) => response.url().endsWith('.wasm'));
    await sender.page.goto(house.url);
    const module = await loaded;
    await sender.page.getByRole('button', { name: 'Seal and send' }).waitFor();
    await sender.page.waitForLoadState('networkidle');
    const ready = house.tap.received();
    assert.equal(module.headers()['content-encoding'], 'br');
    assert.ok(house.tap.sent().includes('accept-encoding: gzip, deflate, br') || house.tap.sent().includes('Accept-Encoding: gzip, deflate, br'));

    await sender.page.getByLabel('Message').fill('a few words');
    await sender.page.getByRole('button', { name: 'Seal and send' }).click();
    const { link } = await links(sender.page);
    const sent = house.tap.received();
    await sender.checked();

    const recipient = await house.page();
    const before = house.tap.received();
    await arrive(recipient.page, link);
    await pressOpen(recipient.page);
    await arrived(recipient.page);
    const opened = house.tap.received() - before;
    await recipient.checked();

    t.diagnostic(`send page ready: ${ready} bytes; first drop sent: ${sent}; a drop opened, first visit: ${opened}`);
    assert.ok(ready > 20_000 && sent < kFirstLoadMax, `${ready}, ${sent}`);
    assert.ok(opened < kFirstLoadMax, `${opened}`);
  } finally {
    await house.close();
  }
});
