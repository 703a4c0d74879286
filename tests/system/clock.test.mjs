// The real server under a wall clock that is moved while it runs (libfaketime): a day of expiries, setting back, leaps.
import assert from 'node:assert/strict';
import { globSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { burn, call, claim, done, expect, getPart, makeDrop, newToken } from './api.mjs';
import { findWindows, windowsIn } from './folder.mjs';
import { startServer } from './server.mjs';

const kDrops = Number(process.env['MAYFLY_DROPS'] ?? 120);
const kClients = 12;
const kHour = 3600;
const kYear = 366 * 24 * kHour;
const kReapedMillisecondsMax = 10_000;

/** @typedef {import('./server.mjs').TestServer} TestServer */
/** @typedef {import('./api.mjs').TestDrop} TestDrop */

const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const library = globSync('/usr/lib/*/faketime/libfaketimeMT.so.1')[0];

/** @param {(server: TestServer, shift: (seconds: number) => void) => Promise<void>} body `shift` sets the clock so far from the true time @param {string[]} [args] */
async function withClock(body, args = []) {
  assert.ok(library, 'faketime is installed (tools/deps/packages.test)');
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-test-'));
  const file = join(folder, 'shift');
  const shift = (/** @type {number} */ seconds) => {
    writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    renameSync(`${file}.new`, file);
  };
  shift(0);
  const env = { LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_NO_CACHE: '1' };
  const server = await startServer({ env, args });
  try {
    await body(server, shift);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
}

/** @template T @param {T[]} all @param {(one: T, index: number) => Promise<void>} task */
async function each(all, task) {
  const left = [...all.entries()];
  const run = async () => {
    for (let next = left.pop(); next; next = left.pop()) await task(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: kClients }, run));
}

/** @param {TestServer} server @param {TestDrop} plan */
const stateOf = async (server, plan) => expect(await call(server.url, 'GET', `/grants/${plan.grant}`), 200).body.state;

/** @param {TestServer} server @param {TestDrop} plan */
async function read(server, plan) {
  const lease = newToken();
  const { view } = expect(await claim(server.url, plan, lease), 200).body;
  for (const [n, bytes] of plan.parts.entries()) assert.ok(expect(await getPart(server.url, view, n, lease), 200).bytes.equals(bytes));
  expect(await done(server.url, view, lease), 204);
}

/** Waits until no byte of these is on disk. @param {TestServer} server @param {TestDrop[]} plans */
async function waitErased(server, plans) {
  const windows = /** @type {Buffer[]} */ (plans.flatMap(({ parts }) => parts.map((part) => windowsIn(part, part.length)[0])));
  const begin = Date.now();
  while (findWindows(server.dataDir, windows).size > 0) {
    assert.ok(Date.now() - begin < kReapedMillisecondsMax, 'what expired is still there');
    await pause(100);
  }
  return Date.now() - begin;
}

test(`24 hours of expiries, hour by hour, ${kDrops} drops`, async () => {
  await withClock(async (server, shift) => {
    /** @type {{plan: TestDrop, expires: number}[]} */
    const drops = [];
    await each(Array.from({ length: kDrops }, () => 60 + Math.floor(Math.random() * 24 * kHour)), async (expires_in) => {
      const plan = await makeDrop(server.url, { size: 20_000, drop: { expires_in }, grant: { max_views: 0 } });
      drops.push({ plan, expires: Date.now() / 1000 + expires_in });
    });
    let checked = 0;
    let slowest = 0;
    for (let hour = 1; hour <= 25; ++hour) {
      shift(hour * kHour);
      const now = Date.now() / 1000 + hour * kHour;
      // Those on the brink are looked at an hour later.
      const sure = drops.filter(({ expires }) => Math.abs(expires - now) > 5);
      await each(sure, async ({ plan, expires }) => {
        const state = await stateOf(server, plan);
        // The hour may have turned during the look.
        assert.equal(state, expires < now ? 'expired' : Date.now() / 1000 + hour * kHour < expires ? 'live' : state);
        ++checked;
      });
      for (const { plan } of sure.filter(({ expires }) => expires > now + 60).slice(0, 3)) await read(server, plan);
      if (hour % 5 === 0) slowest = Math.max(slowest, await waitErased(server, sure.filter(({ expires }) => expires < now).map(({ plan }) => plan)));
    }
    console.log(`${kDrops} drops, ${checked} states as they should be, erased within ${slowest} ms after the hour`);
    for (const { plan } of drops) assert.equal(await stateOf(server, plan), 'expired');
  });
});

test('set back by three hours: what ended stays, nothing is counted twice, leases lapse', async () => {
  await withClock(
    async (server, shift) => {
      shift(3 * kHour);
      const burned = await makeDrop(server.url, {});
      expect(await burn(server.url, burned), 204);
      // In whole seconds: one of them may be over before the drop is made.
      const expired = await makeDrop(server.url, { drop: { expires_in: 2 } });
      await pause(1000);
      const limited = await makeDrop(server.url, { grant: { max_views: 2 } });
      const lasting = await makeDrop(server.url, { drop: { expires_in: 9 } });
      const sent = newToken();
      const unsent = newToken();
      const { view } = expect(await claim(server.url, limited, sent), 200).body;
      expect(await getPart(server.url, view, 0, sent), 200);
      expect(await claim(server.url, limited, unsent), 200);
      await pause(1500);
      assert.equal(await stateOf(server, expired), 'expired');
      shift(0);
      assert.equal(expect(await claim(server.url, limited, sent), 200).body.view, view);
      expect(await claim(server.url, limited, newToken()), 410);
      for (const [plan, state] of /** @type {[TestDrop, string][]} */ ([[burned, 'burned'], [expired, 'expired'], [lasting, 'live']])) {
        assert.equal(await stateOf(server, plan), state);
      }
      const begin = Date.now();
      let last;
      do {
        assert.ok(Date.now() - begin < 12_000, 'a lease lives on after the clock was set back');
        await pause(250);
        last = await claim(server.url, limited, newToken());
      } while (last.status !== 200);
      console.log(`a lease that sent nothing gave its view back ${Date.now() - begin} ms after the clock was set back`);
      assert.equal(last.body.views_left, 0);
      while ((await stateOf(server, lasting)) === 'live') assert.ok(Date.now() - begin < 20_000, 'a drop outlives its time');
      // A start believes the clock. What the reaper has met, each second, has ended for good.
      await pause(2500);
      await server.restart();
      for (const [plan, state] of /** @type {[TestDrop, string][]} */ ([[burned, 'burned'], [expired, 'expired'], [lasting, 'expired']])) {
        assert.equal(await stateOf(server, plan), state);
      }
    },
    ['--lease', '4s', '--lease-total', '8s'],
  );
});

test('a leap of ten years ends nothing; one of a day is believed', async () => {
  await withClock(async (server, shift) => {
    const plan = await makeDrop(server.url, { drop: { expires_in: 7200 }, grant: { max_views: 0 } });
    shift(10 * kYear);
    await pause(2500);
    assert.equal(await stateOf(server, plan), 'live');
    await read(server, plan);
    const meanwhile = await makeDrop(server.url, { drop: { expires_in: 2 } });
    await pause(3000);
    assert.equal(await stateOf(server, meanwhile), 'expired');
    shift(0);
    await read(server, plan);
    shift(24 * kHour);
    assert.equal(await stateOf(server, plan), 'expired');
    await waitErased(server, [plan]);
  });
});
