// The operator's metrics, /healthz and /readyz: what they count is true, and nothing in them is about a drop or a person.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { burn, call, claim, done, expect, getPart, kMiB, makeDrop, newToken, text } from './api.mjs';
import { kStatusOfCode, statedCalls } from './fuzz_contract.mjs';
import { parseMetrics, sumOf } from './prometheus.mjs';
import { exchange } from './raw.mjs';
import { startServer } from './server.mjs';

/** @type {import('./server.mjs').TestServer} */
let server;
/** @type {string} */
let operator;

/** A port that nobody listens on just now. */
async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

before(async () => {
  const port = await freePort();
  operator = `http://127.0.0.1:${port}`;
  server = await startServer({ args: ['--metrics-port', String(port)] });
});
after(async () => await server.close());

async function metrics() {
  const response = await fetch(`${operator}/metrics`);
  assert.equal(response.status, 200);
  assert.match(String(response.headers.get('content-type')), /^text\/plain; version=0\.0\.4/);
  const page = await response.text();
  return { page, families: parseMetrics(page) };
}

/** Asks until `there` is true of the metrics. @param {(families: Map<string, import('./prometheus.mjs').Family>) => boolean} there */
async function metricsOnce(there) {
  for (const until = Date.now() + 10_000; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const { families } = await metrics();
    if (there(families)) return families;
    assert.ok(Date.now() < until, 'the metrics never got there');
  }
}

test('what happened is counted', async () => {
  const viewed = await makeDrop(server.url, { size: kMiB });
  const lease = newToken();
  const { view } = expect(await claim(server.url, viewed, lease), 200).body;
  expect(await getPart(server.url, view, 0, lease), 200);
  const running = (await metrics()).families;
  assert.equal(sumOf(running, 'mayfly_running_leases'), 1);
  assert.ok(sumOf(running, 'mayfly_reserved_bytes') > kMiB);
  assert.ok(sumOf(running, 'mayfly_store_bytes') > 0);
  expect(await done(server.url, view, lease), 204);
  expect(await burn(server.url, await makeDrop(server.url)), 204);
  expect(await call(server.url, 'DELETE', `/drops/${viewed.drop}`, { token: newToken().token }), 403);
  expect(await call(server.url, 'GET', '/nothing'), 404);

  const families = await metricsOnce((now) => sumOf(now, 'mayfly_erase_seconds') === 2);
  const sums = {
    mayfly_drops_created_total: 2,
    mayfly_drops_sealed_total: 2,
    mayfly_drops_ended_total: 2,
    mayfly_views_granted_total: 1,
    mayfly_views_ended_total: 1,
    mayfly_wrong_tokens_total: 1,
    mayfly_running_leases: 0,
    mayfly_waiting_erasures: 0,
    mayfly_reserved_bytes: 0,
    mayfly_drops: 2,
    mayfly_ready: 1,
    mayfly_store_background_errors: 0,
  };
  for (const [name, sum] of Object.entries(sums)) assert.equal(sumOf(families, name), sum, name);
  assert.equal(sumOf(families, 'mayfly_drops_ended_total', { reason: 'viewed' }), 1);
  assert.equal(sumOf(families, 'mayfly_drops_ended_total', { reason: 'burned' }), 1);
  assert.equal(sumOf(families, 'mayfly_requests_total', { route: 'PUT /drops/{drop}', status: '201' }), 2);
  assert.equal(sumOf(families, 'mayfly_requests_total', { route: 'none', status: '404' }), 1);
  assert.equal(sumOf(families, 'mayfly_request_seconds', { route: 'GET /views/{view}/parts/{n}' }), 1);
  assert.equal(sumOf(families, 'mayfly_refusals_total', { code: 'token-wrong' }), 1);
  assert.ok(sumOf(families, 'mayfly_received_bytes_total') > kMiB);
  assert.ok(sumOf(families, 'mayfly_sent_bytes_total') > kMiB);
  assert.ok(sumOf(families, 'mayfly_connections_total') > 0);
  assert.ok(sumOf(families, 'process_resident_memory_bytes') > kMiB);
});

