// Other languages than English: chosen by the browser, right to left, and changed by the reader without losing anything.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { kPhone, shoot, startHouse } from './browser.mjs';
import { jpeg, pdf } from './samples.mjs';
import { ended } from './steps.mjs';

const kTimeout = { timeout: 300_000 };
const kPassword = 'kingfisher';

/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  house = await startHouse();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @typedef {import('playwright-core').Page} Page */

/** @param {Page} page @returns {Promise<{lang: string, dir: string}>} what the page says of itself */
const declared = (page) => page.evaluate(() => ({ lang: document.documentElement.lang, dir: document.documentElement.dir }));

/** @param {Page} page @param {string} language */
async function choose(page, language) {
  const select = page.locator('.language select');
  await select.focus();
  await select.selectOption(language);
}

/** The catalogues that the page asked for; its service worker keeps one or two. @param {import('./browser.mjs').GuardedPage} visitor */
const catalogues = ({ requests }) =>
  requests.filter((request) => request.serviceWorker() === null).map((request) => /\/js\/text\/(\w\w)\.js$/.exec(request.url())?.[1]).filter((name) => name !== undefined);

/** Sends as anybody would, whatever the words on the page. @param {Page} page */
async function sendByHand(page) {
  await page.goto(`${house.url}/`);
  await page.locator('.compose').waitFor();
  await page.setInputFiles('#files', [jpeg, pdf]);
  const fold = page.locator('.settings:not([open]) > summary');
  if (await fold.isVisible()) await fold.click();
  await page.locator('input[name="locked"]').check();
  await page.locator('#password').fill(kPassword);
  await page.locator('button[type="submit"]').click();
  await page.locator('.done').waitFor();
  return page.locator('#link').inputValue();
}

/** Elements whose text is cut off or that stand out of the window. @param {Page} page */
const clipped = (page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('.button, .segments span, h1, label, summary')]
      .filter((element) => element.checkVisibility() && !element.matches('.unseen'))
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 0 && getComputedStyle(element).display !== 'inline' ? true : left < -1 || right > innerWidth + 1;
      })
      .map((element) => element.textContent),
  );

test('Arabic, on a phone: right to left, from sending to the end', kTimeout, async () => {
  const visitor = await house.page({ ...kPhone, locale: 'ar' });
  const { page } = visitor;
  const link = await sendByHand(page);
  assert.deepEqual(await declared(page), { lang: 'ar', dir: 'rtl' });
  assert.deepEqual(catalogues(visitor), ['ar']);
  assert.equal(await page.locator('h1').textContent(), 'تم الختم. هذا رابطك.');
  assert.equal(await page.locator('#link').evaluate((input) => getComputedStyle(input).direction), 'ltr', 'links are read from the left');
  assert.deepEqual(await clipped(page), []);

  await page.goto(link);
  await page.locator('.gate').waitFor();
  const [fact, value] = [page.locator('.facts dt').first(), page.locator('.facts dd').first()];
  const [nameAt, valueAt] = [await fact.boundingBox(), await value.boundingBox()];
  assert.ok(nameAt && valueAt && nameAt.x > valueAt.x, 'the first column is the right one');
  await page.locator('#password').fill('wrong');
  await page.locator('.gate button').click();
  await page.getByText('كلمة المرور غير صحيحة').waitFor();
  await page.locator('#password').fill(kPassword);
  await page.locator('.gate button').click();
  await page.getByText('وصل كل شيء').first().waitFor();
  await page.locator('.frame img').waitFor();
  assert.equal(await page.locator('.language').isVisible(), false, 'a view is not put at risk');
  await shoot(page, 'view-phone-arabic');
  await page.goto(link);
  await ended(page, 'viewed');
  assert.equal(await page.locator('h1').textContent(), 'سبق فتحه');
  assert.deepEqual(await clipped(page), []);
  await visitor.checked();
});

