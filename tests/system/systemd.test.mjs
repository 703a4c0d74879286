// What a service manager sees of the server: readiness, reloads, the watchdog, sockets it passes on.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeDrop } from './api.mjs';
import { openRaw } from './raw.mjs';
import { program, startServer } from './server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'mayfly-systemd-'));
after(() => rmSync(folder, { recursive: true, maxRetries: 5 }));

/** The service manager's socket, and what came over it. */
async function listenForNotices() {
  const path = join(folder, 'notify');
  rmSync(path, { force: true });
  const child = spawn('python3', [join(here, 'notify_socket.py'), path], { stdio: ['ignore', 'pipe', 'inherit'] });
  /** @type {string[][]} */
  const notices = [];
  const lines = createInterface({ input: child.stdout });
  await once(lines, 'line');
  lines.on('line', (line) => notices.push(JSON.parse(line)));
  const find = (/** @type {string} */ word) => notices.find((notice) => notice.includes(word));
  return {
    path,
    notices,
    find,
    until: async (/** @type {() => unknown} */ there) => {
      for (const deadline = Date.now() + 5000; !there(); ) {
        if (Date.now() > deadline) throw new Error(`not told: ${JSON.stringify(notices)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    close: () => void child.kill(),
  };
}

test('it says when it is ready, reloads, stops, and that its loop turns', async () => {
  const manager = await listenForNotices();
  const server = await startServer({ env: { NOTIFY_SOCKET: manager.path, WATCHDOG_USEC: '900000' } });
  try {
    await manager.until(() => manager.find('READY=1'));
    const isAlive = () => manager.notices.filter((notice) => notice.includes('WATCHDOG=1')).length;
    const begin = isAlive();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const signs = isAlive() - begin;
    console.log(`${signs} signs of life in 2 s under a watchdog of 0.9 s`);
    assert.ok(signs >= 3 && signs <= 8);

    manager.notices.length = 0;
    process.kill(server.pid, 'SIGHUP');
    await manager.until(() => manager.find('READY=1'));
    const reloading = manager.find('RELOADING=1');
    assert.ok(reloading?.some((line) => /^MONOTONIC_USEC=[1-9]\d+$/.test(line)));
    assert.equal(await server.stop(), 0);
    await manager.until(() => manager.find('STOPPING=1'));
  } finally {
    await server.close();
    manager.close();
  }
});

test('a loop that is stuck gives no sign', async () => {
  const manager = await listenForNotices();
  const server = await startServer({ env: { NOTIFY_SOCKET: manager.path, WATCHDOG_USEC: '600000' } });
  try {
    await manager.until(() => manager.find('WATCHDOG=1'));
    process.kill(server.pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 300));
    manager.notices.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 700));
    assert.deepEqual(manager.notices, []);
    process.kill(server.pid, 'SIGCONT');
    await manager.until(() => manager.find('WATCHDOG=1'));
  } finally {
    await server.close();
    manager.close();
  }
});

/** A socket that listens and whose owner accepts nobody, with the server started on it as asked. @param {number} [count] */
async function passSocket(count = 1) {
  const args = [String(count), program, '--data', join(folder, 'data'), '--port', '1'];
  const child = spawn('python3', [join(here, 'passed_socket.py'), ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (bytes) => (output += bytes));
  child.stderr.on('data', (bytes) => (output += bytes));
  /** The first that is found in what comes from now on. @param {RegExp} wanted */
  const said = async (wanted) => {
    for (const deadline = Date.now() + 10_000; !wanted.test(output); ) {
      if (Date.now() > deadline) throw new Error(`no ${wanted} in ${output}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return wanted.exec(output)?.[1];
  };
  const tell = (/** @type {string} */ line) => {
    output = '';
    child.stdin.write(`${line}\n`);
  };
  const port = Number(await said(/^port (\d+)$/m));
  return {
    port,
    output: () => output,
    start: async () => {
      tell('start');
      return await said(/(listening on .*|ended \d+)\n/);
    },
    stop: async () => {
      tell('stop');
      return Number(await said(/ended (-?\d+)\n/));
    },
    close: () => void child.stdin.end(),
  };
}

test('a passed socket outlives a restart: nobody is refused, and what is under way ends well', async () => {
  const passed = await passSocket();
  try {
    const url = `http://127.0.0.1:${passed.port}`;
    assert.equal(await passed.start(), `listening on ${url}`);
    const plan = await makeDrop(url);
    const authorization = `Authorization: Bearer ${plan.owner.token}\r\n`;
    let stop = false;
    let answered = 0;
    const clients = Array.from({ length: 4 }, async () => {
      while (!stop) {
        const raw = await openRaw(passed.port);
        raw.send(`GET /api/v1/drops/${plan.drop} HTTP/1.1\r\nHost: a\r\n${authorization}Connection: close\r\n\r\n`);
        assert.deepEqual(await raw.statuses(1), [200]);
        raw.destroy();
        ++answered;
      }
    });
    for (let i = 0; i < 3; ++i) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.equal(await passed.stop(), 0);
      const waiting = await openRaw(passed.port);
      waiting.send('GET /api/v1/info HTTP/1.1\r\nHost: a\r\n\r\n');
      await passed.start();
      assert.deepEqual(await waiting.statuses(1), [200]);
      waiting.destroy();
    }
    stop = true;
    await Promise.all(clients);
    console.log(`${answered} requests over 3 restarts on a passed socket, none refused`);
    assert.ok(answered > 20);
    assert.equal(await passed.stop(), 0);
  } finally {
    passed.close();
  }
});

test('more than one socket is refused', async () => {
  const passed = await passSocket(2);
  try {
    assert.equal(await passed.start(), 'ended 1');
    assert.match(passed.output(), /cannot listen: the service manager must pass one listening TCP socket/);
  } finally {
    passed.close();
  }
});

test('the unit is sound and shut tight', (t) => {
  const unit = join(here, '../../contrib/systemd/mayflyd.service');
  const { status, stdout, error } = spawnSync('systemd-analyze', ['security', '--offline=yes', '--no-pager', unit], { encoding: 'utf8' });
  if (error) return t.skip('systemd-analyze is not here');
  const score = Number(/exposure level for mayflyd\.service: ([\d.]+)/.exec(stdout)?.[1]);
  console.log(`systemd-analyze security: ${score}`);
  assert.equal(status, 0);
  assert.ok(score <= 1.3, stdout);
});
