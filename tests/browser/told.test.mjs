// What recipients are told: before the button what it is and what it will use up, behind it what is left of the link.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { shoot, startHouse } from './browser.mjs';
import { jpeg, noise } from './samples.mjs';
import { arrive, arrived, ended, pressOpen, send } from './steps.mjs';

const kTimeout = { timeout: 300_000 };
const kPictures = ['one.jpg', 'two.jpg', 'three.jpg'].map((name) => ({ ...jpeg, name }));
const kErased = 'That was the last time: the server has already erased it.';

/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  house = await startHouse();
}, kTimeout);
after(() => house?.close(), kTimeout);

/** @param {import('./steps.mjs').Letter} letter */
async function sent(letter) {
  const sender = await house.page();
  const { link } = await send(sender.page, house.url, letter);
  await sender.checked();
  return link;
}

test('before the button: what it is and from whom, what it uses up, how long it lasts, what the sender learns', kTimeout, async () => {
  const link = await sent({ files: kPictures, views: '3', track: true, from: 'Anna' });
  const { page, checked } = await house.page();
  await arrive(page, link);
  await page.getByRole('heading', { name: 'Anna sent you something' }).waitFor();
  const facts = await page.locator('.facts').innerText();
  for (const words of [/3 pictures, 1\.1\sMB/, /3, this one included/, /in (24\shours|23\shr 5\d\smin)/, /is told when you open it/]) assert.match(facts, words);
  await page.getByText('Uses one of 3 views. Once everything is here, reloading the page would use another.').waitFor();
  await checked();
});

test('behind it: how often the link opens still, and for how long', kTimeout, async () => {
  for (const [views, words] of /** @type {const} */ ([['3', 'The link can be opened 2 more times.'], ['No limit', null]])) {
    const link = await sent({ files: [jpeg], views });
    const { page, checked } = await house.page();
    await arrive(page, link);
    await pressOpen(page);
    await arrived(page);
    const terms = await page.locator('.terms').innerText();
    assert.match(terms, /The link ends in (24\shours|23\shr 5\d\smin)\./);
    if (words) assert.ok(terms.includes(words), terms);
    assert.equal(terms.includes('last'), false, terms);
    await checked();
  }
});

test('after the last view: that it is erased, and what a reload will show, which it then does', kTimeout, async () => {
  const link = await sent({ files: [jpeg] });
  const { page, checked } = await house.page();
  await arrive(page, link);
  await pressOpen(page);
  const words = page.locator('.terms').getByText(`${kErased} Save what you want to keep; a reload will only say that it was seen.`);
  await words.waitFor();
  assert.equal(await page.locator('.terms').getByText('That was the last view.').isVisible(), false);
  await shoot(page, 'told-erased');
  await page.getByRole('img', { name: jpeg.name }).waitFor();
  await page.reload();
  await ended(page, 'viewed');
  await checked();
});

test('after the last view, while somebody else is still looking: that it is the last, not that it is erased', kTimeout, async () => {
  const link = await sent({ files: [{ name: 'noise.bin', mimeType: '', buffer: noise(3 << 20) }], views: '3' });
  const slow = await house.page();
  await slow.page.route('**/parts/2', () => {});
  await arrive(slow.page, link);
  await pressOpen(slow.page);
  await slow.page.locator('.viewer figcaption').waitFor();
  for (const words of ['The link can be opened 1 more time.', 'That was the last view. Save what you want to keep']) {
    const { page, checked } = await house.page();
    await arrive(page, link);
    const told = words.includes('last') && page.waitForResponse((response) => /\/grants\/[\w-]+$/.test(response.url()));
    await pressOpen(page);
    await arrived(page);
    await page.getByText(words).first().waitFor();
    if (told) assert.deepEqual(await (await told).json().then(({ state, views_left: left }) => ({ state, left })), { state: 'live', left: 0 });
    assert.equal(await page.locator('.terms').getByText(kErased).isVisible(), false);
    await checked();
  }
  await slow.checked();
});
