// Uploads at full speed, without and with burns: how long a burned drop is found in any file, and what the burning costs the uploads.
// erase_under_load.mjs [SECONDS=10] [CONNECTIONS=4] [BURNS-A-SECOND=10]
import assert from 'node:assert/strict';
import { startServer } from '../system/server.mjs';
import { Client, kMark, kTagSize, pause, planMarked, printTable, quantile } from './client.mjs';
import { Finder } from './finder.mjs';

const kPartsPerDrop = 4;
const kStockParts = 2;
const kKeptMax = 150; // drops that the uploads leave on the disk

const [seconds = 10, connections = 4, burnsPerSecond = 10] = process.argv.slice(2).map(Number);
const server = await startServer({ args: ['--open-drops-max', '1000', '--storage-bytes-max', '500G'] });
const client = new Client(server.url, connections + 4);
const finder = new Finder(server.dataDir, kMark, kTagSize);

/** @typedef {ReturnType<typeof planMarked>} Marked */
/** @type {Marked[]} */
const living = [];
/** @type {number[]} */
const erasedAfter = [];
let uploadedParts = 0;

/** One connection's work until `end`. @param {number} end */
async function uploadUntil(end) {
  while (Date.now() < end) {
    const plan = planMarked(kPartsPerDrop);
    await client.upload(plan);
    uploadedParts += kPartsPerDrop;
    living.push(plan);
    // Else the disk fills up; the same with and without burning.
    if (living.length > kKeptMax) await client.burn(/** @type {Marked} */ (living.shift()));
  }
}

/** Burns drops that were there before and drops just uploaded in turns. @param {Marked[]} stock @param {number} end @param {number} begin */
async function burnUntil(stock, begin, end) {
  /** @type {Promise<void>[]} */
  const waits = [];
  for (let i = 0; ; ++i) {
    const at = begin + (i * 1000) / burnsPerSecond;
    if (at >= end) break;
    await pause(Math.max(0, at - Date.now()));
    const plan = i % 2 === 0 || living.length < 2 ? stock.pop() : living.pop();
    if (!plan) continue;
    const burning = client.burn(plan).then(() => finder.untilGone(plan.tag, Date.now()));
    waits.push(burning.then((took) => void erasedAfter.push(took)));
  }
  await Promise.all(waits);
}

/** MiB a second. @param {Marked[] | null} stock */
async function phase(stock) {
  const begin = Date.now();
  const end = begin + (seconds * 1000) / 2;
  const former = uploadedParts;
  const uploads = Promise.all(Array.from({ length: connections }, () => uploadUntil(end)));
  const burns = stock ? burnUntil(stock, begin, end) : null;
  await uploads;
  const speed = (uploadedParts - former) / ((Date.now() - begin) / 1000);
  await burns;
  return speed;
}

try {
  /** @type {Marked[]} */
  const stock = [];
  while (stock.length < (seconds * burnsPerSecond) / 2 + 2) {
    const plan = planMarked(kStockParts);
    await client.upload(plan);
    stock.push({ ...plan, parts: [] });
  }
  const seen = (await finder.next()) && (await finder.next());
  assert.ok(stock.every(({ tag }) => seen.tags.has(tag)), 'the search finds what is there');
  await phase(null); // warm
  const without = [];
  const withBurns = [];
  for (let i = 0; i < 2; ++i) {
    without.push(await phase(null));
    withBurns.push(await phase(stock));
  }
  const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  printTable({
    'uploads without burns, MiB/s': mean(without),
    'uploads with burns, MiB/s': mean(withBurns),
    'with / without': mean(withBurns) / mean(without),
    'burns measured': erasedAfter.length,
    'in no file after, ms, median': quantile(erasedAfter, 0.5),
    'in no file after, ms, p99': quantile(erasedAfter, 0.99),
    'in no file after, ms, maximum': Math.max(...erasedAfter),
    'one look through all files, ms, median': quantile(finder.lookMilliseconds, 0.5),
  });
} finally {
  await finder.close();
  client.close();
  await server.close();
}
