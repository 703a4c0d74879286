// tools/bench page: from the press of a button to the link, and to the whole file, through the real pages and the real server.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startServer } from '../system/server.mjs';
import { startChromium } from './chromium.mjs';
import { firstLoads } from './first_load.mjs';
import { inviteGuests } from './guest.mjs';
import { largest, median, smallest } from './table.mjs';
import { arrive, chooseFiles, open, openDrop, send, sendFiles } from './transfer.mjs';

const kMiB = 2 ** 20;

/** @typedef {import('./chromium.mjs').ChromiumBrowser} Browser */
/** @typedef {import('./chromium.mjs').ChromiumPage} Page */
/** Seconds there and back. @typedef {{sent: number, opened: number}} Trip */
/** @typedef {'read' | 'blob' | 'webcrypto-1M' | 'webcrypto-64K'} Plain the ways of page/plain.js */
/** @typedef {{name: string, bytes: number, turns: number}} Size */

const kOurs = 'Mayfly';
const kPlain = 'read and put, nothing sealed';
const kBlob = 'slices put, unread';
const kGcm1024 = 'WebCrypto AES-256-GCM, 1 MiB';
const kGcm64 = 'WebCrypto AES-256-GCM, 64 KiB';
/** @type {[string, Plain][]} */
const kOthers = [[kPlain, 'read'], [kBlob, 'blob'], [kGcm1024, 'webcrypto-1M'], [kGcm64, 'webcrypto-64K']];

/** @type {Size[]} */
const kSizes = [
  { name: '1 MB', bytes: 1e6, turns: 9 },
  { name: '10 MB', bytes: 1e7, turns: 7 },
  { name: '100 MB', bytes: 1e8, turns: 7 },
  { name: '1 GiB', bytes: 1024 * kMiB, turns: 3 },
];
const kQuickSizes = kSizes.slice(0, 3).map((size) => ({ ...size, turns: 2 }));
const kMemorySizes = [{ name: '256 MiB', bytes: 256 * kMiB }, { name: '1 GiB', bytes: 1024 * kMiB }];

/** @returns {Promise<import('../system/server.mjs').TestServer>} */
const start = () => startServer({ args: ['--drop-bytes-max', '8G', '--storage-bytes-max', '500G'] });

/** A file of holes: what it takes to read it from a disk is not the question. @param {string} folder @param {number} bytes */
function makeFile(folder, bytes) {
  const path = join(folder, 'file.bin');
  writeFileSync(path, '');
  truncateSync(path, bytes);
  return path;
}

/** Until a page that has just been loaded, and its service worker, have nothing more to do: nobody presses a button sooner. */
const rest = () => setTimeout(1500);

/** A page in a renderer of its own. @template T @param {Browser} browser @param {(page: Page) => Promise<T>} use */
async function withPage(browser, use) {
  const page = await browser.page();
  try {
    await inviteGuests(page);
    return await use(page);
  } finally {
    await page.close();
  }
}

/** @param {Browser} browser @param {string} url @param {string} file @returns {Promise<Trip>} */
async function ourTrip(browser, url, file) {
  const { seconds: sent, link } = await withPage(browser, async (page) => {
    await chooseFiles(page, url, [file]);
    await rest();
    return send(page);
  });
  const { seconds: opened } = await withPage(browser, async (page) => {
    await arrive(page, link);
    await rest();
    return open(page);
  });
  return { sent, opened };
}

/** The same bytes by the same calls, but not sealed by us. @param {Browser} browser @param {string} url @param {string} file @param {number} bytes @param {Plain} how @returns {Promise<Trip>} */
async function plainTrip(browser, url, file, bytes, how) {
  const partSize = bytes > 64 * kMiB ? 8 * kMiB : kMiB; // as the pages choose
  const sent = await withPage(browser, async (page) => {
    await page.goto(`${url}/`);
    await page.until(() => document.querySelector('#files') !== null);
    await page.run(makeInput);
    await page.chooseFiles('#bench', [file]);
    await rest();
    return page.run(sendInPage, partSize, how);
  });
  const opened = await withPage(browser, async (page) => {
    await page.goto(`${url}/`);
    await rest();
    return page.run(openInPage, { grant: sent.grant, accessToken: sent.accessToken });
  });
  return { sent: sent.seconds, opened: opened.seconds };
}

