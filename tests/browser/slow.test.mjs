// A phone on slow 3G: sending and opening by touch. Both say that the line is slow and how far it has come, and neither gives up.
import assert from 'node:assert/strict';
import test from 'node:test';
import { kSlow3G, startLine } from '../system/line.mjs';
import { startServer } from '../system/server.mjs';
import { assertAccessible } from './axe.mjs';
import { kPhone, launch, newPage, shoot } from './browser.mjs';
import { jpeg, noise } from './samples.mjs';
import { links } from './steps.mjs';

const kTimeout = { timeout: 400_000 };
const kStepMs = 120_000;
const kFilm = { name: 'Film.mov', mimeType: 'video/quicktime', buffer: noise(2_500_000) };

/** Waits until the bar stands between two shares. @param {import('playwright-core').Page} page @param {number} from @param {number} to */
const barBetween = (page, from, to) =>
  page.waitForFunction(([low, high]) => {
    const bar = document.querySelector('progress[value]');
    return bar instanceof HTMLProgressElement && bar.value >= Number(low) && bar.value <= Number(high);
  }, [from, to]);

test('a phone on slow 3G sends and opens', kTimeout, async (t) => {
  const server = await startServer();
  const line = await startLine(server.port, kSlow3G);
  const browser = await launch('chromium');
  try {
    const sender = await newPage(browser, line.url, kPhone);
    const { page } = sender;
    page.setDefaultTimeout(kStepMs);
    await page.goto(line.url);
    await page.getByRole('button', { name: 'Seal and send' }).waitFor();
    await page.setInputFiles('#files', [jpeg, kFilm]);
    /** @type {number[]} */
    const statuses = [];
    page.on('response', (response) => response.url().includes('/parts/') && statuses.push(response.status()));
    await page.getByRole('button', { name: 'Seal and send' }).tap();
    await barBetween(page, 0.05, 0.4);
    // In whatever order: how much a system takes from a browser at once depends on its congestion control.
    const rate = page.getByText(/^[\d.]+\s[kM]B of [\d.]+\sMB · [\d.]+\s[kM]B\/s · .*left$/);
    await Promise.all([rate.waitFor(), page.getByText('The connection is slow just now.').waitFor()]);
    await assertAccessible(page, 'slow');
    await shoot(page, 'send-slow-phone-light');
    await barBetween(page, 0.5, 0.95);
    const { link } = await links(page);
    assert.ok(statuses.every((status) => status === 204), `${statuses}`);
    await sender.checked();

    const recipient = await newPage(browser, line.url, kPhone);
    recipient.page.setDefaultTimeout(kStepMs);
    await recipient.page.goto(link);
    await recipient.page.getByRole('button', { name: 'Open it' }).tap();
    await recipient.page.getByText('Arriving: ').waitFor();
    await barBetween(recipient.page, 0.05, 0.9);
    await recipient.page.locator('.frame img').waitFor();
    assert.equal(await recipient.page.getByText('Everything is here').count(), 0, 'the picture came last');
    await shoot(recipient.page, 'view-slow-phone-light');
    await recipient.page.getByText('Everything is here, checked and complete.').first().waitFor();
    await recipient.checked();
    t.diagnostic(`${statuses.length} parts sent`);
  } finally {
    await browser.close();
    await line.close();
    await server.close();
  }
});
