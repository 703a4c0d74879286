// The manage page: views counted, events told, time and limit changed, burned; and what the recipient is told then.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startHouse } from './browser.mjs';
import { pdf } from './samples.mjs';
import { arrive, arrived, ended, pressOpen, retype, send } from './steps.mjs';

const kTimeout = { timeout: 300_000 };

/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  house = await startHouse();
}, kTimeout);
after(() => house?.close(), kTimeout);

test('the owner sees, extends, limits and burns', kTimeout, async () => {
  const sender = await house.page();
  const { link, manage } = await send(sender.page, house.url, { files: [pdf], note: 'hello', views: '3', password: 'open up', track: true, from: 'Anna' });
  await sender.checked();

  const owner = await house.page({ timezoneId: 'Europe/Berlin' });
  await owner.page.goto(manage);
  await owner.page.getByRole('heading', { name: 'Waiting to be opened' }).waitFor();
  await owner.page.getByText('0 of 3 views used').waitFor();
  assert.equal(await owner.page.locator('.grant .secret').inputValue(), link, 'the link can be had again');
  await owner.page.getByText(pdf.name).waitFor();

  const recipient = await house.page();
  await arrive(recipient.page, link);
  await recipient.page.getByRole('heading', { name: 'Anna sent you something' }).waitFor();
  await recipient.page.getByText('is told when you open it').waitFor();
  await recipient.page.getByText('3, this one included').waitFor();
  await pressOpen(recipient.page, 'wrong');
  await recipient.page.getByText('That password isn’t right').waitFor();
  await pressOpen(recipient.page, 'open up');
  await arrived(recipient.page);
  await recipient.checked();

  await owner.page.getByText('1 of 3 views used').waitFor();
  await owner.page.getByRole('heading', { name: 'Opened, and can be opened again' }).waitFor();
  await owner.page.getByText('Everything was delivered').waitFor();
  assert.deepEqual(await owner.page.locator('.events li span').allTextContents(), ['Everything was delivered', 'Opened', 'A wrong password was tried']);

  await extend(owner.page);
  await limit(owner.page);
  await burn(owner.page);
  await owner.checked();

  const late = await house.page();
  await late.page.goto(link);
  await ended(late.page, 'burned');
  await late.page.goto(manage);
  await ended(late.page, 'burned');
  await late.checked();
});

/** @param {import('playwright-core').Page} page */
async function extend(page) {
  const field = page.getByLabel(/^Gone at/);
  const before = await field.inputValue();
  const later = new Date(new Date(`${before}Z`).getTime() + 48 * 3_600_000).toISOString().slice(0, 16);
  await field.fill(later);
  await page.locator('form', { has: field }).getByRole('button', { name: 'Change' }).click();
  await page.getByText('Gone in 2 days').or(page.getByText('Gone in 3 days')).first().waitFor();
  await page.reload();
  assert.equal(await page.getByLabel(/^Gone at/).inputValue(), later);

  await page.getByLabel(/^Gone at/).fill('2020-01-01T00:00');
  await page.locator('form', { has: page.getByLabel(/^Gone at/) }).getByRole('button', { name: 'Change' }).click();
  await page.getByText('Choose a time between a minute from now').waitFor();
}

/** @param {import('playwright-core').Page} page */
async function limit(page) {
  await retype(page.getByLabel('Views in all'), '7');
  await page.locator('form', { has: page.getByLabel('Views in all') }).getByRole('button', { name: 'Change' }).click();
  await page.getByText('1 of 7 views used').waitFor();
}

/** @param {import('playwright-core').Page} page */
async function burn(page) {
  await page.getByRole('button', { name: 'Burn it now' }).click();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByText('1 of 7 views used').waitFor();
  await page.getByRole('button', { name: 'Burn it now' }).click();
  await page.getByRole('button', { name: 'Burn it', exact: true }).click();
  await ended(page, 'burned-by-me');
}

test('without tracking, views are counted and nothing else is told', kTimeout, async () => {
  const sender = await house.page();
  const { link, manage } = await send(sender.page, house.url, { note: 'just words', views: 'No limit' });
  await sender.checked();
  const recipient = await house.page();
  await arrive(recipient.page, link);
  await recipient.page.getByText('but no times').waitFor();
  await pressOpen(recipient.page);
  await arrived(recipient.page);
  await recipient.checked();
  const owner = await house.page();
  await owner.page.goto(manage);
  await owner.page.getByText('1 view so far').waitFor();
  await owner.page.getByText('You did not ask to be told').waitFor();
  await owner.checked();
});

test('the sender can burn at once from the page with the link', kTimeout, async () => {
  const sender = await house.page();
  const { link } = await send(sender.page, house.url, { note: 'a mistake' });
  await sender.page.getByRole('button', { name: 'Burn it now' }).click();
  await sender.page.getByRole('button', { name: 'Burn it', exact: true }).click();
  await ended(sender.page, 'burned-by-me');
  await sender.checked();
  const late = await house.page();
  await late.page.goto(link);
  await ended(late.page, 'burned');
  await late.checked();
});