// These run in the page.
const makeInput = () => document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'bench' }));
/** @param {number} partSize @param {Plain} how */
async function sendInPage(partSize, how) {
  const module = '/bench/plain.js';
  const { sendPlain } = await import(module);
  const file = /** @type {HTMLInputElement} */ (document.querySelector('#bench')).files?.[0];
  return sendPlain(file, partSize, how);
}
/** @param {{grant: string, accessToken: string}} drop */
async function openInPage(drop) {
  const module = '/bench/plain.js';
  const { openPlain } = await import(module);
  return openPlain(drop);
}

/** @param {Browser} browser @param {string} folder @param {Size} size @returns {Promise<Record<string, Trip[]>>} */
async function tripsOfSize(browser, folder, { bytes, turns }) {
  /** @type {Record<string, Trip[]>} */
  const trips = {};
  const server = await start();
  const url = server.url.replace('127.0.0.1', 'localhost');
  const file = makeFile(folder, bytes);
  try {
    for (let turn = 0; turn < turns; turn += 1) {
      for (const [name, how] of [/** @type {const} */ ([kOurs, null]), ...kOthers]) {
        (trips[name] ??= []).push(await (how === null ? ourTrip(browser, url, file) : plainTrip(browser, url, file, bytes, how)));
        execFileSync('sync'); // or the next one would pay for it
      }
    }
    return trips;
  } finally {
    await server.close();
  }
}

/** @typedef {{size: string, way: string, browser: number, renderer: number}} Peak in MiB */

/** The most memory while a drop is sent, and while it is opened. @param {string} folder @param {{name: string, bytes: number}} size @returns {Promise<Peak[]>} */
async function memoryOfSize(folder, { name, bytes }) {
  const server = await start();
  const url = server.url.replace('127.0.0.1', 'localhost');
  const browser = await startChromium();
  const file = makeFile(folder, bytes);
  /** @param {string} way @returns {Peak} */
  const peak = (way) => {
    const { browser: main, renderer } = browser.peaks();
    return { size: name, way, browser: main / kMiB, renderer: renderer / kMiB };
  };
  try {
    const { link, sent } = await withPage(browser, async (page) => {
      browser.resetPeaks();
      const drop = await sendFiles(page, url, [file]);
      return { link: drop.link, sent: peak('sent') };
    });
    const opened = await withPage(browser, async (page) => {
      browser.resetPeaks();
      await openDrop(page, link);
      return peak('opened');
    });
    return [sent, opened];
  } finally {
    await browser.close();
    await server.close();
  }
}

/** @param {Record<string, Trip[]>} trips @param {string} name @param {'sent' | 'opened'} way */
const best = (trips, name, way) => smallest((trips[name] ?? []).map((trip) => trip[way]));

/** @param {Size} size @param {Record<string, Trip[]>} trips @param {'sent' | 'opened'} way @param {Record<string, string>} names and what is shown for each @returns {import('./table.mjs').Cell[][]} */
function rows(size, trips, way, names) {
  const middle = (/** @type {string} */ name) => median((trips[name] ?? []).map((trip) => trip[way]));
  return Object.entries(names).map(([name, shown]) => [
    size.name,
    shown,
    best(trips, name, way),
    middle(name),
    size.bytes / 1e6 / best(trips, name, way),
    best(trips, name, way) / best(trips, kOurs, way),
    middle(name) / middle(kOurs),
    trips[name]?.length ?? 0,
  ]);
}

/** @param {string} title @param {import('./table.mjs').Cell[][]} cells @returns {import('./table.mjs').Table} */
const tripTable = (title, cells) => ({
  title,
  note: 'Seconds. Ratios: this one / Mayfly, so above 1 where Mayfly is faster.',
  head: ['size', '', 'best', 'median', 'MB/s, best', 'ratio of bests', 'ratio of medians', 'runs'],
  rows: cells,
});

