// Uploads at full speed, without and with burns: how long a burned drop is found in any file, and what the burning costs the uploads.
import assert from 'node:assert/strict';
import { startServer } from '../system/server.mjs';
import { Client, kMark, kTagSize, pause, planMarked } from './client.mjs';
import { Finder } from './finder.mjs';

const kPartsPerDrop = 4;
const kStockParts = 2;

/** @typedef {ReturnType<typeof planMarked>} Marked */
/** @typedef {{seconds: number, connections: number, burnsPerSecond: number}} Load */

class Run {
  /** @param {Client} client @param {Finder} finder @param {Load} load */
  constructor(client, finder, load) {
    this.client = client;
    this.finder = finder;
    this.load = load;
    /** @type {Marked[]} */
    this.living = [];
    /** @type {number[]} */
    this.erasedAfter = [];
    this.uploadedParts = 0;
  }

  /** One connection's work until `end`. @param {number} end */
  async uploadUntil(end) {
    while (Date.now() < end) {
      const plan = planMarked(kPartsPerDrop);
      await this.client.upload(plan);
      this.uploadedParts += kPartsPerDrop;
      this.living.push({ ...plan, parts: [] });
    }
  }

  /** Burns drops that were there before and drops just uploaded in turns. @param {Marked[]} stock @param {number} end @param {number} begin */
  async burnUntil(stock, begin, end) {
    /** @type {Promise<void>[]} */
    const waits = [];
    for (let i = 0; ; ++i) {
      const at = begin + (i * 1000) / this.load.burnsPerSecond;
      if (at >= end) break;
      await pause(Math.max(0, at - Date.now()));
      const plan = i % 2 === 0 || this.living.length < 2 ? stock.pop() : this.living.pop();
      if (!plan) continue;
      const burning = this.client.burn(plan).then(() => this.finder.untilGone(plan.tag, Date.now()));
      waits.push(burning.then((took) => void this.erasedAfter.push(took)));
    }
    await Promise.all(waits);
  }

  /** Makes room for the next phase. */
  async clear() {
    const gone = this.living.splice(0);
    for (const plan of gone) await this.client.burn(plan);
    let look = await this.finder.next();
    while (gone.some(({ tag }) => look.tags.has(tag))) look = await this.finder.next();
  }

  /** MiB a second. @param {Marked[] | null} stock */
  async phase(stock) {
    const begin = Date.now();
    const end = begin + (this.load.seconds * 1000) / 2;
    const former = this.uploadedParts;
    const uploads = Promise.all(Array.from({ length: this.load.connections }, () => this.uploadUntil(end)));
    const burns = stock ? this.burnUntil(stock, begin, end) : null;
    await uploads;
    const speed = (this.uploadedParts - former) / ((Date.now() - begin) / 1000);
    await burns;
    await this.clear();
    return speed;
  }
}

/** @param {Load} load */
export async function measureErasing(load) {
  const server = await startServer({ args: ['--open-drops-max', '1000', '--storage-bytes-max', '500G'] });
  const client = new Client(server.url, load.connections + 4);
  const finder = new Finder(server.dataDir, kMark, kTagSize);
  const run = new Run(client, finder, load);
  try {
    /** @type {Marked[]} */
    const stock = [];
    while (stock.length < (load.seconds * load.burnsPerSecond) / 2 + 2) {
      const plan = planMarked(kStockParts);
      await client.upload(plan);
      stock.push({ ...plan, parts: [] });
    }
    const seen = (await finder.next()) && (await finder.next());
    assert.ok(stock.every(({ tag }) => seen.tags.has(tag)), 'the search finds what is there');
    await run.phase(null); // warm
    let without = 0;
    let withBurns = 0;
    for (let i = 0; i < 2; ++i) {
      without += (await run.phase(null)) / 2;
      withBurns += (await run.phase(stock)) / 2;
    }
    return { without, withBurns, erasedAfter: run.erasedAfter, lookMilliseconds: finder.lookMilliseconds };
  } finally {
    await finder.close();
    client.close();
    await server.close();
  }
}
