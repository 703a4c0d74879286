// tools/bench server: parts in and out, claims and small calls, against nginx that keeps the same bytes as plain files.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { planDrop, sealedSize } from '../system/api.mjs';
import { startServer } from '../system/server.mjs';
import { Client } from '../load/client.mjs';
import { expectAll, runLoad } from './http_load.mjs';
import { startNginx } from './nginx.mjs';
import { burnUntilGone, claimPlan, fetchPlan, lookPlan, openDrop, sealDrop } from './server_drops.mjs';
import { median } from './table.mjs';

const kMiB = 2 ** 20;
const kPartSize = 8 * kMiB;
/** Fetched again and again, so that neither server waits for the disk. */
const kFetchedParts = 64;
const kManyDrops = 1000;
const kStoreSecondsMax = 60;
const kSettings = ['--open-drops-max', '2000', '--drop-bytes-max', '50G', '--storage-bytes-max', '500G'];

/** @typedef {import('./http_load.mjs').Loaded} Loaded */
/** @typedef {import('./table.mjs').Table} Table */
/** @typedef {{clients: number[], rounds: number, storedParts: number, seconds: number, claims: number}} Plan */

/** @type {Plan} */
const kFull = { clients: [1, 16, 64, 256], rounds: 3, storedParts: 128, seconds: 3, claims: 100_000 };
/** @type {Plan} */
const kQuick = { clients: [1, 64], rounds: 1, storedParts: 64, seconds: 1, claims: 20_000 };

const speed = (/** @type {Loaded} */ loaded) => Math.max(loaded.received, loaded.sent) / loaded.seconds / 1e6;
const rate = (/** @type {Loaded} */ loaded) => loaded.answers / loaded.seconds;
/** Seconds of the server's processor time for a GB. @param {Loaded} loaded */
const cost = (loaded) => (loaded.served / Math.max(loaded.received, loaded.sent)) * 1e9;

