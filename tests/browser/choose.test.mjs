// Choosing what to send, and how: folders, order, until when, what is remembered, how hard a password is to guess.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { guessBits, strength } from '../../web/js/pages/password_strength.js';
import { managed } from '../system/cli.mjs';
import { shoot, startHouse } from './browser.mjs';
import { arrive, arrived, compose, links, pressOpen } from './steps.mjs';

const kTimeout = { timeout: 300_000 };

/** @type {import('./browser.mjs').House} */
let house;
const folder = mkdtempSync(join(tmpdir(), 'mayfly-folder-'));
before(async () => {
  mkdirSync(join(folder, 'Holiday/Day 2'), { recursive: true });
  for (const name of ['Holiday/10.txt', 'Holiday/2.txt', 'Holiday/Day 2/a.txt', 'Holiday/.DS_Store']) writeFileSync(join(folder, name), name);
  house = await startHouse();
}, kTimeout);
after(async () => {
  await house?.close();
  rmSync(folder, { recursive: true });
}, kTimeout);

/** @param {import('playwright-core').Page} page */
const names = (page) => page.locator('.files .name bdi').allTextContents();
const sample = (/** @type {string} */ name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(name) });

test('a folder that falls onto the page brings all its files, in order, by names that tell where they were', kTimeout, async () => {
  const { page, context, checked } = await house.page();
  await compose(page, house.url, {});
  const devtools = await context.newCDPSession(page);
  const data = { items: [], files: [join(folder, 'Holiday')], dragOperationsMask: 1 };
  for (const type of /** @type {const} */ (['dragEnter', 'dragOver', 'drop'])) await devtools.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
  await page.locator('.files li').nth(2).waitFor();
  assert.deepEqual(await names(page), ['Holiday - 2.txt', 'Holiday - 10.txt', 'Holiday - Day 2 - a.txt']);
  await page.getByRole('button', { name: 'Seal and send' }).click();
  const { link } = await links(page);
  await arrive(page, link);
  await pressOpen(page);
  await arrived(page);
  assert.equal(await page.getByText('Holiday - Day 2 - a.txt').first().isVisible(), true);
  await checked();
});

test('a folder can be chosen, too', kTimeout, async () => {
  const { page, checked } = await house.page();
  await compose(page, house.url, {});
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'or a whole folder' }).click()]);
  await chooser.setFiles(join(folder, 'Holiday'));
  await page.locator('.files li').nth(2).waitFor();
  assert.deepEqual((await names(page)).sort(), ['Holiday - 10.txt', 'Holiday - 2.txt', 'Holiday - Day 2 - a.txt']);
  await checked();
});

test('files are put into another order by keys and by dragging', kTimeout, async () => {
  const { page, checked } = await house.page();
  await compose(page, house.url, { files: [sample('a'), sample('b'), sample('c')] });
  const handle = (/** @type {string} */ name) => page.getByRole('button', { name: `Move ${name} by arrow keys or dragging` });
  await handle('a').focus();
  await page.keyboard.press('ArrowUp');
  assert.deepEqual(await names(page), ['a', 'b', 'c']);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.deepEqual(await names(page), ['b', 'c', 'a']);
  assert.equal(await page.locator('#live').textContent(), 'a is number 3 of 3 now.');
  assert.equal(await handle('a').evaluate((button) => button === document.activeElement), true);
  const from = await handle('a').boundingBox();
  const to = await handle('b').boundingBox();
  assert.ok(from && to);
  await page.mouse.move(from.x + 10, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(to.x + 10, to.y + 10, { steps: 8 });
  await shoot(page, 'send-order');
  await page.mouse.up();
  assert.deepEqual(await names(page), ['a', 'b', 'c']);
  await page.getByRole('button', { name: 'Seal and send' }).click();
  const { link } = await links(page);
  await arrive(page, link);
  await pressOpen(page);
  await arrived(page);
  const saves = await page.getByRole('button', { name: /^Save [abc]$/ }).evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label')));
  assert.deepEqual(saves, ['Save a', 'Save b', 'Save c']);
  await checked();
});

test('how often and how long are remembered, a password and a name are not', kTimeout, async () => {
  const { page, checked } = await house.page();
  await compose(page, house.url, { note: 'one', views: '3', password: 'kingfisher', track: true, from: 'Anna' });
  await page.getByRole('radio', { name: '5 minutes' }).check();
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await links(page);
  assert.deepEqual(JSON.parse(await page.evaluate(() => JSON.stringify({ ...localStorage }))), {
    'mayfly.choices': JSON.stringify({ views: '3', count: 5, track: true, expiry: '300' }),
  });
  await page.goto(`${house.url}/`);
  await page.getByText('Opens 3 times, gone in 5 minutes, no password. Your manage page tells you when.').waitFor();
  assert.equal(await page.getByLabel('Your name').inputValue(), '');
  await page.evaluate(() => localStorage.setItem('mayfly.choices', '{"views":"7","expiry":"soon","count":"x"}'));
  await page.reload();
  await page.getByText('Opens once, gone in 24 hours, no password.').waitFor();
  await checked();
});

test('an exact time is one by the sender’s clock, and that is when the drop is gone', kTimeout, async () => {
  const { page, checked } = await house.page({ timezoneId: 'Asia/Kathmandu' });
  await compose(page, house.url, { note: 'until the hour' });
  await page.getByRole('radio', { name: 'Exact time' }).check();
  const field = page.getByLabel(/^Gone at/);
  await field.fill('2020-01-01T00:00');
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await page.getByText('Choose a time between a minute from now').waitFor();
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  await field.fill(`${day}T21:05`);
  await page.getByRole('button', { name: 'Seal and send' }).click();
  const { manage } = await links(page);
  assert.equal((await managed(manage)).expires_at, Date.parse(`${day}T21:05:00+05:45`) / 1000);
  await checked();
});

test('a password is weighed while it is typed', kTimeout, async () => {
  const { page, checked } = await house.page();
  await compose(page, house.url, { note: 'one', password: 'password1' });
  const told = page.locator('#password-strength');
  assert.equal(await told.textContent(), 'Easy to guess for somebody who has the link');
  await shoot(page, 'send-password');
  await page.getByRole('button', { name: 'Suggest one' }).click();
  assert.equal(await told.textContent(), 'Hard to guess');
  await page.locator('#password').fill('');
  assert.equal(await told.isVisible(), false);
  await checked();
});

test('what people choose first is weak, what is long or random is not', () => {
  for (const password of ['a', 'aaaaaaaaaaaaaaaa', '12345678', 'Password1!', 'qwertz123', 'kingfisher', 'abcdefgh']) assert.equal(strength(password), 'weak', password);
  for (const password of ['correct horse battery staple', 'k7mw-3h9x-pqrs-22za', 'Tr0ub4dor&3-x']) assert.equal(strength(password), 'strong', password);
  assert.equal(strength(''), 'none');
  assert.ok(guessBits('日本語のパスワード') > guessBits('123456'));
});
