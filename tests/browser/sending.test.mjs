// An upload that is held up: by its sender, by a line that goes away, by a server that dies. It goes on by itself, never starts
// over, and sends no part again that has arrived.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { startLine } from '../system/line.mjs';
import { startServer } from '../system/server.mjs';
import { assertAccessible } from './axe.mjs';
import { launch, newPage } from './browser.mjs';
import { noise } from './samples.mjs';
import { arrive, arrived, compose, links, pressOpen } from './steps.mjs';
import { startTap } from './tap.mjs';

const kTimeout = { timeout: 300_000 };
const kStepMs = 120_000;
const kNothingMs = 3000;
const kLookMs = 20;
const kContent = noise(6 << 20);
const kParts = 7;
const folder = mkdtempSync(join(tmpdir(), 'mayfly-sending-'));
const kFile = join(folder, 'noise.bin');
/** Slow enough for a middle of it, and fast enough for several parts at once. */
const kLeisurely = { up: 400_000, down: 3_000_000, delay: 5 };

/** @type {import('playwright-core').Browser} */
let browser;
before(async () => {
  writeFileSync(kFile, kContent);
  browser = await launch('chromium');
}, kTimeout);
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
}, kTimeout);

/** A server behind a line, with a tap at the server's end. @param {import('../system/line.mjs').Shape} [shape] */
async function startHouse(shape = kLeisurely) {
  const server = await startServer();
  const tap = await startTap(server.port);
  const line = await startLine(Number(new URL(tap.url).port), shape);
  return {
    server,
    tap,
    line,
    async page() {
      const guarded = await newPage(browser, line.url);
      guarded.page.setDefaultTimeout(kStepMs);
      return guarded;
    },
    async close() {
      await line.close();
      await tap.close();
      await server.close();
    },
  };
}

/** @param {import('playwright-core').Request} request @returns {number} which part it sends; NaN where it does something else */
const partOf = (request) => (request.method() === 'PUT' ? Number(/\/parts\/(\d+)$/.exec(request.url())?.[1] ?? NaN) : NaN);

/** Notes which parts go out, which have arrived, and which went out although they had. @param {import('playwright-core').Page} page */
function watchParts(page) {
  const seen = { sent: /** @type {number[]} */ ([]), arrived: new Set(), again: /** @type {number[]} */ ([]) };
  page.on('request', (request) => {
    const n = partOf(request);
    if (Number.isNaN(n)) return;
    seen.sent.push(n);
    if (seen.arrived.has(n)) seen.again.push(n);
  });
  page.on('response', (response) => {
    const n = partOf(response.request());
    if (!Number.isNaN(n) && response.status() === 204) seen.arrived.add(n);
  });
  return seen;
}

/**
 * Sends the file until its first part has arrived, and holds the line then.
 * @param {import('playwright-core').Page} page
 * @param {{line: {url: string, hold: () => void}}} house
 */
async function begin(page, { line }) {
  await compose(page, line.url, {});
  await page.setInputFiles('#files', kFile);
  await Promise.all([
    page.waitForResponse((response) => !Number.isNaN(partOf(response.request())) && response.status() === 204),
    page.getByRole('button', { name: 'Seal and send' }).click(),
  ]);
  line.hold();
}

/** The drop is whole. @param {Awaited<ReturnType<typeof startHouse>>} house @param {string} link */
async function assertWhole(house, link) {
  const { page, checked } = await house.page();
  await arrive(page, link);
  await pressOpen(page);
  await arrived(page);
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save noise.bin' }).click()]);
  const chunks = [];
  for await (const chunk of await saved.createReadStream()) chunks.push(chunk);
  assert.ok(Buffer.concat(chunks).equals(kContent));
  await checked();
}

/**
 * One upload, and what befalls it in the middle, while the line is held.
 * @param {(page: import('playwright-core').Page, house: Awaited<ReturnType<typeof startHouse>>, seen: ReturnType<typeof watchParts>) => Promise<void>} befall
 */
async function interrupted(befall) {
  const house = await startHouse();
  try {
    const sender = await house.page();
    const seen = watchParts(sender.page);
    await begin(sender.page, house);
    await befall(sender.page, house, seen);
    house.line.flow();
    const { link } = await links(sender.page);
    assert.deepEqual(seen.again, [], 'parts that had arrived were sent again');
    // Three parts at most were under way when it was interrupted. At the server's end, since a browser whose requests are routed does not tell of all.
    const bytes = house.tap.sent().length;
    assert.ok(bytes > kContent.length && bytes < kContent.length + (4 << 20), `${bytes} bytes were sent`);
    await sender.checked();
    await assertWhole(house, link);
  } finally {
    await house.close();
  }
}