/** @param {{size: Size, trips: Record<string, Trip[]>}[]} all @param {Peak[][]} peaks by run @param {number} sendPage bytes @returns {import('./table.mjs').Gate[]} */
function gates(all, peaks, sendPage) {
  const trips = all.find(({ size }) => size.name === '100 MB')?.trips ?? {};
  const ratio = (/** @type {string} */ name) => best(trips, name, 'sent') / best(trips, kOurs, 'sent');
  const growth = (/** @type {string} */ way) => middlePeak(peaks, '1 GiB', way).renderer - middlePeak(peaks, '256 MiB', way).renderer;
  return [
    { name: '100 MB drop-to-link, speed / the same bytes read and put, nothing sealed', measured: ratio(kPlain), atLeast: 1 },
    { name: '100 MB drop-to-link, speed / the same path with WebCrypto', measured: ratio(kGcm1024), atLeast: 1.2 },
    { name: '100 MB open-to-saved, time / `fetch().blob()`', measured: best(trips, kOurs, 'opened') / best(trips, kPlain, 'opened'), atMost: 1.7 },
    ...(peaks.length > 0
      ? [
          { name: 'renderer memory, 1 GiB sent - 256 MiB sent, MiB', measured: growth('sent'), atMost: 64 },
          { name: 'renderer memory, 1 GiB opened - 256 MiB opened, MiB', measured: growth('opened'), atMost: 64 },
        ]
      : []),
    { name: 'first load of the send page, kB', measured: sendPage / 1000, atMost: 150 },
  ];
}

/** @param {Peak[][]} peaks @param {string} size @param {string} way */
function middlePeak(peaks, size, way) {
  const found = peaks.flat().filter((peak) => peak.size === size && peak.way === way);
  return { renderer: median(found.map(({ renderer }) => renderer)), browser: median(found.map(({ browser }) => browser)), most: largest(found.map(({ renderer }) => renderer)) };
}

/** @param {Peak[][]} peaks @returns {import('./table.mjs').Table} */
const memoryTable = (peaks) => ({
  title: 'Most memory resident, MiB',
  note: `Medians of ${peaks.length / kMemorySizes.length} fresh browsers. What was opened lies in the browser's own process as Blobs, or in its files.`,
  head: ['size', 'way', 'renderer', 'renderer, most', 'browser'],
  rows: kMemorySizes.flatMap(({ name }) =>
    ['sent', 'opened'].map((way) => {
      const { renderer, browser, most } = middlePeak(peaks, name, way);
      return [name, way, renderer, most, browser];
    }),
  ),
});

/** @type {import('./table.mjs').Measure} */
export async function measure({ quick, say }) {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-page-'));
  const browser = await startChromium();
  try {
    say('first loads');
    const loads = await firstLoads(browser);
    const all = [];
    for (const size of quick ? kQuickSizes : kSizes) {
      say(`a drop of ${size.name}`);
      all.push({ size, trips: await tripsOfSize(browser, folder, size) });
    }
    const peaks = [];
    for (let run = 0; run < (quick ? 0 : 3); run += 1) {
      for (const size of kMemorySizes) {
        say(`memory for ${size.name}`);
        peaks.push(await memoryOfSize(folder, size));
      }
    }
    const sent = Object.fromEntries([kOurs, ...kOthers.map(([name]) => name)].map((name) => [name, name]));
    const opened = { [kOurs]: kOurs, [kPlain]: '`fetch().blob()` of each part' };
    return {
      tables: [
        tripTable('Drop to link', all.flatMap(({ size, trips }) => rows(size, trips, 'sent', sent))),
        tripTable('Open to whole and checked, against `fetch().blob()` of the same bytes', all.flatMap(({ size, trips }) => rows(size, trips, 'opened', opened))),
        ...(peaks.length > 0 ? [memoryTable(peaks)] : []),
        loads,
      ],
      gates: gates(all, peaks, Number(loads.rows[0]?.[1])),
    };
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
