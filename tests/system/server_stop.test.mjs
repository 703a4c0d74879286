// How the server starts, stops and refuses to start.
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { call, claim, expect, getPart, kMiB, makeDrop, newToken } from './api.mjs';
import { openRaw } from './raw.mjs';
import { runOnce, startServer } from './server.mjs';

const kPartBytes = kMiB + 256;

/** @param {import('./server.mjs').TestServer} server @param {import('./api.mjs').TestDrop} plan */
const putHead = (server, plan) =>
  `PUT /api/v1/drops/${plan.drop}/parts/0 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${plan.owner.token}\r\n` +
  `Content-Type: application/octet-stream\r\nContent-Length: ${kPartBytes}\r\n\r\n`;

test('a stop finishes what is under way, takes nothing new, keeps all that was acknowledged', async () => {
  const server = await startServer();
  try {
    const sealed = await makeDrop(server.url, { size: 2 * kMiB });
    const open = await makeDrop(server.url, { size: kMiB, seal: false });
    const upload = await openRaw(server.port);
    upload.send(putHead(server, open));
    upload.send(Buffer.alloc(kPartBytes / 2));
    const idle = await openRaw(server.port);
    let answered = 0;
    let broken = 0;
    let stopping = false;
    const clients = Array.from({ length: 16 }, async () => {
      while (!stopping || broken === 0) {
        try {
          expect(await call(server.url, 'GET', `/drops/${sealed.drop}`, { token: sealed.owner.token }), 200);
          ++answered;
        } catch (error) {
          assert.ok(stopping, String(error));
          ++broken;
          return;
        }
      }
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    stopping = true;
    const begin = Date.now();
    const stopped = server.stop();
    await idle.end();
    upload.send(Buffer.alloc(kPartBytes / 2));
    assert.deepEqual(await upload.statuses(1), [204]);
    assert.equal(await stopped, 0);
    console.log(`stopped in ${Date.now() - begin} ms after ${answered} answers under load`);
    await Promise.all(clients);
    assert.match(server.logs(), /event=stopped/);

    await server.restart();
    expect(await call(server.url, 'POST', `/drops/${open.drop}/seal`, { token: open.owner.token }), 200);
    const lease = newToken();
    const { view } = expect(await claim(server.url, sealed, lease), 200).body;
    assert.deepEqual((await getPart(server.url, view, 1, lease)).bytes, sealed.parts[1]);
  } finally {
    await server.close();
  }
});

test('a stop waits no longer than it may', async () => {
  const server = await startServer({ args: ['--drain-time', '1s'] });
  try {
    const plan = await makeDrop(server.url, { size: kMiB, seal: false });
    const raw = await openRaw(server.port);
    raw.send(putHead(server, plan));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const begin = Date.now();
    assert.equal(await server.stop(), 0);
    console.log(`a stop with a request that never ends took ${Date.now() - begin} ms`);
    assert.ok(Date.now() - begin < 5000);
  } finally {
    await server.close();
  }
});

test('a second signal ends the server at once', async () => {
  const server = await startServer({ args: ['--drain-time', '60s'] });
  try {
    const plan = await makeDrop(server.url, { size: kMiB, seal: false });
    const hanging = await openRaw(server.port);
    hanging.send(putHead(server, plan));
    await new Promise((resolve) => setTimeout(resolve, 100));
    const first = server.stop();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const second = Date.now();
    process.kill(server.pid, 'SIGTERM');
    assert.equal(await first, null);
    assert.ok(Date.now() - second < 2000);
  } finally {
    await server.close();
  }
});

test('the data folder is for its owner and for one server', async () => {
  const server = await startServer();
  try {
    assert.equal(statSync(server.dataDir).mode & 0o777, 0o700);
    const second = await runOnce(['--port', '0', '--data', server.dataDir]);
    assert.equal(second.status, 1);
    assert.match(second.err, /cannot use the data folder: it is in use by another mayflyd/);
    const samePort = await runOnce(['--port', String(server.port), '--data', `${server.dataDir}2`]);
    assert.equal(samePort.status, 1);
    assert.match(samePort.err, /cannot listen: .*in use/);
    expect(await call(server.url, 'GET', '/info'), 200);
  } finally {
    await server.close();
  }
});

test('a folder with files of others is left alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-test-'));
  try {
    chmodSync(folder, 0o755);
    writeFileSync(join(folder, '000007.sst'), 'letters');
    const refused = await runOnce(['--port', '0', '--data', folder]);
    assert.equal(refused.status, 1);
    assert.match(refused.err, /cannot use the data folder: it holds files that are not mayflyd's/);
    assert.deepEqual(readdirSync(folder), ['000007.sst']);
    assert.equal(statSync(folder).mode & 0o777, 0o755);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a crash leaves no memory on disk', async () => {
  const server = await startServer();
  try {
    const limits = readFileSync(`/proc/${server.pid}/limits`, 'utf8');
    assert.match(limits, /Max core file size\s+0\s+0/);
  } finally {
    await server.close();
  }
});

test('mistakes end with status 2 and say what is wrong; help and version with 0', async () => {
  const wrong = await runOnce(['--drop-bytes-max', 'lots']);
  assert.equal(wrong.status, 2);
  assert.match(wrong.err, /--drop-bytes-max.*lots/);
  const variable = await runOnce([], { MAYFLY_PORT: '99999' });
  assert.equal(variable.status, 2);
  assert.match(variable.err, /65535/);
  const help = await runOnce(['--help']);
  assert.equal(help.status, 0);
  assert.match(help.out, /--storage-bytes-max/);
  assert.match((await runOnce(['--version'])).out, /^\d+\.\d+\.\d+\n$/);
});

test('environment variables set what flags do not', async () => {
  const server = await startServer({ env: { MAYFLY_DROP_BYTES_MAX: '3M', MAYFLY_MAX_VIEWS: '4' } });
  try {
    const { limits, defaults } = expect(await call(server.url, 'GET', '/info'), 200).body;
    assert.equal(limits.drop_bytes, 3 * kMiB);
    assert.equal(defaults.max_views, 4);
  } finally {
    await server.close();
  }
});
