// kill -9 at random points under a mixed load, again and again on one data folder: what was acknowledged holds.
// MAYFLY_ROUNDS sets how often, MAYFLY_SEED repeats the choices of a run (not the races between its threads).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { burn, call, dropBody, expect, planDrop, sealedSize } from './api.mjs';
import { checkDrop, checkExactly, readWhole, resume, waitErased } from './crash_check.mjs';
import { Clients } from './crash_clients.mjs';
import { makeRandom, Model, unixNow } from './crash_model.mjs';
import { startServer } from './server.mjs';

const kRounds = Number(process.env['MAYFLY_ROUNDS'] ?? 10);
const kSeed = Number(process.env['MAYFLY_SEED'] ?? Date.now() % 1_000_000);
const kClients = 12;
const kLifeMillisecondsMin = 100;
const kLifeMillisecondsMax = 800;
const kLivingMax = 40;
const kOpenDropsMax = 200;
const kQuota = 1024 * 1024 * 1024;
// What each drop counts besides its payload (docs/operate.md).
const kDropOverhead = 8 * 1024;
const kSeconds = { openFor: 8, lease: 3, leaseTotal: 8 };
const kArgs = [
  ...['--open-for', `${kSeconds.openFor}s`, '--lease', `${kSeconds.lease}s`, '--lease-total', `${kSeconds.leaseTotal}s`],
  ...['--storage-bytes-max', String(kQuota + kDropOverhead), '--drop-bytes-max', String(kQuota), '--open-drops-max', String(kOpenDropsMax)],
];

const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Load, and a kill in the middle of it. @param {import('./server.mjs').TestServer} server @param {Clients} clients */
async function workAndKill(server, clients) {
  clients.working = true;
  const works = Array.from({ length: kClients }, () => clients.work());
  await pause(kLifeMillisecondsMin + clients.random() * (kLifeMillisecondsMax - kLifeMillisecondsMin));
  await server.kill9();
  clients.working = false;
  await Promise.all(works);
  // Now and then once more, while it starts and repairs.
  while (clients.random() < 0.3) await server.startAndKill(clients.random() * 150);
}

/** @param {Clients} clients @param {DropModel[]} drops @param {(drop: DropModel) => Promise<unknown>} task */
async function each(clients, drops, task) {
  let next = 0;
  const run = async () => {
    for (let drop = drops[next++]; drop; drop = drops[next++]) await task(drop);
  };
  await Promise.all(Array.from({ length: kClients }, run));
}

/** @typedef {import('./crash_model.mjs').DropModel} DropModel */

/** What was there before, what has ended since, and a sample of what ended long ago. @param {Clients} clients @param {Set<DropModel>} buried */
async function checkAll(clients, buried) {
  const { model } = clients;
  let whole = 0;
  const old = [...buried];
  const sample = Array.from({ length: Math.min(50, old.length) }, () => /** @type {DropModel} */ (clients.pick(old)));
  await each(clients, [...model.drops.filter((drop) => !buried.has(drop)), ...sample], async (drop) => {
    const body = await checkDrop(clients, drop);
    if (body?.state === 'live') whole += await readWhole(clients, drop);
    if (body?.state === 'open' && !drop.abandoned && unixNow() < drop.openUntil - 2) await resume(clients, drop, body);
  });
  const living = model.living();
  await each(clients, living.slice(0, Math.max(0, living.length - kLivingMax)), (drop) => clients.burn(drop));
  return whole;
}

/** All that the server keeps count of is free again. @param {import('./server.mjs').TestServer} server */
async function checkNothingReserved(server) {
  const partSize = 8 * 1024 * 1024;
  // Each chunk of 64 KiB has 16 bytes more when it is sealed: the most that fits.
  const size = Math.floor(kQuota / (65_536 + 16)) * 65_536 + (kQuota % (65_536 + 16)) - 16;
  assert.equal(sealedSize(size), kQuota);
  const all = { ...planDrop({ size: 0 }), size, partSize };
  expect(await call(server.url, 'PUT', `/drops/${all.drop}`, { json: dropBody(all) }), 201);
  const more = planDrop({ size: 0 });
  expect(await call(server.url, 'PUT', `/drops/${more.drop}`, { json: dropBody(more) }), 507);
  expect(await burn(server.url, all), 204);
  const makeOpen = async () => {
    const plan = planDrop({ size: 0 });
    return await call(server.url, 'PUT', `/drops/${plan.drop}`, { json: dropBody(plan) });
  };
  await pause(1500);
  for (let i = 0; i < kOpenDropsMax; ++i) expect(await makeOpen(), 201);
  expect(await makeOpen(), 429);
}

/** After the last round: views add up, what is burned is erased, nothing stays reserved. @param {import('./server.mjs').TestServer} server @param {Clients} clients */
async function settle(server, clients) {
  const { model } = clients;
  await pause((kSeconds.lease + 2.5) * 1000);
  let exact = 0;
  const countable = [...model.living(), ...model.drops.filter(({ ended }) => ended === 'viewed')];
  await each(clients, countable, async (drop) => void (exact += await checkExactly(clients, drop)));
  await each(clients, model.drops, async (drop) => void (await checkDrop(clients, drop)));
  await each(clients, model.drops.filter(({ created, ended }) => created === 'acked' && !ended), (drop) => clients.burn(drop));
  await waitErased(server.dataDir, model.drops);
  await checkNothingReserved(server);
  return exact;
}

test(`${kRounds} times kill -9 under a mixed load`, async () => {
  console.log(`seed ${kSeed}`);
  const server = await startServer({ args: kArgs });
  try {
    const model = new Model();
    const clients = new Clients(server.url, model, makeRandom(kSeed), kSeconds);
    /** @type {Set<DropModel>} */
    const buried = new Set();
    let whole = 0;
    for (let round = 1; round <= kRounds; ++round) {
      await workAndKill(server, clients);
      await server.restart();
      whole += await checkAll(clients, buried);
      const over = model.drops.filter((drop) => drop.ended !== null || drop.burned === 'acked');
      for (const drop of over) buried.add(drop);
      const took = await waitErased(server.dataDir, over);
      if (round % 20 === 0 || kRounds < 20) {
        const { drops, violations } = model;
        console.log(`round ${round}: ${drops.length} drops, ${buried.size} over, erased within ${took} ms, ${violations.length} violations`);
      }
      assert.deepEqual(model.violations.slice(0, 10), [], `seed ${kSeed}`);
    }
    const exact = await settle(server, clients);
    console.log(`${kRounds} kills, seed ${kSeed}: ${model.drops.length} drops, ${whole} read whole after a kill, ${exact} counted exactly, ${model.violations.length} violations`);
    console.log(model.counts);
    assert.deepEqual(model.violations.slice(0, 10), [], `seed ${kSeed}`);
    assert.ok(whole > kRounds && exact > 0, 'the load reached what it is to check');
  } finally {
    await server.close();
  }
});
