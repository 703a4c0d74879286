// Every end and every fault has a page of its own that says what happened and whether a view was used.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { browserName, startHouse } from './browser.mjs';
import { noise, pdf } from './samples.mjs';
import { arrive, arrived, compose, ended, links, pressOpen, retype, send, withoutCore } from './steps.mjs';

const kTimeout = { timeout: 300_000 };

/** @type {import('./browser.mjs').House} */
let house;
/** Of a drop that nobody ever opens. @type {string} */
let link;
before(async () => {
  house = await startHouse();
  const sender = await house.page();
  ({ link } = await send(sender.page, house.url, { note: 'never opened' }));
  await sender.checked();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @param {string} letter */
const another = (letter) => (letter === 'a' ? 'b' : 'a');

/** @param {object} body @param {number} [status] @param {Record<string, string>} [headers] */
const answer = (body, status = 200, headers = {}) => ({
  status,
  headers: { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json', ...headers },
  body: JSON.stringify(body),
});

/** Links that are wrong in themselves, and the page each leads to. @type {[string, () => string, string][]} */
const kBadLinks = [
  ['without its secret', () => `${house.url}/d`, 'cut'],
  ['with an empty secret', () => `${house.url}/d#`, 'cut'],
  ['cut short', () => link.slice(0, -5), 'cut'],
  ['with a letter too many', () => `${link}A`, 'cut'],
  ['with a foreign letter', () => `${link.slice(0, -10)}!${link.slice(-9)}`, 'cut'],
  ['of a later version', () => link.replace('#1', '#2'), 'version'],
  ['with one letter altered', () => link.slice(0, -20) + another(link.at(-20) ?? '') + link.slice(-19), 'missing'],
];

/** Opens an address as if nothing had been open before. @param {import('playwright-core').Page} page @param {string} address @param {string} end */
async function leadsTo(page, address, end) {
  await page.goto('about:blank');
  await page.goto(address);
  await ended(page, end);
}

test('a link that is wrong in itself', kTimeout, async (t) => {
  const recipient = await house.page();
  for (const [name, bad, end] of kBadLinks) await t.test(`${name}: ${end}`, () => leadsTo(recipient.page, bad(), end));
  await recipient.checked();
});

test('a drop that cannot be opened', kTimeout, async (t) => {
  const recipient = await house.page();
  const { page } = recipient;
  for (const state of ['expired', 'viewed', 'removed', 'burned', 'open']) {
    await t.test(state, async () => {
      await page.route('**/api/v1/grants/*', (route) => route.fulfill(answer({ state })));
      await leadsTo(page, link, state);
      await page.unroute('**/api/v1/grants/*');
    });
  }
  await recipient.checked();
});

test('a manage link that is wrong', kTimeout, async () => {
  const owner = await house.page();
  await owner.page.goto(`${house.url}/m#1abc`);
  await ended(owner.page, 'cut');
  await owner.page.goto(`${house.url}/m#1${'A'.repeat(43)}`);
  await ended(owner.page, 'missing');
  await owner.checked();
});

test('the server cannot be reached: says so, and goes on when it can', kTimeout, async () => {
  const recipient = await house.page();
  const { page } = recipient;
  await page.route('**/api/v1/**', (route) => route.abort('connectionrefused'));
  await page.goto(link);
  await ended(page, 'offline');
  await page.unroute('**/api/v1/**');
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.locator('.gate').waitFor();
  await recipient.checked();
});

test('a busy server: says so', kTimeout, async () => {
  const recipient = await house.page();
  await recipient.page.route('**/api/v1/grants/*', (route) => route.fulfill(answer({ code: 'busy' }, 503, { 'Retry-After': '5' })));
  await recipient.page.goto(link);
  await ended(recipient.page, 'busy');
  await recipient.checked();
});

test('all views taken, the last one still going on', kTimeout, async () => {
  const sender = await house.page();
  const made = await send(sender.page, house.url, { note: 'one at a time' });
  await sender.checked();
  const first = await house.page();
  await first.page.route('**/parts/*', () => {});
  await arrive(first.page, made.link);
  await Promise.all([first.page.waitForResponse('**/claim'), pressOpen(first.page)]);
  const second = await house.page();
  await second.page.goto(made.link);
  await ended(second.page, 'taken');
  await second.checked();
  await first.checked();
});

test('a part that was altered is not shown', kTimeout, async () => {
  const sender = await house.page();
  const made = await send(sender.page, house.url, { files: [pdf], note: 'whole', views: '3' });
  await sender.checked();
  const recipient = await house.page();
  const { page } = recipient;
  await page.route('**/parts/0', async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    body.writeUInt8(body.readUInt8(100) ^ 1, 100);
    await route.fulfill({ response, body });
  });
  await arrive(page, made.link);
  await pressOpen(page);
  await ended(page, 'damaged');
  assert.equal(await page.getByText('whole', { exact: true }).count(), 0);
  await recipient.checked();
});

test('parts that were swapped are not shown, what came before stays', kTimeout, async () => {
  const sender = await house.page();
  const big = { name: 'noise.bin', mimeType: '', buffer: noise(3 << 20) };
  const made = await send(sender.page, house.url, { files: [big], note: 'the beginning', views: '3' });
  await sender.checked();
  const recipient = await house.page();
  const { page } = recipient;
  await page.route('**/parts/1', async (route) => route.fulfill({ response: await route.fetch({ url: route.request().url().replace(/1$/, '2') }) }));
  await arrive(page, made.link);
  await pressOpen(page);
  await page.getByText('What arrived was damaged or altered').waitFor();
  assert.equal(await page.locator('.letter .words').textContent(), 'the beginning');
  assert.ok(await page.getByRole('button', { name: 'Save noise.bin' }).isDisabled());
  await recipient.checked();
});

test('burned in the middle of a view', kTimeout, async () => {
  const sender = await house.page();
  const big = { name: 'noise.bin', mimeType: '', buffer: noise(5 << 20) };
  const made = await send(sender.page, house.url, { files: [big], note: 'the beginning', views: '3' });
  const recipient = await house.page();
  const { page } = recipient;
  await page.route('**/parts/3', (route) => route.abort('connectionreset'));
  await arrive(page, made.link);
  await pressOpen(page);
  await page.getByText('your view is not lost').waitFor();
  await sender.page.getByRole('button', { name: 'Burn it now' }).click();
  await sender.page.getByRole('button', { name: 'Burn it', exact: true }).click();
  await ended(sender.page, 'burned-by-me');
  await page.unroute('**/parts/3');
  await page.getByText('The rest can no longer be had').waitFor();
  await sender.checked();
  await recipient.checked();
});

test('too many wrong passwords: says so once, waits with the reader, then goes on', kTimeout, async () => {
  const sender = await house.page();
  const made = await send(sender.page, house.url, { note: 'patience', password: 'slow' });
  await sender.checked();
  const recipient = await house.page();
  const { page } = recipient;
  await page.route('**/claim', (route) => route.fulfill(answer({ code: 'too-many-attempts' }, 429, { 'Retry-After': '40' })), { times: 1 });
  await page.clock.install();
  await arrive(page, made.link);
  await pressOpen(page, 'slow');
  const wrong = page.getByRole('alert');
  await wrong.getByText(/Too many wrong tries. You can try again in [1-4]?\d\sseconds?/).first().waitFor();
  const [said, seen] = [await wrong.ariaSnapshot(), await wrong.locator('time').textContent()];
  assert.match(said, /You can try again in 40\sseconds/);
  await page.clock.runFor(5000);
  assert.notEqual(await wrong.locator('time').textContent(), seen);
  assert.equal(await wrong.ariaSnapshot(), said, 'each second is read out');
  await page.clock.fastForward(40_000);
  await page.locator('.gate .button[aria-disabled="false"]').waitFor();
  await pressOpen(page, 'slow');
  await arrived(page);
  await recipient.checked();
});

test('neither WebAssembly nor its stand-in: says so, on each page', kTimeout, async () => {
  const recipient = await house.page();
  await withoutCore(recipient.context);
  for (const address of [link, `${house.url}/`, `${house.url}/m#1${'A'.repeat(43)}`]) {
    await recipient.page.goto(address);
    await ended(recipient.page, 'wasm');
    await recipient.page.goto('about:blank');
  }
  await recipient.checked();
});

test('no JavaScript: says so', { ...kTimeout, skip: browserName === 'firefox' && 'it cannot be started without JavaScript from here' }, async () => {
  const recipient = await house.page({ javaScriptEnabled: false });
  for (const path of ['/', '/d', '/m', '/d%231']) {
    await recipient.page.goto(house.url + path);
    await recipient.page.getByRole('heading', { name: 'This page needs JavaScript' }).waitFor();
  }
  await recipient.checked();
});

test('a bent link warns, and is mended', kTimeout, async () => {
  const recipient = await house.page();
  const { page } = recipient;
  await page.goto(link.replace('#', '%23'));
  await page.getByRole('heading', { name: 'This link was changed on its way' }).waitFor();
  await page.getByRole('link', { name: 'Go on to the link' }).click();
  await page.locator('.gate').waitFor();
  assert.equal(page.url(), link);
  await recipient.checked();
});

test('the core does not arrive at first: the form stays, and it is asked for again when something is sent', kTimeout, async () => {
  const { page, context } = await house.page();
  const lost = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/seal.wasm'));
  await page.route('**/*.wasm', (route) => route.abort('connectionrefused'));
  await compose(page, house.url, { note: 'not in vain' });
  await lost;
  await page.unroute('**/*.wasm');
  assert.equal(await page.locator('#note').inputValue(), 'not in vain');
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await links(page);
  await context.close();
});

test('what the server refuses to take: says so, and the form is as it was', kTimeout, async () => {
  const sender = await house.page();
  const { page } = sender;
  await compose(page, house.url, { files: [pdf] });
  await page.route('**/api/v1/drops/*', (route) => route.fulfill(answer({ code: 'storage-full' }, 507)), { times: 1 });
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await ended(page, 'full');
  await page.getByRole('button', { name: 'Back to the form' }).click();
  assert.equal(await page.locator('.files li').count(), 1);
  await page.getByRole('button', { name: 'Seal and send' }).click();
  await links(page);
  await sender.checked();
});

test('what cannot be sent is told before anything is sent', kTimeout, async () => {
  const sender = await house.page();
  const { page } = sender;
  await page.route('**/api/v1/info', async (route) => {
    const info = await (await route.fetch()).json();
    await route.fulfill(answer({ ...info, limits: { ...info.limits, drop_bytes: 1000 } }));
  });
  await compose(page, house.url, {});
  const submit = page.getByRole('button', { name: 'Seal and send' });
  await submit.click();
  await page.getByText('Add a file or write a message first.').waitFor();
  await page.setInputFiles('#files', { name: 'large.bin', mimeType: '', buffer: Buffer.alloc(1001) });
  await submit.click();
  await page.getByRole('alert').getByText('this server takes 1 kB').waitFor();
  await page.getByRole('button', { name: 'Remove large.bin' }).click();
  await page.getByLabel('Message').fill('small');
  await page.getByRole('switch', { name: /^Password/ }).check();
  await submit.click();
  await page.getByText('Type a password, or switch it off.').waitFor();
  await page.getByRole('radio', { name: 'Other' }).check();
  await retype(page.getByLabel('Number of views'), '0');
  await submit.click();
  await page.getByText('Choose a whole number from 1').waitFor();
  assert.equal(sender.requests.filter((request) => request.method() !== 'GET').length, 0);
  await sender.checked();
});
