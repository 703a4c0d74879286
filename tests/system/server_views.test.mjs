// Exactly N: many clients race for few views on the real server, also while it is killed and started again.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { request } from 'node:http';
import { call, claim, done, expect, getPart, kMiB, makeDrop, newToken } from './api.mjs';
import { startServer } from './server.mjs';

const kClients = 64;
const kClaims = 1000;
const kLimit = 7;
const kKillRounds = 5;
// Claims of a round and its kill begin at random within so many milliseconds.
const kSpread = 60;

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  server = await startServer();
});
after(() => server.close());

const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Runs `count` tasks, at most kClients of them at a time.
 * @param {number} count @param {(i: number) => Promise<void>} task
 */
async function race(count, task) {
  let next = 0;
  const client = async () => {
    while (next < count) await task(next++);
  };
  await Promise.all(Array.from({ length: kClients }, client));
}

test(`${kClients} clients race ${kClaims} claims against a limit of ${kLimit}`, async () => {
  const plan = await makeDrop(server.url, { grant: { max_views: kLimit } });
  const views = new Set();
  const statuses = new Map();
  const begin = performance.now();
  await race(kClaims, async () => {
    const reply = await claim(server.url, plan, newToken());
    statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1);
    if (reply.status === 200) views.add(reply.body.view);
    else assert.equal(reply.body.reason, 'viewed');
  });
  console.log(`${kClaims} claims in ${(performance.now() - begin).toFixed(0)} ms:`, Object.fromEntries(statuses));
  assert.equal(views.size, kLimit);
  assert.equal(statuses.get(200), kLimit);
  assert.equal(statuses.get(410), kClaims - kLimit);
  const seen = expect(await call(server.url, 'GET', `/drops/${plan.drop}`, { token: plan.owner.token }), 200).body;
  assert.equal(seen.grants[0].views, kLimit);
});

test(`never more than ${kLimit}, with kill -9 in the middle and a restart, ${kKillRounds} times over`, async () => {
  for (let round = 0; round < kKillRounds; ++round) {
    const plan = await makeDrop(server.url, { grant: { max_views: kLimit } });
    const leases = Array.from({ length: kClaims }, newToken);
    /** @type {Map<string, string>} view by lease verifier, as far as an answer came */
    const granted = new Map();
    let broken = 0;
    const kill = pause(Math.random() * kSpread).then(() => server.kill9());
    const note = (/** @type {string} */ verifier, /** @type {string} */ view) => {
      assert.equal(granted.get(verifier) ?? view, view, 'the same lease has the same view');
      granted.set(verifier, view);
    };
    await race(kClaims, async (i) => {
      const lease = /** @type {{token: string, verifier: string}} */ (leases[i]);
      await pause(Math.random() * kSpread);
      try {
        const reply = await claim(server.url, plan, lease);
        if (reply.status === 200) note(lease.verifier, reply.body.view);
      } catch {
        ++broken;
      }
    });
    await kill;
    const grantedBefore = granted.size;
    await server.restart();
    await race(kClaims, async (i) => {
      const lease = /** @type {{token: string, verifier: string}} */ (leases[i]);
      const reply = await claim(server.url, plan, lease);
      if (reply.status === 200) note(lease.verifier, reply.body.view);
      else assert.equal(reply.status, 410);
    });
    console.log(`round ${round + 1}: ${grantedBefore} views granted before the kill, ${broken} claims broken off, ${granted.size} in all`);
    assert.ok(broken > 0, 'the kill came in the middle');
    assert.equal(granted.size, kLimit);
    assert.equal(new Set(granted.values()).size, kLimit);
    const seen = expect(await call(server.url, 'GET', `/drops/${plan.drop}`, { token: plan.owner.token }), 200).body;
    assert.equal(seen.grants[0].views, kLimit);
  }
});

test('the same verifier again gets the same lease and counts nothing, also across a kill', async () => {
  const plan = await makeDrop(server.url, { grant: { max_views: 3 } });
  const lease = newToken();
  const first = expect(await claim(server.url, plan, lease), 200).body;
  for (let i = 0; i < 5; ++i) {
    const again = expect(await claim(server.url, plan, lease), 200).body;
    assert.equal(again.view, first.view);
    assert.equal(again.views_left, 2);
  }
  await server.kill9();
  await server.restart();
  const again = expect(await claim(server.url, plan, lease), 200).body;
  assert.equal(again.view, first.view);
  assert.equal(again.views_left, 2);
});

/**
 * Reads a part and breaks off after `stopAfter` bytes.
 * @param {string} view @param {{token: string}} lease @param {number} stopAfter @returns {Promise<number>} bytes that came
 */
const cutDownload = (view, lease, stopAfter) =>
  new Promise((resolve, reject) => {
    const sent = request(
      `${server.url}/api/v1/views/${view}/parts/0`,
      { agent: false, headers: { Authorization: `Bearer ${lease.token}` } },
      (response) => {
        let size = 0;
        response.on('data', (/** @type {Buffer} */ bytes) => {
          size += bytes.length;
          if (size >= stopAfter) response.destroy();
        });
        response.on('close', () => resolve(size));
        response.on('error', () => {});
      },
    );
    sent.on('error', reject);
    sent.end();
  });

test('a download cut at any byte resumes within its lease and costs no view', async () => {
  const plan = await makeDrop(server.url, { size: 3 * kMiB, grant: { max_views: 2 } });
  const lease = newToken();
  const { view } = expect(await claim(server.url, plan, lease), 200).body;
  const stopAfter = 1 + Math.floor(Math.random() * kMiB);
  const came = await cutDownload(view, lease, stopAfter);
  console.log(`download cut at byte ${stopAfter} (after ${came} came)`);
  const again = expect(await claim(server.url, plan, lease), 200).body;
  assert.equal(again.view, view);
  for (const [n, bytes] of plan.parts.entries()) {
    const part = expect(await getPart(server.url, view, n, lease), 200);
    assert.deepEqual(part.bytes, bytes);
  }
  expect(await done(server.url, view, lease), 204);
  const info = expect(await call(server.url, 'GET', `/grants/${plan.grant}`), 200).body;
  assert.equal(info.views_left, 1);
});

test('a lease that lapses before a part was sent gives its view back; one that was used does not', async () => {
  const short = await startServer({ args: ['--lease', '2s', '--lease-total', '3s'] });
  try {
    const plan = await makeDrop(short.url, { grant: { max_views: 1 } });
    expect(await claim(short.url, plan, newToken()), 200);
    expect(await claim(short.url, plan, newToken()), 410);
    const begin = Date.now();
    let second;
    const lease = newToken();
    do {
      await pause(250);
      second = await claim(short.url, plan, lease);
    } while (second.status !== 200 && Date.now() - begin < 12_000);
    console.log(`a lapsed lease gave its view back after ${Date.now() - begin} ms`);
    expect(second, 200);
    expect(await getPart(short.url, second.body.view, 0, lease), 200);
    await pause(5000);
    const last = await claim(short.url, plan, newToken());
    assert.equal(last.status, 410);
    assert.equal(last.body.reason, 'viewed');
  } finally {
    await short.close();
  }
});
