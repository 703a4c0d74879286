// TLS in the server itself: what it speaks, what goes through it, and who cannot hold it up.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dropBody, grantBody, kMiB, newToken, planDrop } from './api.mjs';
import { exchange } from './raw.mjs';
import { isSanitized, startServer } from './server.mjs';
import { callTls, makeCertificate, openTls } from './tls.mjs';

const kSlowClients = 200;
const kHandshakes = 200;
const folder = mkdtempSync(join(tmpdir(), 'mayfly-tls-'));
const own = makeCertificate(folder, 'own');
/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  server = await startServer({ args: [...own.args, '--head-time', '3s'] });
});
after(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const { ca } = own;
const kInfo = { ca, path: '/api/v1/info' };
const kInfoText = 'GET /api/v1/info HTTP/1.1\r\nHost: localhost\r\n\r\n';

/** @param {string} method @param {string} path @param {string} [token] @param {object} [json] @param {Agent} [agent] */
async function call(method, path, token, json, agent) {
  const authorization = token ? { Authorization: `Bearer ${token}` } : {};
  const type = json ? { 'Content-Type': 'application/json' } : {};
  const headers = { ...authorization, ...type };
  return await callTls(server.port, { ca, agent, method, path: `/api/v1${path}`, headers }, json && JSON.stringify(json));
}

test('it speaks TLS 1.2 and 1.3 with forward secrecy, and tells browsers to insist on it', async () => {
  assert.match(server.url, /^https:/);
  for (const maxVersion of /** @type {const} */ (['TLSv1.3', 'TLSv1.2'])) {
    const socket = await openTls(server.port, { ca, maxVersion, ALPNProtocols: ['h2', 'http/1.1'] });
    assert.equal(socket.getProtocol(), maxVersion);
    assert.equal(socket.alpnProtocol, 'http/1.1');
    assert.match(socket.getCipher().standardName, /^TLS_(ECDHE_.*|)(AES_\d+_GCM|CHACHA20_POLY1305)/);
    socket.destroy();
  }
  const { status, headers } = await callTls(server.port, kInfo);
  assert.equal(status, 200);
  assert.equal(headers['strict-transport-security'], 'max-age=31536000');
});

test('nothing older, nothing weaker, no other protocol, no plain HTTP', async () => {
  const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' };
  for (const options of [old, { ALPNProtocols: ['h2'] }, { maxVersion: 'TLSv1.2', ciphers: 'AES128-GCM-SHA256' }]) {
    await assert.rejects(openTls(server.port, /** @type {import('node:tls').ConnectionOptions} */ ({ ca, ...options })), JSON.stringify(options));
  }
  await assert.rejects(openTls(server.port, {}), /self-signed/, 'the client checks');
  assert.doesNotMatch(await exchange(server.port, kInfoText), /^HTTP/);
});

test('no session can be taken up again', async () => {
  for (const maxVersion of /** @type {const} */ (['TLSv1.3', 'TLSv1.2'])) {
    const socket = await openTls(server.port, { ca, maxVersion });
    let sessions = 0;
    socket.on('session', () => ++sessions);
    socket.write(kInfoText);
    await once(socket, 'data');
    assert.equal(socket.getTLSTicket(), undefined);
    const session = socket.getSession();
    socket.destroy();
    const again = await openTls(server.port, { ca, maxVersion, session });
    assert.equal(again.isSessionReused(), false, maxVersion);
    again.destroy();
    assert.equal(maxVersion === 'TLSv1.3' ? sessions : 0, 0);
  }
});

test('large parts pass unaltered both ways', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const plan = planDrop({ size: 24 * kMiB, partSize: 8 * kMiB });
  assert.equal((await call('PUT', `/drops/${plan.drop}`, undefined, dropBody(plan), agent)).status, 201);
  const begin = performance.now();
  for (const [n, part] of plan.parts.entries()) {
    const headers = { Authorization: `Bearer ${plan.owner.token}`, 'Content-Type': 'application/octet-stream' };
    const path = `/api/v1/drops/${plan.drop}/parts/${n}`;
    assert.equal((await callTls(server.port, { ca, agent, method: 'PUT', path, headers }, part)).status, 204);
  }
  const up = performance.now() - begin;
  assert.equal((await call('PUT', `/drops/${plan.drop}/grants/${plan.grant}`, plan.owner.token, grantBody(plan), agent)).status, 201);
  assert.equal((await call('POST', `/drops/${plan.drop}/seal`, plan.owner.token, undefined, agent)).status, 200);
  const lease = newToken();
  const claimed = await call('POST', `/grants/${plan.grant}/claim`, plan.access.token, { lease_verifier: lease.verifier }, agent);
  const { view } = JSON.parse(claimed.bytes.toString());
  const middle = performance.now();
  for (const [n, part] of plan.parts.entries()) {
    assert.ok((await call('GET', `/views/${view}/parts/${n}`, lease.token, undefined, agent)).bytes.equals(part), `part ${n}`);
  }
  const down = performance.now() - middle;
  agent.destroy();
  console.log(`24 MiB over TLS in one connection: up ${(24e3 / up).toFixed(0)} MiB/s, down ${(24e3 / down).toFixed(0)} MiB/s`);
});

