// The main job: two photographs and a PDF, one view, a password; and that the server learns none of it.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { shoot, startHouse } from './browser.mjs';
import { found, foundInFolder } from './canary.mjs';
import { jpeg, makePng, pdf } from './samples.mjs';
import { arrive, arrived, compose, drop, ended, links, pixels, pixelsOf, pressOpen } from './steps.mjs';
import { tellingFields } from './tap.mjs';

const kTimeout = { timeout: 300_000 };
const kPassword = 'tüdelü canary password 91';
const kNote = 'note-canary: the keys are under the third stone';

/** @type {import('./browser.mjs').House} */
let house;
/** @type {import('./steps.mjs').Sample} */
let png;
/** @type {{link: string, manage: string}} */
let made;

before(async () => {
  house = await startHouse();
  png = await makePng(house.browser);
}, kTimeout);
after(() => house?.close(), kTimeout);

test('the sender drops two photographs and a PDF, and gets a link', kTimeout, async () => {
  const sender = await house.page();
  const { page } = sender;
  await compose(page, house.url, { note: kNote, password: kPassword });
  await drop(page, [jpeg, png, pdf]);
  await page.getByText(jpeg.name).waitFor();
  assert.equal(await page.locator('.files li').count(), 3);
  assert.equal(await page.locator('.says').textContent(), 'Opens once, gone in 24\u00a0hours, with a password.');
  await page.getByRole('button', { name: 'Seal and send' }).click();
  made = await links(page);
  await sender.checked();
});

test('a wrong password burns nothing; the right one shows the pictures and saves the PDF', kTimeout, async () => {
  const recipient = await house.page();
  const { page } = recipient;
  await arrive(page, made.link);
  await pressOpen(page, 'not this one');
  await page.getByText('That password isn’t right. Nothing was used up').waitFor();
  await pressOpen(page, kPassword);
  await arrived(page);

  assert.equal(await page.locator('.letter .words').textContent(), kNote);
  for (const sample of [jpeg, png]) {
    const [shown, original] = [await pixels(page, sample.name), await pixelsOf(page, sample)];
    assert.equal(shown, original);
  }
  const saved = await house.saved(page, () => page.getByRole('button', { name: `Save ${pdf.name}` }).click(), pdf.buffer.length);
  assert.equal(saved.name, pdf.name);
  assert.ok(saved.bytes.equals(pdf.buffer));
  assert.equal(new URL(page.url()).hash, '', 'the secret stays in the address bar after the last view');
  await shoot(page, 'main-viewed');
  await recipient.checked();
});

test('a third is told that it was viewed', kTimeout, async () => {
  const late = await house.page();
  await late.page.goto(made.link);
  await ended(late.page, 'viewed');
  await late.page.getByRole('heading', { name: 'It has been opened' }).waitFor();
  await late.checked();
});

/** What nobody but sender and recipient may know. */
function secrets() {
  const middle = (/** @type {Buffer} */ bytes) => bytes.subarray(bytes.length >> 1, (bytes.length >> 1) + 32);
  return {
    'the link secret': Buffer.from(made.link.slice(-43), 'base64url'),
    'the owner secret': Buffer.from(made.manage.slice(-43), 'base64url'),
    'the password': kPassword,
    'the message': kNote,
    'a file name': 'canary-name',
    'a file name that is not ASCII': 'Käferin auf Wiese',
    'the manifest': '"files":[{',
    'the manifest’s name': 'mayfly.json',
    'bytes of the JPEG': middle(jpeg.buffer),
    'bytes of the PNG': middle(png.buffer),
    'bytes of the PDF': 'plaintext-canary',
  };
}

test('no request carried anything of it', () => {
  const sent = house.tap.sent();
  assert.ok(sent.length > jpeg.buffer.length + png.buffer.length, 'the tap saw the upload');
  assert.deepEqual(found(sent, secrets()), []);
  assert.deepEqual(tellingFields(sent), []);
});

test('tokens stand in the Authorization header and nowhere else', () => {
  const text = house.tap.sent().toString('latin1');
  const tokens = new Set([...text.matchAll(/^Authorization: Bearer ([\w-]{43})\r$/gim)].map((match) => String(match[1])));
  // The owner's, the access token of the wrong password and of the right one, and the lease's.
  assert.equal(tokens.size, 4);
  const elsewhere = Buffer.from(text.replace(/^Authorization: Bearer [\w-]{43}\r$/gim, ''), 'latin1');
  const raw = Object.fromEntries([...tokens].map((token, index) => [`token ${index}`, Buffer.from(token, 'base64url')]));
  assert.deepEqual(found(elsewhere, raw), []);
  assert.deepEqual(foundInFolder(house.server.dataDir, raw), []);
  assert.deepEqual(found(Buffer.from(house.server.logs()), raw), []);
});

test('no file of the server and no line of its log holds any of it, nor who came', () => {
  const people = { 'an address': '127.0.0.1', 'a browser': 'Mozilla', 'another name of the browser': 'Chrome' };
  assert.deepEqual(foundInFolder(house.server.dataDir, { ...secrets(), ...people }), []);
  const log = house.server.logs().replace(/^.*listening on http:.*$/gm, '');
  assert.deepEqual(found(Buffer.from(log), { ...secrets(), ...people }), []);
});
