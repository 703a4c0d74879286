// WebKit, the engine of Safari: sends to the command, opens what Chromium sent, and tells the same ends.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { makeFolder, mayflyOk } from '../system/cli.mjs';
import { startHouse } from './browser.mjs';
import { fileInto } from './downloads.mjs';
import { jpeg, pdf } from './samples.mjs';
import { send } from './steps.mjs';
import { startWebkit } from './webkit.mjs';

const kTimeout = { timeout: 300_000 };
const kNote = 'Bis Sonntag, am dritten Stein!';
const kPassword = 'a heron at dusk';

/** @type {import('./browser.mjs').House} */
let house;
/** @type {Awaited<ReturnType<typeof startWebkit>>} */
let webkit;
const folder = makeFolder({ [jpeg.name]: jpeg.buffer, [pdf.name]: pdf.buffer });
before(async () => {
  house = await startHouse();
  webkit = await startWebkit();
}, kTimeout);
after(async () => {
  await webkit?.close();
  await house?.close();
  folder.remove();
}, kTimeout);

/** Of the photograph, by its own header. */
function jpegSize() {
  const at = jpeg.buffer.indexOf(Buffer.from([0xff, 0xc0, 0x00, 0x11, 0x08])); // the frame of a baseline JPEG
  return [jpeg.buffer.readUInt16BE(at + 7), jpeg.buffer.readUInt16BE(at + 5)];
}

test('WebKit sends a picture, a PDF and a note under a password, and the command opens them', kTimeout, async () => {
  await webkit.goto(`${house.url}/`);
  await webkit.find('button[type="submit"]');
  await webkit.chooseFiles('#files', [folder.in(jpeg.name), folder.in(pdf.name)]);
  await webkit.type('#note', kNote);
  await webkit.click('input[name="locked"]');
  await webkit.type('#password', kPassword);
  await webkit.decoded('.files img');
  await webkit.shoot('webkit-send');
  await webkit.click('button[type="submit"]');
  await webkit.find('.done');
  const link = await webkit.run(() => /** @type {HTMLInputElement} */ (document.querySelector('#link')).value);
  await webkit.shoot('webkit-sent');
  const { err } = await mayflyOk(['open', link, '--into', folder.out, '--yes'], { env: { MAYFLY_PASSWORD: kPassword } });
  assert.ok(err.includes(kNote), err);
  for (const sample of [jpeg, pdf]) assert.ok(folder.read(sample.name).equals(sample.buffer), sample.name);
});

test('WebKit opens what Chromium sent: a wrong password costs nothing, what is saved is what was sent, and then it is gone', kTimeout, async () => {
  const sender = await house.page();
  const { link } = await send(sender.page, house.url, { files: [jpeg, pdf], note: kNote, password: kPassword });
  await sender.checked();

  await webkit.goto(link);
  await webkit.type('#password', 'a wrong one');
  await webkit.click('.gate button[type="submit"]');
  await webkit.words('That password isn’t right. Nothing was used up');
  await webkit.run(() => /** @type {HTMLInputElement} */ (document.querySelector('#password')).select());
  await webkit.type('#password', kPassword);
  await webkit.click('.gate button[type="submit"]');
  await webkit.words('Everything is here, checked and complete.');
  await webkit.words(kNote);
  assert.deepEqual(await webkit.decoded('.frame img'), jpegSize());
  await webkit.shoot('webkit-view');
  for (const sample of [jpeg, pdf]) {
    await webkit.click(`button[aria-label="Save ${sample.name}"]`);
    const { name, bytes } = await fileInto(webkit.downloads, sample.buffer.length);
    assert.equal(name, sample.name);
    assert.ok(bytes.equals(sample.buffer), name);
  }
  assert.equal(await webkit.run(() => location.hash), '', 'the secret stays in the address bar after the last view');

  await webkit.goto('about:blank');
  await webkit.goto(link);
  await webkit.find('[data-end="viewed"]');
  await webkit.shoot('webkit-viewed');
});

test('WebKit tells a link that was cut and one that nobody knows', kTimeout, async () => {
  for (const [link, end] of [[`${house.url}/d#1abc`, 'cut'], [`${house.url}/d#1${'A'.repeat(43)}`, 'missing']]) {
    await webkit.goto('about:blank');
    await webkit.goto(String(link));
    await webkit.find(`[data-end="${end}"]`);
  }
});
