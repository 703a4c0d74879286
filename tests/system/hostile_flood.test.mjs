// Floods: of connections, of header sections, of wrong tokens and of requests, with honest clients served meanwhile.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, claim, expect, makeDrop, newToken } from './api.mjs';
import { addressOf, attack, flood, forgetPeak, p99, roundTrip, serveHonestly } from './hostile.mjs';
import { exchange, openRaw } from './raw.mjs';
import { isSanitized, startServer } from './server.mjs';

const kPeakMax = 300;
const kInfo = 'GET /api/v1/info HTTP/1.1\r\nHost: a\r\n\r\n';

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  const limits = ['--connections-max', '256', '--connections-per-client', '32', '--buffers-max', '64M', '--buffers-per-client', '24M'];
  server = await startServer({ args: [...limits, '--threads', '4'] });
  await roundTrip(server.url);
});
after(() => server.close());

for (const [name, addresses, bytes, immediately] of /** @type {[string, number, string, 'end' | 'reset' | 'stay'][]} */ ([
  ['connections that say nothing, from 5 addresses', 5, '', 'stay'],
  ['connections that say nothing, from 250 addresses', 250, '', 'stay'],
  ['connections that end at once', 5, '', 'end'],
  ['connections that are reset in the middle of a request', 5, 'PUT /api/v1/drops/AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\nHo', 'reset'],
])) {
  test(`a flood of ${name}`, async () => {
    forgetPeak(server.pid);
    const begin = (/** @type {number} */ n) => {
      const attacker = attack(server.port, addressOf(n % addresses), bytes);
      if (immediately === 'end') attacker.socket.end();
      if (immediately === 'reset') attacker.socket.once('connect', () => attacker.socket.resetAndDestroy());
      return attacker;
    };
    const count = await flood(begin, () => serveHonestly(server, { name: `flood of ${name}`, visits: 60, p99Max: 3000, peakMax: kPeakMax }));
    console.log(`  ${count} connections meanwhile`);
    assert.ok(isSanitized || count > 500);
  });
}

test('one client has as many connections as it may, and its oldest idle one goes for a newer', async () => {
  const from = '127.77.0.1';
  const all = await Promise.all(Array.from({ length: 32 }, () => openRaw(server.port, from)));
  for (const raw of all) raw.send(kInfo);
  for (const raw of all) assert.deepEqual(await raw.statuses(1), [200]);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  const another = await openRaw(server.port, from);
  another.send(kInfo);
  assert.deepEqual(await another.statuses(1), [200]);
  assert.equal(all.filter((raw) => raw.hasEnded()).length, 1);
  for (const raw of [...all, another]) raw.destroy();
});

test('header sections that go on and on', async () => {
  forgetPeak(server.pid);
  const lines = `GET / HTTP/1.1\r\nHost: a\r\n${'A: b\r\n'.repeat(64)}\r\n`;
  const cookies = `GET / HTTP/1.1\r\nHost: a\r\n${`Cookie: ${'c'.repeat(900)}\r\n`.repeat(30)}\r\n`;
  for (const bytes of [lines, cookies, `GET /${'a'.repeat(20_000)}`, `GET / HTTP/1.1\r\nHost: a\r\nA: ${'a'.repeat(1_000_000)}`]) {
    assert.match(await exchange(server.port, bytes, 5000, '127.77.0.2'), /^HTTP\/1\.1 431 /);
  }
  const endless = (/** @type {number} */ n) => attack(server.port, addressOf(n % 20), `GET / HTTP/1.1\r\nHost: a\r\nA: ${'a'.repeat(100_000)}`);
  await flood(endless, () => serveHonestly(server, { name: 'flood of endless header lines', visits: 40, p99Max: 3000, peakMax: kPeakMax }));
});

test('wrong tokens from 200 addresses do not hold up the owner, nor the holder of a link', async () => {
  const plan = await makeDrop(server.url, { grant: { max_views: 0 } });
  const wrong = newToken().token;
  const statuses = new Map();
  const guess = async (/** @type {number} */ n) => {
    const bytes = `GET /api/v1/drops/${plan.drop} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${wrong}\r\nConnection: close\r\n\r\n`;
    const status = Number((await exchange(server.port, bytes, 5000, addressOf(n % 200))).slice(9, 12));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  };
  const waits = [];
  for (let round = 0; round < 20; ++round) {
    const guesses = Array.from({ length: 20 }, (_, i) => guess(round * 20 + i));
    const begin = performance.now();
    expect(await call(server.url, 'GET', `/drops/${plan.drop}`, { token: plan.owner.token }), 200);
    expect(await claim(server.url, plan, newToken()), 200);
    waits.push(performance.now() - begin);
    await Promise.all(guesses);
  }
  console.log(`400 wrong tokens from 200 addresses: ${JSON.stringify([...statuses])}; owner and holder together p99 ${p99(waits).toFixed(0)} ms`);
  assert.deepEqual([...statuses.keys()].sort(), [403, 429]);
});

test('requests sent ahead by one client wait for themselves, not for others', async () => {
  forgetPeak(server.pid);
  const burst = kInfo.repeat(500);
  const greedy = (/** @type {number} */ n) => attack(server.port, addressOf(n % 3), burst);
  await flood(greedy, () => serveHonestly(server, { name: 'flood of requests sent ahead', visits: 40, p99Max: 3000, peakMax: kPeakMax }));
});