test('the sender pauses it and goes on, by the keyboard', kTimeout, () =>
  interrupted(async (page, _, seen) => {
    const pause = page.getByRole('button', { name: 'Pause' });
    await pause.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Paused' }).waitFor();
    await page.getByText('kept for at least 1 hr 30 min:').waitFor();
    assert.equal(await page.locator('#live').textContent(), 'Paused');
    const goOn = page.getByRole('button', { name: 'Go on' });
    assert.ok(await goOn.evaluate((button) => button === document.activeElement), 'the focus is lost');
    await assertAccessible(page, 'paused');
    const [sent, stored] = [seen.sent.length, seen.arrived.size];
    // That nothing happens takes time to see.
    await new Promise((resolve) => setTimeout(resolve, kNothingMs));
    assert.deepEqual([seen.sent.length, seen.arrived.size], [sent, stored], 'something was sent in the pause');
    assert.ok(stored < kParts);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Sealing and sending' }).waitFor();
  }));

test('it is cancelled in a pause, and burned', kTimeout, async () => {
  const house = await startHouse();
  try {
    const { page, checked } = await house.page();
    await begin(page, house);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('heading', { name: 'Paused' }).waitFor();
    house.line.flow();
    const [burned] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'DELETE'),
      page.getByRole('button', { name: 'Cancel and burn what was sent' }).click(),
    ]);
    assert.equal(burned.status(), 204);
    assert.equal(await page.locator('.files li').count(), 1, 'what was chosen is still there');
    await checked();
  } finally {
    await house.close();
  }
});

test('leaving in a pause is asked about', kTimeout, async () => {
  const house = await startHouse();
  try {
    const { page, checked } = await house.page();
    await begin(page, house);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('heading', { name: 'Paused' }).waitFor();
    house.line.flow();
    const asked = page.waitForEvent('dialog');
    await Promise.all([asked, page.reload()]);
    assert.equal((await asked).type(), 'beforeunload');
    await checked();
  } finally {
    await house.close();
  }
});

test('the device goes offline and comes back', kTimeout, () =>
  interrupted(async (page) => {
    await page.context().setOffline(true);
    await page.getByText('You are offline. It goes on by itself once you are connected').waitFor();
    await assertAccessible(page, 'offline');
    await page.context().setOffline(false);
  }));

test('the server is killed and started again', kTimeout, () =>
  interrupted(async (page, { server, line }) => {
    await server.kill9();
    line.flow();
    await page.getByText('The connection is gone. Trying again').waitFor();
    await server.restart();
  }));

test('the server is busy', kTimeout, () =>
  interrupted(async (page, { line }) => {
    const busy = { status: 503, contentType: 'application/problem+json', headers: { 'Retry-After': '2' }, body: '{"code":"busy"}' };
    await page.route('**/parts/5', (route) => route.fulfill(busy), { times: 1 });
    line.flow();
    await page.getByText('The server is busy. Trying again in 2 seconds').waitFor();
  }));

test('the server has a fault of its own: what was sent is kept, and the sender goes on', kTimeout, () =>
  interrupted(async (page, { line }) => {
    await page.route('**/parts/5', (route) => route.fulfill({ status: 500, body: '{"code":"internal"}' }), { times: 1 });
    line.flow();
    await page.getByRole('heading', { name: 'The upload has stopped' }).waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
  }));

test('there is no network for half a minute', kTimeout, () =>
  interrupted(async (page) => {
    const lost = Date.now();
    await page.getByText('The connection is slow just now. It goes on by itself').waitFor();
    // The time itself is what is tested here.
    await new Promise((resolve) => setTimeout(resolve, 30_000 - (Date.now() - lost)));
  }));

test('the device sleeps for hours, and what was under way is dead', kTimeout, () =>
  interrupted(async (page, { tap }) => {
    await page.getByText('The connection is slow just now.').waitFor();
    await page.clock.install();
    await page.clock.fastForward('03:00:00');
    await page.getByText('The connection is gone. Trying again').waitFor();
    tap.cut();
    tap.mend();
  }));

/** Has all of part 0 come to the server's end of the line? @param {Buffer} sent */
function hasPart(sent) {
  const text = sent.toString('latin1');
  const head = /\/parts\/0 HTTP[^]*?content-length: (\d+)[^]*?\r\n\r\n/i.exec(text);
  return head !== null && text.length >= head.index + head[0].length + Number(head[1]);
}

test('an answer that is lost is not taken for a part that is lost', kTimeout, async () => {
  // With so long a way there is time to lose an answer on it.
  const house = await startHouse({ up: 1e7, down: 1e7, delay: 700 });
  try {
    const { page, checked } = await house.page();
    const seen = watchParts(page);
    await compose(page, house.line.url, { note: 'a few words' });
    await page.getByRole('button', { name: 'Seal and send' }).click();
    while (!hasPart(house.tap.sent())) await new Promise((resolve) => setTimeout(resolve, kLookMs));
    house.line.hold();
    // What was under way when a device comes back is soon given up.
    const lost = page.waitForEvent('requestfailed', (request) => !Number.isNaN(partOf(request)));
    await page.context().setOffline(true);
    await page.context().setOffline(false);
    await lost;
    assert.equal(seen.arrived.size, 0, 'the answer has come');
    house.line.flow();
    await links(page);
    assert.deepEqual(seen.sent, [0]);
    await checked();
  } finally {
    await house.close();
  }
});
