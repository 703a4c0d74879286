// The page that says how it works: in every language and without scripts, its commands as in the readme, and a way to it from everywhere.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { bundles } from '../../cmake/bundle.mjs';
import { kLanguages } from '../../web/js/text/languages.js';
import { assertAccessible } from './axe.mjs';
import { kDesktop, kPhone, root, shoot, startHouse } from './browser.mjs';
import { arrive, arrived, pressOpen, send } from './steps.mjs';

const kTimeout = { timeout: 300_000 };
const kWideCommand = /curl/;

/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  house = await startHouse();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @param {import('playwright-core').Page} page */
const isTooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

for (const [device, options] of Object.entries({ desktop: kDesktop, phone: kPhone })) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`${device}, ${colorScheme}`, kTimeout, async () => {
      const { page, checked } = await house.page({ ...options, colorScheme });
      await page.goto(`${house.url}/how`);
      await page.locator('.language select').waitFor();
      await assertAccessible(page, 'how');
      assert.equal(await isTooWide(page), false);
      await shoot(page, `how-${device}-${colorScheme}`);
      await checked();
    });
  }
}

test('in every language, in place of the English words, and back', kTimeout, async () => {
  const { page, checked } = await house.page({ ...kPhone, locale: 'fr' });
  await page.goto(`${house.url}/how`);
  const title = page.locator('h1');
  await title.getByText('Comment fonctionne Mayfly').waitFor();
  for (const [name, { tag, dir }] of Object.entries(kLanguages)) {
    await page.locator('.language select').selectOption(name);
    await page.locator(`.how[lang="${tag}"]`).waitFor();
    assert.equal(await page.locator('.how').evaluate((article) => getComputedStyle(article).direction), dir, name);
    assert.equal(await page.locator('.how [data-how]').evaluateAll((elements) => elements.filter((element) => !element.textContent).length), 0, name);
    assert.equal(await isTooWide(page), false, name);
    await shoot(page, `how-phone-${name}`);
  }
  await page.locator('.language select').selectOption('en');
  await title.getByText('How Mayfly works').waitFor();
  await checked();
});

test('where the words of a language cannot be had, it is in English', kTimeout, async () => {
  const { page, context } = await house.page({ locale: 'ar', serviceWorkers: 'block' });
  await page.route('**/text/how/*.js', (route) => route.abort('connectionreset'));
  await page.goto(`${house.url}/how`);
  await page.locator('.how[lang="en"][dir="ltr"]').getByText('How Mayfly works').waitFor();
  assert.equal(await page.locator('footer .motto').textContent(), (await kLanguages.ar.load()).texts['app.motto']);
  await context.close();
});

test('it can be read without scripts', kTimeout, async () => {
  const { page, checked } = await house.page({ javaScriptEnabled: false, locale: 'de' });
  await page.goto(`${house.url}/how`);
  assert.equal(await page.locator('h1').isVisible(), true);
  assert.equal(await page.getByText('It does not know').isVisible(), true);
  await page.goto(`${house.url}/`);
  assert.equal(await page.locator('footer a').getAttribute('href'), '/how');
  await checked();
});

test('its commands are those of the readme', kTimeout, async () => {
  const { page, checked } = await house.page();
  await page.goto(`${house.url}/how`);
  const commands = await page.locator('pre').allTextContents();
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const ours = commands.filter((command) => !kWideCommand.test(command));
  assert.equal(ours.length, 3);
  for (const command of ours) assert.ok(readme.includes(`  ${command}\n`), command);
  await checked();
});

test('what it says of the pages holds: a build gives the bytes that are served, every time', kTimeout, async () => {
  const { page, checked } = await house.page();
  await page.goto(`${house.url}/how`);
  const command = String(await page.locator('pre').getByText(kWideCommand).textContent());
  const [, path = '', file = ''] = /https:\/\/[^/]+(\S+) \|\s+cmp - (\S+)/.exec(command) ?? [];
  const served = Buffer.from(await (await fetch(`${house.url}${path}`)).arrayBuffer());
  assert.ok(served.equals(readFileSync(join(root, file))));
  assert.ok(served.equals((await bundles(join(root, 'web'))).get(path) ?? Buffer.alloc(0)));
  await checked();
});

test('a view that is shown is not lost by reading how it works', kTimeout, async () => {
  const sender = await house.page();
  const { link } = await send(sender.page, house.url, { note: 'still here' });
  await sender.checked();
  const { page, context, checked } = await house.page();
  await arrive(page, link);
  await pressOpen(page);
  await arrived(page);
  const beside = context.waitForEvent('page');
  await page.getByRole('link', { name: 'How it works' }).click();
  await (await beside).getByRole('heading', { name: 'How Mayfly works' }).waitFor();
  assert.equal(await page.getByText('still here', { exact: true }).isVisible(), true);
  await checked();
});