/** What the same runs gave, by a name. @template T */
class Samples {
  /** @type {Map<string, T[]>} */
  #all = new Map();
  /** @param {string} name @param {T} sample */
  add(name, sample) {
    this.#all.set(name, [...(this.#all.get(name) ?? []), sample]);
  }
  /** The middle of what `of` makes of them. @param {string} name @param {(sample: T) => number} of */
  median(name, of) {
    return median((this.#all.get(name) ?? []).map(of));
  }
}

/** nginx, and what it is asked. @param {Plan} plan */
async function reference({ storedParts, seconds }) {
  const nginx = await startNginx();
  const base = { port: nginx.port, pids: nginx.pids };
  const put = (/** @type {string} */ name) => `PUT /${name} - =${sealedSize(kPartSize)}`;
  const names = Array.from({ length: kFetchedParts }, (_, n) => `part-${n}`);
  return {
    /** Also the seconds until all is on the disk, and those of removing it. @param {number} connections */
    async store(connections) {
      const plan = Array.from({ length: storedParts }, (_, n) => put(`new-${n}`));
      const loaded = expectAll(await runLoad({ ...base, connections, plan, seconds: kStoreSecondsMax, again: false }), 201);
      const began = Date.now();
      nginx.sync();
      const synced = Date.now();
      nginx.clear();
      return { ...loaded, synced: loaded.seconds + (synced - began) / 1000, removed: (Date.now() - synced) / 1000 };
    },
    /** @param {number} connections */
    async fetch(connections) {
      expectAll(await runLoad({ ...base, connections: 2, plan: names.map(put), seconds: kStoreSecondsMax, again: false }), 201);
      const loaded = await runLoad({ ...base, connections, plan: names.map((name) => `GET /${name} - -`), seconds, again: true });
      nginx.clear();
      return expectAll(loaded, 200);
    },
    /** A file as small as the answer to a small call. @param {number} connections */
    async look(connections) {
      writeFileSync(join(nginx.files, 'small'), 'x'.repeat(300), { mode: 0o644 });
      const loaded = await runLoad({ ...base, connections, plan: ['GET /small - -'], seconds, again: true });
      nginx.clear();
      return expectAll(loaded, 200);
    },
    close: () => nginx.close(),
  };
}

/** mayflyd, and what it is asked. @param {Plan} plan */
async function ours({ storedParts, seconds, claims }) {
  const server = await startServer({ args: kSettings });
  const client = new Client(server.url, 16);
  const base = { port: server.port, pids: [server.pid] };
  const small = Array.from({ length: kManyDrops }, () => planDrop({ size: 1000 }));
  await Promise.all(small.map((plan) => client.upload(plan, { grant: { max_views: 0 } })));
  const claim = async (/** @type {typeof small} */ plans, /** @type {number} */ connections) =>
    expectAll(await runLoad({ ...base, connections, plan: claimPlan(plans, claims), seconds, again: false }), 200);
  return {
    /** Also the seconds from the burn until nothing is left. @param {number} connections */
    async store(connections) {
      const { plan, lines } = await openDrop(client, storedParts, kPartSize);
      const loaded = expectAll(await runLoad({ ...base, connections, plan: lines, seconds: kStoreSecondsMax, again: false }), 204);
      return { ...loaded, synced: loaded.seconds, removed: await burnUntilGone(client, server.dataDir, plan, kManyDrops) };
    },
    /** @param {number} connections */
    async fetch(connections) {
      const { plan, lines } = await openDrop(client, kFetchedParts, kPartSize);
      expectAll(await runLoad({ ...base, connections: 2, plan: lines, seconds: kStoreSecondsMax, again: false }), 204);
      await sealDrop(client, plan);
      const loaded = await runLoad({ ...base, connections, plan: await fetchPlan(client, plan, 64), seconds, again: true });
      await burnUntilGone(client, server.dataDir, plan, kManyDrops);
      return expectAll(loaded, 200);
    },
    /** @param {number} connections */
    claimOne: (connections) => claim(small.slice(0, 1), connections),
    /** @param {number} connections */
    claimMany: (connections) => claim(small, connections),
    /** @param {number} connections */
    async look(connections) {
      return expectAll(await runLoad({ ...base, connections, plan: lookPlan(small), seconds, again: true }), 200);
    },
    async close() {
      client.close();
      await server.close();
    },
  };
}

/** @typedef {Loaded & {synced?: number, removed?: number}} Sample */

/** All of it, the two in turns. @param {Plan} plan @param {(progress: string) => void} say @returns {Promise<Samples<Sample>>} */
async function run(plan, say) {
  /** @type {Samples<Sample>} */
  const samples = new Samples();
  const nginx = await reference(plan);
  const mayflyd = await ours(plan);
  try {
    for (let round = 1; round <= plan.rounds; ++round) {
      for (const clients of plan.clients) {
        say(`round ${round}, ${clients} clients`);
        samples.add(`nginx store ${clients}`, await nginx.store(clients));
        samples.add(`store ${clients}`, await mayflyd.store(clients));
        samples.add(`nginx fetch ${clients}`, await nginx.fetch(clients));
        samples.add(`fetch ${clients}`, await mayflyd.fetch(clients));
        samples.add(`nginx look ${clients}`, await nginx.look(clients));
        samples.add(`look ${clients}`, await mayflyd.look(clients));
        samples.add(`claim one ${clients}`, await mayflyd.claimOne(clients));
        samples.add(`claim many ${clients}`, await mayflyd.claimMany(clients));
      }
    }
  } finally {
    await nginx.close();
    await mayflyd.close();
  }
  return samples;
}

/** @param {Samples<Sample>} samples @param {string} name @returns {number} */
const ratio = (samples, name) => samples.median(name, speed) / samples.median(`nginx ${name}`, speed);
const onDisk = (/** @type {Sample} */ { sent, synced }) => sent / Number(synced) / 1e6;
/** @param {Samples<Sample>} samples @param {string} name @returns {number} */
const ratioOnDisk = (samples, name) => samples.median(name, onDisk) / samples.median(`nginx ${name}`, onDisk);

/** @param {Samples<Sample>} samples @param {Plan} plan @returns {Table[]} */
function tables(samples, { clients, storedParts }) {
  const of = (/** @type {string} */ name, /** @type {(sample: Sample) => number} */ what) => samples.median(name, what);
  const p99 = (/** @type {Sample} */ sample) => sample.p99;
  const peak = (/** @type {Sample} */ sample) => sample.residentMiB;
  return [
    {
      title: 'Parts of 8 MiB, fetched',
      note: 'Processor: of the server, for a GB. Memory: the most that mayflyd had, the pages of its files that it read included.',
      head: ['clients', 'nginx, MB/s', 'mayflyd, MB/s', 'ratio', 'nginx, s/GB', 'mayflyd, s/GB', 'mayflyd p99, ms', 'memory, MiB'],
      rows: clients.map((n) => [`${n}`, of(`nginx fetch ${n}`, speed), of(`fetch ${n}`, speed), ratio(samples, `fetch ${n}`), of(`nginx fetch ${n}`, cost), of(`fetch ${n}`, cost), of(`fetch ${n}`, p99), of(`fetch ${n}`, peak)]),
    },
    {
      title: `${storedParts} parts of 8 MiB, stored`,
      note: 'mayflyd answers when a part is on the disk; nginx when the kernel has it, which writes it out later: `on disk` is with that.',
      head: ['clients', 'nginx, MB/s', 'nginx on disk, MB/s', 'mayflyd, MB/s', 'ratio', 'ratio on disk', 'nginx, s/GB', 'mayflyd, s/GB', 'mayflyd p99, ms', 'memory, MiB'],
      rows: clients.map((n) => [`${n}`, of(`nginx store ${n}`, speed), of(`nginx store ${n}`, onDisk), of(`store ${n}`, speed), ratio(samples, `store ${n}`), ratioOnDisk(samples, `store ${n}`), of(`nginx store ${n}`, cost), of(`store ${n}`, cost), of(`store ${n}`, p99), of(`store ${n}`, peak)]),
    },
    {
      title: 'Small calls a second',
      note: `Claims, each on disk before its answer, on one drop and over ${kManyDrops}; \`GET /grants/{grant}\`, against a file of 300 bytes.`,
      head: ['clients', 'claims, one drop', 'claims, many', 'p99, ms', 'looks', 'nginx', 'ratio', 'memory, MiB'],
      rows: clients.map((n) => [`${n}`, of(`claim one ${n}`, rate), of(`claim many ${n}`, rate), of(`claim many ${n}`, p99), of(`look ${n}`, rate), of(`nginx look ${n}`, rate), of(`look ${n}`, rate) / of(`nginx look ${n}`, rate), of(`claim many ${n}`, peak)]),
    },
    {
      title: `Erasing ${storedParts} parts of 8 MiB`,
      head: ['', 'seconds'],
      rows: [
        ['burned, until no file of it is left', median(clients.map((n) => of(`store ${n}`, ({ removed }) => Number(removed))))],
        ['the same files, unlinked by a program', median(clients.map((n) => of(`nginx store ${n}`, ({ removed }) => Number(removed))))],
      ],
    },
  ];
}

/** @type {import('./table.mjs').Measure} */
export async function measure({ quick, say }) {
  const plan = quick ? kQuick : kFull;
  const samples = await run(plan, say);
  return {
    tables: tables(samples, plan),
    gates: [
      { name: 'fetched / nginx, 64 clients', measured: ratio(samples, 'fetch 64'), atLeast: 0.8 },
      { name: 'stored on disk / nginx without sync, 64 clients', measured: ratio(samples, 'store 64'), atLeast: 0.6 },
      { name: 'stored on disk / nginx until that is on disk, 64 clients', measured: ratioOnDisk(samples, 'store 64'), atLeast: 0.6 },
      { name: 'claims a second over many drops, 64 clients', measured: samples.median('claim many 64', rate), atLeast: 2000 },
    ],
  };
}