test('requests that come in one record are answered one by one; a reader that pauses gets it all', async () => {
  const socket = await openTls(server.port, { ca });
  let received = '';
  socket.on('data', (bytes) => (received += bytes));
  const kPages = 20;
  socket.write(kInfoText.repeat(3) + 'GET /js/core/seal.wasm HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(kPages));
  await once(socket, 'data');
  socket.pause();
  await new Promise((resolve) => setTimeout(resolve, 500));
  socket.resume();
  socket.write(kInfoText.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  await once(socket, 'end');
  assert.equal(received.match(/HTTP\/1\.1 200 OK/g)?.length, kPages + 4);
  socket.destroy();
});

test('an end is told with close_notify, and a byte that was altered ends the connection', async () => {
  const socket = await openTls(server.port, { ca });
  socket.resume();
  socket.write(kInfoText.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  await once(socket, 'end');
  socket.destroy();

  const plain = connect(server.port, '127.0.0.1');
  await once(plain, 'connect');
  const inner = await openTls(server.port, { ca, socket: plain });
  inner.on('error', () => {});
  plain.write(Buffer.from('17030300200000000000000000000000000000000000000000000000000000000000000000', 'hex'));
  await once(plain, 'close');
  assert.equal((await callTls(server.port, kInfo)).status, 200);
});

test(`${kSlowClients} slow handshakes keep no honest client out, and end at the head's deadline`, async () => {
  const hello = Buffer.concat([Buffer.from('16030102000100', 'hex'), Buffer.alloc(512, 1)]);
  const begin = Date.now();
  /** @type {Promise<void>[]} */
  const ends = [];
  const slow = Array.from({ length: kSlowClients }, (_, i) => {
    const socket = connect(server.port, '127.0.0.1');
    let sent = 0;
    const drip = setInterval(() => socket.write(hello.subarray(sent, ++sent)), 100);
    socket.on('error', () => {});
    ends.push(new Promise((resolve) => socket.once('close', resolve)).then(() => clearInterval(drip)));
    if (i % 2 === 0) clearInterval(drip);
    return socket;
  });
  await Promise.all(slow.map((socket) => once(socket, 'connect')));
  const times = [];
  for (let i = 0; i < 100; ++i) {
    const start = performance.now();
    assert.equal((await callTls(server.port, { ...kInfo, agent: false })).status, 200);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(`beside ${kSlowClients} slow handshakes a request with its own takes ${times[50]?.toFixed(1)} ms, p99 ${times[98]?.toFixed(1)} ms`);
  assert.ok(isSanitized || Number(times[98]) < 1000);
  slow.forEach((socket) => socket.resume());
  await Promise.all(ends);
  assert.ok(isSanitized || Date.now() - begin < 6000, 'the deadline is three seconds');
});

test('what a handshake costs', async () => {
  const rsa = makeCertificate(folder, 'rsa', 'rsa');
  const other = await startServer({ args: rsa.args });
  try {
    for (const { name, port, pid, trusted } of [
      { name: 'ECDSA P-256', ...server, trusted: ca },
      { name: 'RSA 2048', ...other, trusted: rsa.ca },
    ]) {
      const ticks = () => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ').slice(13, 15).reduce((sum, each) => sum + Number(each), 0);
      const before = ticks();
      for (let i = 0; i < kHandshakes; ++i) (await openTls(port, { ca: trusted })).destroy();
      const milliseconds = ((ticks() - before) * 10) / kHandshakes;
      console.log(`${name}: ${milliseconds.toFixed(2)} ms of processor time for a handshake, ${(1000 / milliseconds).toFixed(0)} a second`);
      assert.ok(isSanitized || milliseconds < 20);
    }
  } finally {
    await other.close();
  }
});