test('nothing in them is about a drop or a person', async () => {
  const plan = await makeDrop(server.url);
  const lease = newToken();
  const { view } = expect(await claim(server.url, plan, lease), 200).body;
  const planted = ['planted-path-word', 'planted-agent', '203.0.113.77', 'planted-host.example'];
  await fetch(`${server.url}/planted-path-word?planted-path-word`, { headers: { 'User-Agent': 'planted-agent', 'X-Forwarded-For': '203.0.113.77' } });
  await exchange(server.port, 'PLANTED-PATH-WORD /planted-path-word HTTP/1.1\r\nHost: planted-host.example\r\n\r\n');
  const { page, families } = await metrics();
  const secrets = [plan.drop, plan.grant, view, plan.owner.token, plan.owner.verifier, plan.access.token, plan.access.verifier, lease.token, text(plan.note)];
  for (const word of [...secrets, ...planted, '127.0.0.1', server.dataDir, String(server.port)]) {
    assert.ok(!page.toLowerCase().includes(word.toLowerCase()), word);
  }
  /** Every label, with all that its values can be. @type {Record<string, (value: string) => boolean>} */
  const closed = {
    route: (value) => ['none', 'pages', ...statedCalls()].includes(value),
    status: (value) => /^[1-5]\d\d$/.test(value),
    code: (value) => kStatusOfCode.has(value),
    reason: (value) => ['viewed', 'expired', 'burned', 'removed'].includes(value),
    how: (value) => ['done', 'lapsed'].includes(value),
    kind: (value) => ['memory', 'cache', 'tables'].includes(value),
    le: (value) => /^(\+Inf|[\d.]+)$/.test(value),
    version: (value) => /^\d+\.\d+\.\d+$/.test(value),
  };
  for (const [name, family] of families) {
    for (const sample of family.samples) {
      for (const [label, value] of Object.entries(sample.labels)) assert.ok(closed[label]?.(value), `${name} ${label}=${value}`);
    }
  }
});

test('each is in the table of docs/operate.md, and the other way round', async () => {
  const handbook = readFileSync(join(import.meta.dirname, '../../docs/operate.md'), 'utf8');
  const section = handbook.split(/^## /m).find((part) => part.startsWith('Watching it')) ?? '';
  const stated = [...section.matchAll(/^\| `([a-z_]+)`/gm)].map((match) => String(match[1]));
  const { families } = await metrics();
  assert.deepEqual(stated.sort(), [...families.keys()].filter((name) => name.startsWith('mayfly_')).sort());
});

test('the public listener has no metrics, the operator\'s has nothing else', async () => {
  assert.equal((await fetch(`${server.url}/metrics`)).status, 404);
  for (const path of ['/', '/api/v1/info', '/stats', '/metrics/x']) assert.equal((await fetch(operator + path)).status, 404, path);
  assert.equal((await fetch(`${operator}/metrics`, { method: 'POST' })).status, 405);
});

test('both say that the server is alive and ready', async () => {
  for (const url of [server.url, operator]) {
    for (const path of ['/healthz', '/readyz']) {
      const response = await fetch(url + path);
      assert.equal(response.status, 200);
      assert.equal(await response.text(), 'ok\n');
    }
  }
});

test('without a port for them there are none', async () => {
  const own = await startServer();
  try {
    assert.equal((await fetch(`${own.url}/metrics`)).status, 404);
    assert.equal((await fetch(`${own.url}/readyz`)).status, 200);
  } finally {
    await own.close();
  }
});

test('asking costs little', async (t) => {
  const begun = performance.now();
  for (let i = 0; i < 50; ++i) await metrics();
  t.diagnostic(`metrics: ${((performance.now() - begun) / 50).toFixed(1)} ms each, reading included`);
});
