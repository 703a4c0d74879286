// Who sends whole parts and resets each connection, on a disk that is slow: what runs keeps its share of the memory to its end.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { call, dropBody, expect, kMiB, planDrop } from './api.mjs';
import { forgetPeak, longestWait, residentPeak } from './hostile.mjs';
import { startServer } from './server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const kLibrary = process.env['MAYFLY_FAILING_DISK_LIBRARY'] ?? join(root, 'build/dev/tests/server/libfailing_disk.so');
const kPartSize = 8 * kMiB;
const kBuffers = 4 * kPartSize;
const kResets = 40;
// Besides the bodies: the program, its threads and its tables.
const kRestMax = 100;

const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A whole part, and a reset once the server has had the time to read it. @param {number} port @param {import('./api.mjs').TestDrop} plan */
async function sendAndReset(port, plan) {
  const body = /** @type {Buffer} */ (plan.parts[0]);
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => {});
  socket.write(
    `PUT /api/v1/drops/${plan.drop}/parts/0 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${plan.owner.token}\r\n` +
      `Content-Type: application/octet-stream\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  await Promise.race([new Promise((resolve) => socket.write(body, resolve)), pause(300)]);
  await pause(50);
  const closed = once(socket, 'close');
  socket.resetAndDestroy();
  await closed;
}

test('parts that are sent whole and reset fill no more memory than others', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-test-'));
  const control = join(folder, 'errno');
  const args = ['--buffers-max', String(kBuffers), '--buffers-per-client', '0', '--connections-per-client', '0', '--bytes-per-day', '0'];
  const server = await startServer({ args, env: { LD_PRELOAD: kLibrary, MAYFLY_FAILING_DISK: control } });
  try {
    const plan = planDrop({ size: kPartSize, partSize: kPartSize });
    expect(await call(server.url, 'PUT', `/drops/${plan.drop}`, { json: dropBody(plan) }), 201);
    forgetPeak(server.pid);
    writeFileSync(control, 'slow');
    const attackers = Array.from({ length: 4 }, async () => {
      for (let i = 0; i < kResets / 4; ++i) await sendAndReset(server.port, plan);
    });
    const [longest] = await Promise.all([longestWait(server.port, 2000), ...attackers]);
    const peak = residentPeak(server.pid);
    writeFileSync(control, '');
    console.log(`${kResets} parts of 8 MiB, each reset: ${peak} MiB at most, an honest visit within ${Math.round(longest)} ms`);
    assert.ok(peak < kBuffers / kMiB + kRestMax, `${peak} MiB`);
    // All of it is given back: as many parts as fit at a time are taken again.
    const puts = Array.from({ length: 3 }, () => call(server.url, 'PUT', `/drops/${plan.drop}/parts/0`, { token: plan.owner.token, body: plan.parts[0] }));
    for (const put of await Promise.all(puts)) expect(put, 204);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
});
