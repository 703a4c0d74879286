// The operator's verbs against a running server: who may ask, what is told, what goes wrong clearly.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { burn, call, claim, dropBody, expect, getPart, kMiB, makeDrop, newId, newToken, planDrop } from './api.mjs';
import { findWindows, windowsOf } from './folder.mjs';
import { runOnce, startServer } from './server.mjs';

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => void (server = await startServer()));
after(async () => await server.close());

/** A verb for the server's data folder. @param {string} verb @param {...string} words */
const ask = (verb, ...words) => runOnce([verb, '--data', server.dataDir, ...words]);

async function stats() {
  const { status, out, err } = await ask('stats', '--json');
  assert.equal(status, 0, err);
  return JSON.parse(out);
}

/** One request over the socket. @param {string} method @param {string} path @param {string} [body] @returns {Promise<number | undefined>} */
const overSocket = (method, path, body = '') =>
  new Promise((resolve, reject) => {
    const asked = request({ socketPath: join(server.dataDir, 'mayflyd.sock'), method, path }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    });
    asked.on('error', reject);
    asked.end(body);
  });

test('stats count what there is', async () => {
  const empty = await stats();
  assert.equal(empty.live_drops + empty.open_drops + empty.ended_drops, 0);
  assert.ok(empty.disk_free_bytes > 0);
  assert.match(empty.version, /^\d+\.\d+\.\d+$/);
  assert.equal(empty.oldest_erasure_seconds, null);

  const live = await makeDrop(server.url, { size: kMiB, grant: { max_views: 2 } });
  await makeDrop(server.url, { seal: false });
  const burned = await makeDrop(server.url);
  expect(await burn(server.url, burned), 204);
  const lease = newToken();
  const { view } = expect(await claim(server.url, live, lease), 200).body;
  expect(await getPart(server.url, view, 0, lease), 200);

  const full = await stats();
  assert.deepEqual([full.live_drops, full.open_drops, full.ended_drops], [1, 1, 1]);
  assert.deepEqual([full.running_leases, full.views_granted], [1, 1]);
  assert.ok(full.reserved_bytes >= kMiB);
  const words = await ask('stats');
  assert.match(words.out, /1 live, 1 being uploaded, 1 ended/);
  assert.match(words.out, /1 granted since the start, 1 running/);
  for (const id of [live.drop, live.grant, burned.drop, view]) assert.ok(!words.out.includes(id));
});

