// What one client may create, through the real server: it runs into its own limits, and nobody else does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { burn, dropBody, expect, kMiB, makeDrop, planDrop } from './api.mjs';
import { addressOf, p99, roundTrip, visit } from './hostile.mjs';
import { codeOf, exchange } from './raw.mjs';
import { isSanitized, startServer } from './server.mjs';

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  const limits = ['--creates-per-hour', '20', '--bytes-per-day', '100M', '--open-drops-per-client', '5', '--open-idle', '6s'];
  server = await startServer({ args: [...limits, '--storage-bytes-max', '1G', '--drop-bytes-max', '80M'] });
});
after(() => server.close());

/** A create, from an address of its own. @param {string} from @param {object} [changes] @param {import('./api.mjs').TestDrop} [plan] */
async function create(from, changes = {}, plan = planDrop({ size: 1000 })) {
  const body = JSON.stringify(dropBody(plan, { owner_key: 'BuCBKPrm-Pa1oL6cqkBVtSFXDGB8wmhzDvhzd7DiywA', ...changes }));
  const head = `PUT /api/v1/drops/${plan.drop} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n`;
  const answer = await exchange(server.port, `${head}Content-Length: ${body.length}\r\n\r\n${body}`, 5000, from);
  return { status: Number(answer.slice(9, 12)), code: codeOf(answer), retryAfter: Number(/Retry-After: (\d+)/.exec(answer)?.[1]), plan };
}

const kWaitMax = 5000;
/**
 * Clients ask for more than they may, all of them in each of 10 waves; honest visits and drops meanwhile. Gives the codes of the refusals.
 * @param {string} name @param {number} first of their addresses @param {number} count of clients @param {object} changes to what they ask for
 */
async function serveBesideWaves(name, first, count, changes) {
  const [waits, drops, codes] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([]), new Map()];
  for (let wave = 0; wave < 10; ++wave) {
    const asked = Array.from({ length: 2 * count }, (_, i) => create(addressOf(first + (i % count)), changes));
    for (let i = 0; i < 4; ++i) waits.push(await visit(server.port));
    if (wave % 5 === 0) drops.push(await roundTrip(server.url));
    for (const { status, code } of await Promise.all(asked)) codes.set(code ?? status, (codes.get(code ?? status) ?? 0) + 1);
  }
  console.log(
    `${name}: ${JSON.stringify([...codes])}; honest p99 ${p99(waits).toFixed(0)} ms of ${waits.length} visits, slowest drop of 1 MiB there and back ${Math.max(...drops).toFixed(0)} ms`,
  );
  assert.ok(isSanitized || p99(waits) < kWaitMax, `p99 ${p99(waits)} ms`);
  return codes;
}

test('open drops: so many at a time, and an end gives the place back', async () => {
  const from = '127.50.0.1';
  const all = [];
  for (let i = 0; i < 5; ++i) all.push(await create(from));
  assert.deepEqual(all.map(({ status }) => status), [201, 201, 201, 201, 201]);
  const refused = await create(from);
  assert.equal(refused.status, 429);
  assert.equal(refused.code, 'too-many-drops');
  assert.ok(refused.retryAfter > 0);
  // The same create again is no new one.
  const first = /** @type {typeof refused} */ (all[0]);
  assert.equal((await create(from, {}, first.plan)).status, 200);
  expect(await burn(server.url, first.plan), 204);
  assert.equal((await create(from)).status, 201);
  assert.equal((await create(from)).status, 429);
  // Those that get no part end by themselves.
  await new Promise((resolve) => setTimeout(resolve, 8500));
  assert.equal((await create(from)).status, 201);
});

test('bytes: so many in a day, and a larger drop than is left waits', async () => {
  const from = '127.50.0.2';
  const large = { size: 60 * kMiB, part_size: 8 * kMiB };
  assert.equal((await create(from, large)).status, 201);
  const refused = await create(from, large);
  assert.equal(refused.status, 429);
  assert.equal(refused.code, 'too-many-bytes');
  assert.ok(refused.retryAfter > 3 * 3600 && refused.retryAfter < 6 * 3600, String(refused.retryAfter));
  assert.equal((await create(from)).status, 201);
  assert.equal((await create('127.50.0.3', large)).status, 201);
});

test('clients that open as many drops as they may, and go on asking, hold up nobody', async () => {
  const codes = await serveBesideWaves('20 clients that open drops', 600, 20, {});
  assert.deepEqual([...codes.keys()].sort(), [201, 'too-many-drops']);
  // More where it takes so long that the first of them have ended.
  assert.ok(codes.get(201) >= 100);
});

test('clients that ask for more bytes than they may in a day hold up nobody', async () => {
  const codes = await serveBesideWaves('5 clients that ask for bytes', 650, 5, { size: 60 * kMiB, part_size: 8 * kMiB });
  assert.deepEqual(Object.fromEntries(codes), { 201: 5, 'too-many-bytes': 95 });
});

test('creates: one client cannot fill the server with small drops, and nobody else notices', async () => {
  const statuses = [];
  for (let i = 0; i < 60; ++i) {
    const made = await create('127.50.0.4');
    statuses.push(made.status);
    if (made.status === 201) expect(await burn(server.url, made.plan), 204);
    else assert.ok(made.retryAfter > 0);
  }
  assert.equal(statuses.filter((status) => status === 201).length, 20);
  await makeDrop(server.url);
});

test('a flood of addresses does not give a client its budget back', async () => {
  const from = '127.50.0.5';
  for (let i = 0; i < 20; ++i) await burn(server.url, (await create(from)).plan);
  assert.equal((await create(from)).code, 'too-many-drops');
  const waits = [];
  for (let round = 0; round < 20; ++round) {
    const flood = Array.from({ length: 25 }, (_, i) => create(addressOf(1000 + round * 25 + i)));
    waits.push(await visit(server.port));
    await Promise.all(flood);
  }
  assert.equal((await create(from)).code, 'too-many-drops');
  console.log(`500 addresses create at once, 25 at a time: honest p99 ${p99(waits).toFixed(0)} ms`);
});
