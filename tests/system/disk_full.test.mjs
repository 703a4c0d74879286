// A full disk: uploads are refused before it is full, ending always works, and room that comes back is used without a restart.
import assert from 'node:assert/strict';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { burn, call, claim, dropBody, expect, getPart, grantBody, kMiB, makeDrop, newToken, planDrop } from './api.mjs';
import { findWindows, windowsOf } from './folder.mjs';
import { startServer } from './server.mjs';
import { canMount, makeDisk } from './small_disk.mjs';

const kDiskMiB = 128;
const kMarginMiB = kDiskMiB / 8;
const kWaitMillisecondsMax = 15_000;

/** @typedef {import('./server.mjs').TestServer} TestServer */
/** @typedef {import('./api.mjs').TestDrop} TestDrop */

const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Makes drops of 3 MiB until one is refused: gives those that were sealed, and the refusal. @param {TestServer} server */
async function fill(server) {
  /** @type {TestDrop[]} */
  const sealed = [];
  for (;;) {
    const plan = planDrop({ size: 3 * kMiB });
    const { token } = plan.owner;
    const path = `/drops/${plan.drop}`;
    const steps = [
      () => call(server.url, 'PUT', path, { json: dropBody(plan) }),
      ...plan.parts.map((body, n) => () => call(server.url, 'PUT', `${path}/parts/${n}`, { token, body })),
      () => call(server.url, 'PUT', `${path}/grants/${plan.grant}`, { token, json: grantBody(plan, { max_views: 0 }) }),
      () => call(server.url, 'POST', `${path}/seal`, { token }),
    ];
    for (const step of steps) {
      const reply = await step();
      if (reply.status >= 400) return { sealed, refusal: reply };
    }
    sealed.push(plan);
  }
}

/** All of these can be claimed, and are as they were sent. @param {TestServer} server @param {TestDrop[]} plans */
async function checkReadable(server, plans) {
  for (const plan of plans) {
    const lease = newToken();
    const { view } = expect(await claim(server.url, plan, lease), 200).body;
    for (const [n, bytes] of plan.parts.entries()) {
      assert.ok(expect(await getPart(server.url, view, n, lease), 200).bytes.equals(bytes));
    }
  }
}

/** Uploads until one is taken; gives the milliseconds that it took. @param {TestServer} server */
async function waitForUploads(server) {
  const begin = Date.now();
  for (;;) {
    try {
      await makeDrop(server.url, { size: kMiB });
      return Date.now() - begin;
    } catch (error) {
      assert.ok(Date.now() - begin < kWaitMillisecondsMax, String(error));
      await pause(250);
    }
  }
}

/** Burns each, as soon as the server can. @param {TestServer} server @param {TestDrop[]} plans */
async function burnAll(server, plans) {
  const begin = Date.now();
  for (const plan of plans) {
    while ((await burn(server.url, plan)).status !== 204) {
      assert.ok(Date.now() - begin < kWaitMillisecondsMax, server.logs());
      await pause(20);
    }
  }
  console.log(`burned ${plans.length} drops ${Date.now() - begin} ms after room came back`);
}

/** Takes all that the disk has left. @param {string} folder */
function takeAll(folder) {
  const path = join(folder, 'foreign');
  const file = openSync(path, 'w');
  for (let size = kMiB; size >= 1; ) {
    try {
      writeSync(file, Buffer.alloc(size));
    } catch {
      size = Math.floor(size / 4);
    }
  }
  closeSync(file);
  return () => rmSync(path);
}

/** @param {(disk: NonNullable<ReturnType<typeof makeDisk>>, server: TestServer) => Promise<void>} body @param {string[]} [args] */
async function onSmallDisk(body, args = []) {
  const disk = makeDisk(kDiskMiB);
  assert.ok(disk);
  try {
    const server = await startServer({ within: disk.path, args });
    try {
      await body(disk, server);
    } finally {
      await server.close();
    }
  } finally {
    disk.remove();
  }
}

