// A disk that refuses while the server runs, as one that turns read-only or breaks: no crash, nothing lost, and it comes back.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { burn, call, claim, dropBody, expect, getPart, kMiB, makeDrop, newToken, planDrop } from './api.mjs';
import { runOnce, startServer } from './server.mjs';
import { canMount, makeDisk } from './small_disk.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const kLibrary = process.env['MAYFLY_FAILING_DISK_LIBRARY'] ?? join(root, 'build/dev/tests/server/libfailing_disk.so');
const kWaitMillisecondsMax = 15_000;

const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** @param {import('./api.mjs').Reply} reply @param {string} what */
function checkStated({ status, body }, what) {
  const stated = status < 500 || (status === 500 && body.code === 'internal') || (status === 507 && body.code === 'storage-full');
  assert.ok(stated, `${what}: ${status} ${body?.code}`);
}

/** @type {[string, number, number][]} */
const kFaults = [
  ['read-only', constants.errno.EROFS, 500],
  ['broken', constants.errno.EIO, 500],
  ['full', constants.errno.ENOSPC, 507],
];
for (const [name, number, status] of kFaults) {
  test(`a disk that turns ${name} while the server runs`, async () => {
    assert.ok(existsSync(kLibrary), 'the library is built with the tests');
    const folder = mkdtempSync(join(tmpdir(), 'mayfly-test-'));
    const control = join(folder, 'errno');
    const server = await startServer({ env: { LD_PRELOAD: kLibrary, MAYFLY_FAILING_DISK: control } });
    try {
      const kept = await makeDrop(server.url, { size: 2 * kMiB, grant: { max_views: 0 } });
      const burned = await makeDrop(server.url, { size: kMiB });
      const limited = await makeDrop(server.url, { grant: { max_views: 1 } });
      expect(await burn(server.url, burned), 204);
      writeFileSync(control, String(number));
      const lease = newToken();
      const answers = [];
      for (let i = 0; i < 25; ++i) {
        const json = dropBody(planDrop());
        const replies = [
          await call(server.url, 'PUT', `/drops/${planDrop().drop}`, { json }),
          await claim(server.url, limited, lease),
          await call(server.url, 'GET', `/drops/${kept.drop}`, { token: kept.owner.token }),
          await burn(server.url, kept),
        ];
        for (const reply of replies) checkStated(reply, name);
        answers.push(replies.map((reply) => reply.status));
        await pause(100);
      }
      // What only reads goes on; what writes fails with its code.
      assert.deepEqual(answers.at(-1), [status, status, 200, status]);
      writeFileSync(control, '');
      const begin = Date.now();
      while ((await claim(server.url, limited, lease)).status !== 200) {
        assert.ok(Date.now() - begin < kWaitMillisecondsMax, server.logs());
        await pause(100);
      }
      console.log(`${name}: claims again ${Date.now() - begin} ms after the disk was well`);
      expect(await claim(server.url, limited, newToken()), 410);
      const more = await makeDrop(server.url, { size: kMiB, grant: { max_views: 0 } });
      await server.restart();
      for (const plan of [kept, more]) {
        const reader = newToken();
        const reply = await claim(server.url, plan, reader);
        // The burn that was refused may stand after all, as a whole: then it is said so.
        if (plan === kept && reply.status === 410) assert.equal(reply.body.reason, 'burned');
        else {
          const part = expect(await getPart(server.url, expect(reply, 200).body.view, 0, reader), 200);
          assert.ok(part.bytes.equals(/** @type {Buffer} */ (plan.parts[0])));
        }
      }
      assert.equal((await call(server.url, 'GET', `/grants/${burned.grant}`)).body.state, 'burned');
      expect(await claim(server.url, limited, newToken()), 410);
    } finally {
      await server.close();
      rmSync(folder, { recursive: true });
    }
  });
}

if (canMount(fileURLToPath(import.meta.url))) {
  test('a disk that is read-only at the start is refused, and nothing is touched', async () => {
    const disk = makeDisk(16);
    assert.ok(disk);
    try {
      const server = await startServer({ within: disk.path });
      await server.stop();
      assert.equal(spawnSync('mount', ['-o', 'remount,ro', disk.path]).status, 0);
      const old = await runOnce(['--port', '0', '--data', server.dataDir]);
      assert.equal(old.status, 1);
      assert.match(old.err, /cannot use the data folder: it is not a folder that can be written to/);
      const fresh = await runOnce(['--port', '0', '--data', join(disk.path, 'new')]);
      assert.equal(fresh.status, 1);
      assert.match(fresh.err, /cannot use the data folder: it is missing and cannot be made/);
      spawnSync('mount', ['-o', 'remount,rw', disk.path]);
      await server.restart();
      await server.close();
    } finally {
      disk.remove();
    }
  });
}