test('each language fits a phone', kTimeout, async () => {
  for (const locale of ['de', 'es', 'fr', 'pt', 'hi', 'zh', 'ja', 'ar']) {
    const visitor = await house.page({ ...kPhone, locale, reducedMotion: 'reduce' });
    const { page } = visitor;
    await page.goto(`${house.url}/`);
    await page.locator('.compose').waitFor();
    await page.locator('.settings > summary').click();
    await page.locator('input[name="locked"]').check();
    await page.locator('.language').waitFor();
    assert.deepEqual(await clipped(page), [], locale);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${locale} is too wide`);
    await visitor.checked();
  }
});

test('a change of language on the send page keeps what was chosen, and is remembered', kTimeout, async () => {
  const visitor = await house.page({ locale: 'de-AT' });
  const { page } = visitor;
  await page.goto(`${house.url}/`);
  await page.getByText('Senden Sie, was nicht bleiben soll').waitFor();
  await page.setInputFiles('#files', [jpeg, pdf]);
  await page.locator('#note').fill('Bis Sonntag!');
  await page.locator('input[name="views"][value="3"]').check();
  await page.locator('input[name="locked"]').check();
  await page.locator('#password').fill(kPassword);
  assert.equal(await page.locator('.says').textContent(), 'Lässt sich 3-mal öffnen, hält 24\u00a0Stunden, mit Passwort.');
  assert.equal(await page.evaluate(() => localStorage.length), 0, 'nothing is kept that nobody chose');

  await choose(page, 'fr');
  await page.getByRole('heading', { name: 'Envoyez ce qui n’est pas fait pour durer' }).waitFor();
  assert.deepEqual(await declared(page), { lang: 'fr', dir: 'ltr' });
  assert.equal((await page.locator('.says').textContent())?.replace(/\u00a0/g, ' '), 'S’ouvre 3 fois, disparaît dans 24 heures, avec mot de passe.');
  assert.deepEqual(await page.locator('.files bdi').allTextContents(), [jpeg.name, pdf.name]);
  assert.equal(await page.locator('#note').inputValue(), 'Bis Sonntag!');
  assert.equal(await page.locator('#password').inputValue(), kPassword);
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'SELECT', 'the focus stays where it was');
  assert.deepEqual(catalogues(visitor), ['de', 'fr']);

  await page.locator('button[type="submit"]').click();
  await page.getByRole('heading', { name: 'Scellé. Voici votre lien.' }).waitFor();
  const link = await page.locator('#link').inputValue();
  await choose(page, 'ja');
  await page.getByRole('heading', { name: '封をしました。リンクはこちらです。' }).waitFor();
  assert.equal(await page.locator('#link').inputValue(), link);

  await page.goto(link);
  await page.getByRole('heading', { name: 'あなた宛てに届いています' }).waitFor();
  await page.locator('#password').fill(kPassword);
  await choose(page, 'en');
  await page.getByRole('button', { name: 'Open it' }).click();
  await page.getByText('Everything is here, checked and complete.').first().waitFor();
  assert.equal(await page.locator('.letter .words').textContent(), 'Bis Sonntag!');
  await visitor.checked();
});

test('where a catalogue cannot be had, English is spoken, and a change is taken back', kTimeout, async () => {
  // A service worker's own requests cannot be cut.
  const visitor = await house.page({ locale: 'hi', serviceWorkers: 'block' });
  const { page } = visitor;
  await page.route(/\/js\/text\/(hi|es)\.js$/, (route) => route.abort('connectionreset'));
  await page.goto(`${house.url}/`);
  await page.getByRole('heading', { name: 'Send something that won’t last' }).waitFor();
  assert.deepEqual(await declared(page), { lang: 'en', dir: 'ltr' });
  await choose(page, 'es');
  await page.locator('#live').getByText('That language can’t be loaded just now.').waitFor({ state: 'attached' });
  assert.equal(await page.locator('.language select').inputValue(), 'en');
  assert.equal(await page.evaluate(() => localStorage.length), 0);
  await visitor.context.close();
  // The browser reports both loads that the test has cut, and nothing else.
  assert.equal(visitor.problems.length, 2, visitor.problems.join('\n'));
});