if (canMount(fileURLToPath(import.meta.url))) {
  test('uploads fill the disk up to the margin; burning makes room that is used at once', async () => {
    await onSmallDisk(async (disk, server) => {
      const { sealed, refusal } = await fill(server);
      assert.deepEqual([refusal.status, refusal.body.code], [507, 'storage-full']);
      console.log(`${kDiskMiB} MiB: ${sealed.length} drops of 3 MiB, then 507 with ${(disk.free() / kMiB).toFixed(1)} MiB free`);
      assert.ok(sealed.length >= 8);
      // What RocksDB sets aside for its log comes and goes.
      assert.ok(disk.free() >= (kMarginMiB / 2) * kMiB);
      await checkReadable(server, sealed);
      const burned = sealed.splice(0, 3);
      for (const plan of burned) expect(await burn(server.url, plan), 204);
      console.log(`uploads again ${await waitForUploads(server)} ms after the burn`);
      assert.equal(findWindows(server.dataDir, burned.flatMap(windowsOf)).size, 0);
      await server.restart();
      await checkReadable(server, sealed);
      for (const plan of burned) assert.equal((await call(server.url, 'GET', `/grants/${plan.grant}`)).body.state, 'burned');
    });
  });

  test('others take the rest: what was acknowledged stays, and room given back is used without a restart', async () => {
    await onSmallDisk(async (disk, server) => {
      const { sealed } = await fill(server);
      const giveBack = takeAll(disk.path);
      console.log(`free: ${disk.free()} bytes`);
      /** @type {Record<string, number>} */
      const answers = {};
      const note = (/** @type {string} */ what, /** @type {import('./api.mjs').Reply} */ { status, body }) => {
        answers[`${what} ${status} ${body?.code ?? ''}`] = (answers[`${what} ${status} ${body?.code ?? ''}`] ?? 0) + 1;
        assert.ok(status < 500 || (status === 507 && body.code === 'storage-full'), `${what} ${status} ${body?.code}`);
      };
      const ended = [];
      for (const plan of sealed.slice(0, 4)) {
        const reply = await burn(server.url, plan);
        note('burn', reply);
        if (reply.status === 204) ended.push(plan);
      }
      for (let i = 0; i < 60; ++i) {
        const json = dropBody(planDrop());
        note('create', await call(server.url, 'PUT', `/drops/${planDrop().drop}`, { json }));
        note('claim', await claim(server.url, /** @type {TestDrop} */ (sealed[5]), newToken()));
        note('info', await call(server.url, 'GET', '/info'));
        await pause(20);
      }
      console.log(answers);
      giveBack();
      await burnAll(server, sealed.slice(0, 4));
      console.log(`uploads again ${await waitForUploads(server)} ms later`);
      await checkReadable(server, sealed.slice(4));
      await server.restart();
      await checkReadable(server, sealed.slice(4));
      for (const plan of ended) assert.equal((await call(server.url, 'GET', `/grants/${plan.grant}`)).body.state, 'burned');
    });
  });

  test('without a margin RocksDB meets the end of the disk, and comes back by itself', async () => {
    await onSmallDisk(
      async (disk, server) => {
        const { sealed, refusal } = await fill(server);
        console.log(`no margin: ${sealed.length} drops, then ${refusal.status} ${refusal.body.code} with ${(disk.free() / kMiB).toFixed(1)} MiB free`);
        assert.deepEqual([refusal.status, refusal.body.code], [507, 'storage-full']);
        const giveBack = takeAll(disk.path);
        for (let i = 0; i < 200; ++i) await call(server.url, 'PUT', `/drops/${planDrop().drop}`, { json: dropBody(planDrop()) });
        giveBack();
        await burnAll(server, sealed.splice(0, 4));
        console.log(`uploads again ${await waitForUploads(server)} ms later`);
        await checkReadable(server, sealed);
        await server.restart();
        await checkReadable(server, sealed);
      },
      ['--disk-free-min', '0'],
    );
  });
}
