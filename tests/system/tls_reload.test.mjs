// A certificate that is renewed while the server serves, and pairs that cannot be used.
import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { startServer } from './server.mjs';
import { callTls, makeCertificate, openTls } from './tls.mjs';

const kReloads = 6;

test('a renewed certificate loses no request, and one that cannot be used changes nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-reload-'));
  const used = makeCertificate(folder, 'used');
  const first = makeCertificate(folder, 'first');
  const second = makeCertificate(folder, 'second', 'rsa');
  const ca = [first.ca, second.ca];
  const install = (/** @type {{certificate: string}} */ { certificate }, /** @type {{key: string}} */ { key }) => {
    copyFileSync(certificate, used.certificate);
    copyFileSync(key, used.key);
  };
  install(first, first);
  const server = await startServer({ args: used.args });
  const reload = async (/** @type {RegExp} */ wanted) => {
    const before = server.logs().length;
    process.kill(server.pid, 'SIGHUP');
    for (const deadline = Date.now() + 5000; !wanted.test(server.logs().slice(before)); ) {
      assert.ok(Date.now() < deadline, `no ${wanted} in ${server.logs()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const shown = async () => {
    const socket = await openTls(server.port, { ca });
    const name = socket.getPeerCertificate().subject.CN;
    socket.destroy();
    return name;
  };
  const keptOpen = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    let stop = false;
    let answered = 0;
    const clients = [keptOpen, keptOpen, false, false].map(async (agent) => {
      while (!stop) {
        const { status } = await callTls(server.port, { ca, agent: /** @type {Agent | false} */ (agent), path: '/api/v1/info' });
        assert.equal(status, 200);
        ++answered;
      }
    });
    for (let i = 0; i < kReloads; ++i) {
      const next = i % 2 === 0 ? second : first;
      install(next, next);
      await reload(/event=certificate-taken days-left=(29|30)\n/);
      assert.equal(await shown(), i % 2 === 0 ? 'second' : 'first');
    }
    install(second, first);
    await reload(/event=certificate-refused fault=3\n/);
    writeFileSync(used.key, 'no key');
    await reload(/event=certificate-refused fault=18\n/);
    rmSync(used.certificate);
    await reload(/event=certificate-refused fault=18\n/);
    assert.equal(await shown(), 'first');
    stop = true;
    await Promise.all(clients);
    console.log(`${answered} requests over ${kReloads} new certificates and 3 that were refused: none lost`);
    assert.ok(answered > 20);
    assert.equal(await server.stop(), 0);
  } finally {
    keptOpen.destroy();
    await server.close();
    rmSync(folder, { recursive: true });
  }
});

test('without TLS a SIGHUP changes nothing', async () => {
  const server = await startServer();
  try {
    process.kill(server.pid, 'SIGHUP');
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal((await fetch(`${server.url}/api/v1/info`)).status, 200);
    assert.equal(await server.stop(), 0);
    assert.doesNotMatch(server.logs(), /certificate/);
  } finally {
    await server.close();
  }
});