test('a drop is removed by its id or by a grant\'s, and is erased', async () => {
  const plans = [await makeDrop(server.url), await makeDrop(server.url)];
  const ids = [plans[0]?.drop, plans[1]?.grant].map(String);
  const { status, out, err } = await ask('remove', ...ids);
  assert.equal(status, 0, err);
  for (const id of ids) assert.ok(out.includes(`${id}: removed, and its 1 part is blocked\n`), out);
  for (const plan of plans) {
    assert.equal((await call(server.url, 'GET', `/grants/${plan.grant}`)).body.state, 'removed');
    const own = expect(await call(server.url, 'GET', `/drops/${plan.drop}`, { token: plan.owner.token }), 200).body;
    assert.equal(own.state, 'removed');
    assert.equal((await claim(server.url, plan, newToken())).body.reason, 'removed');
  }
  const windows = plans.flatMap((plan) => windowsOf(plan));
  const until = Date.now() + 10_000;
  while (findWindows(server.dataDir, windows).size > 0) {
    assert.ok(Date.now() < until, 'bytes of what was removed are still in a file');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});

test('what cannot be removed is said for each id', async () => {
  const burned = await makeDrop(server.url);
  expect(await burn(server.url, burned), 204);
  const live = await makeDrop(server.url);
  const unknown = newId();
  const { status, out } = await ask('remove', burned.drop, unknown, live.drop);
  assert.equal(status, 1);
  assert.match(out, new RegExp(`${burned.drop}: ended before: burned`));
  assert.match(out, new RegExp(`${unknown}: no drop and no grant has this id`));
  assert.match(out, new RegExp(`${live.drop}: removed`));
  const again = await ask('remove', '--json', live.drop);
  assert.equal(again.status, 1);
  assert.deepEqual(JSON.parse(again.out), { id: live.drop, removed: false, code: 'drop-gone', reason: 'removed' });
  assert.equal((await ask('remove')).status, 2);
  assert.equal((await ask('remove', 'https://drop.example.org/d#1AAAA')).status, 2);
});

test('what was removed is not taken again, in another drop or after a restart', async () => {
  const own = await startServer();
  try {
    const bad = await makeDrop(own.url, { size: 2 * kMiB });
    const resend = async () => {
      const plan = planDrop({ size: 2 * kMiB });
      expect(await call(own.url, 'PUT', `/drops/${plan.drop}`, { json: dropBody(plan) }), 201);
      return await call(own.url, 'PUT', `/drops/${plan.drop}/parts/1`, { token: plan.owner.token, body: bad.parts[1] ?? '' });
    };
    expect(await resend(), 204);
    assert.equal((await runOnce(['remove', '--data', own.dataDir, bad.drop])).status, 0);
    for (const restart of [false, true]) {
      if (restart) await own.restart();
      const { status, body } = await resend();
      assert.deepEqual([status, body.code], [451, 'payload-blocked']);
    }
    await makeDrop(own.url, { size: 2 * kMiB });
  } finally {
    await own.close();
  }
});

test('nobody else can open the socket', () => {
  assert.equal(statSync(join(server.dataDir, 'mayflyd.sock')).mode & 0o777, 0o600);
  assert.equal(statSync(server.dataDir).mode & 0o777, 0o700);
});

test('the socket takes only its own calls', async () => {
  assert.equal(await overSocket('GET', '/stats'), 200);
  assert.equal(await overSocket('POST', '/stats'), 404);
  assert.equal(await overSocket('GET', '/stats?x'), 400);
  assert.equal(await overSocket('GET', '/api/v1/info'), 404);
  assert.equal((await fetch(`${server.url}/stats`)).status, 404);
});

test('verbs say what is wrong with their words', async () => {
  for (const words of [['extra'], ['--nonsense'], ['--json=yes']]) {
    const { status, err } = await ask('stats', ...words);
    assert.equal(status, 2);
    assert.ok(err.includes(String(words[0])), err);
  }
  assert.equal((await runOnce(['stats', '--data'])).status, 2);
  const help = await runOnce(['stats', '--help']);
  assert.equal(help.status, 0);
  assert.match(help.out, /Usage: mayflyd stats/);
});

test('the folder can come from the environment', async () => {
  const { status } = await runOnce(['stats'], { MAYFLY_DATA: server.dataDir });
  assert.equal(status, 0);
});

test('without a server the verbs say so; what a killed one left is replaced', async () => {
  const own = await startServer();
  try {
    const words = ['stats', '--data', own.dataDir];
    assert.equal((await runOnce(words)).status, 0);
    await own.kill9();
    const { status, err } = await runOnce(words);
    assert.equal(status, 1);
    assert.match(err, /no server runs/);
    await own.restart();
    assert.equal((await runOnce(words)).status, 0);
  } finally {
    await own.close();
  }
  const nowhere = await runOnce(['stats', '--data', '/nonexistent/folder']);
  assert.equal(nowhere.status, 1);
  assert.match(nowhere.err, /no such folder/);
});

test('a folder whose name is too long for a socket works too', async () => {
  const long = join(mkdtempSync(join(tmpdir(), 'mayfly-long-')), 'x'.repeat(150));
  const program = process.env['MAYFLYD'] ?? new URL('../../build/dev/server/mayflyd', import.meta.url).pathname;
  const child = spawn(program, ['--port', '0', '--data', long], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    assert.equal((await runOnce(['stats', '--data', long])).status, 0);
  } finally {
    child.kill('SIGKILL');
    rmSync(join(long, '..'), { recursive: true, force: true });
  }
});
