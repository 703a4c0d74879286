// The send page as an app: what makes it installable, what it shows without a network, and what other apps share to it.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { kPhone, shoot, startHouse } from './browser.mjs';
import { arrive, arrived, ended, links, pressOpen, send } from './steps.mjs';
import { tellingFields } from './tap.mjs';

const kTimeout = { timeout: 300_000 };

/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  house = await startHouse();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** The send page, once its service worker answers for it. @param {import('playwright-core').BrowserContextOptions} [options] */
async function installed(options) {
  const guarded = await house.page(options);
  await guarded.page.goto(`${house.url}/`);
  await guarded.page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return guarded;
}

test('the browser finds nothing that keeps it from being installed', kTimeout, async () => {
  const { page, context, checked } = await installed();
  const devtools = await context.newCDPSession(page);
  const { errors } = await devtools.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  const { installabilityErrors } = await devtools.send('Page.getInstallabilityErrors');
  // A window without a profile cannot install anything; that is all it may have against it.
  assert.deepEqual(installabilityErrors.map((error) => error.errorId).filter((id) => id !== 'in-incognito'), []);
  await checked();
});

test('without a network it says so, in the language that was used, and comes back by itself', kTimeout, async () => {
  const { page, context, problems } = await installed({ ...kPhone, locale: 'de-DE' });
  await page.reload();
  await page.getByRole('button', { name: 'Versiegeln und senden' }).waitFor();
  await context.setOffline(true);
  await page.goto(`${house.url}/`);
  await ended(page, 'offline');
  await page.getByRole('heading', { name: 'Der Server ist nicht erreichbar' }).waitFor();
  await shoot(page, 'offline-phone-de');
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Versiegeln und senden' }).waitFor();
  await context.close();
  assert.deepEqual(problems.filter((problem) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(problem)), []);
});

test('a link opened without a network waits for it, whole', kTimeout, async () => {
  const { page, context, problems } = await installed();
  const { link } = await send(page, house.url, { note: 'patience' });
  await page.goto('about:blank');
  await context.setOffline(true);
  await page.goto(link);
  await ended(page, 'offline');
  await context.setOffline(false);
  await page.locator('.gate').waitFor();
  await pressOpen(page);
  await page.getByText('patience').waitFor();
  await context.close();
  assert.deepEqual(problems.filter((problem) => !/ERR_INTERNET_DISCONNECTED|Failed to fetch/.test(problem)), []);
});

/**
 * Shares as the system does: from outside of any page of ours, by the form that the manifest describes.
 * @param {import('playwright-core').Page} page @param {Record<string, string>} words @param {import('./steps.mjs').Sample[]} files
 */
async function share(page, words, files) {
  const manifest = String(await page.getAttribute('link[rel="manifest"]', 'href'));
  const { action, method, enctype, params } = (await (await fetch(house.url + manifest)).json()).share_target;
  await page.goto('about:blank');
  const fields = Object.entries(words).map(([name, value]) => `<input name="${params[name]}" value="${value}">`);
  await page.setContent(`<form action="${house.url}${action}" method="${method}" enctype="${enctype}">${fields.join('')}<input type="file" multiple name="${params.files[0].name}"><button>Share</button></form>`);
  await page.setInputFiles('[type="file"]', files);
  await page.getByRole('button', { name: 'Share' }).click();
}

test('what another app shares is on the send page, and was not on the line', kTimeout, async () => {
  const { page, checked } = await installed();
  const before = house.tap.sent().length;
  await share(page, { title: 'A walk', text: 'shared-canary-words' }, [
    { name: 'walk.txt', mimeType: 'text/plain', buffer: Buffer.from('shared-canary-bytes') },
    { name: 'more.txt', mimeType: 'text/plain', buffer: Buffer.from('more') },
  ]);
  await page.locator('.files li').nth(1).waitFor();
  assert.equal(house.tap.sent().subarray(before).includes('canary'), false);
  assert.equal(await page.getByLabel('Message').inputValue(), 'A walk\nshared-canary-words');
  assert.equal(new URL(page.url()).search, '');
  await page.getByRole('button', { name: 'Seal and send' }).click();
  const { link } = await links(page);
  await arrive(page, link);
  await pressOpen(page);
  await arrived(page);
  await page.getByText('walk.txt').first().waitFor();
  await page.goto(`${house.url}/?shared`);
  await page.getByRole('alert').getByText('What you shared has not arrived here. Add it once more.').waitFor();
  await checked();
});

test('a service worker that was stopped and starts again tells the server no more than before', kTimeout, async () => {
  const { page, context, checked } = await installed();
  const before = house.tap.sentBytes();
  const devtools = await context.newCDPSession(page);
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.stopAllWorkers');
  await page.reload();
  await page.getByRole('button', { name: 'Seal and send' }).waitFor();
  const since = house.tap.sent().subarray(before);
  assert.match(since.toString('latin1'), /^GET \/js\/text\/text\.js HTTP/m, 'the worker fetched what it keeps');
  assert.deepEqual(tellingFields(since), []);
  await checked();
});

test('who only opens a link gets no service worker', kTimeout, async () => {
  const sender = await house.page();
  const { link } = await send(sender.page, house.url, { note: 'once' });
  await sender.checked();
  const { page, checked } = await house.page();
  await arrive(page, link);
  await pressOpen(page);
  await page.getByText('once', { exact: true }).waitFor();
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
  await checked();
});
