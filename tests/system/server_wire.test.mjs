// HTTP as no honest client speaks it, against the real server over loopback.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, claim, dropBody, expect, getPart, kMiB, makeDrop, newToken, planDrop } from './api.mjs';
import { codeOf, exchange, openRaw } from './raw.mjs';
import { startServer } from './server.mjs';

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  server = await startServer({ args: ['--head-time', '2s', '--idle-time', '3s', '--slowest', '1M', '--threads', '4'] });
});
after(() => server.close());

const kInfo = 'GET /api/v1/info HTTP/1.1\r\nHost: localhost\r\n\r\n';
const kPut = 'PUT /api/v1/drops/AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

test('what is refused before its body is read closes the connection, and its body is no request', async () => {
  for (const [name, lines, status, code] of /** @type {[string, string, number, string][]} */ ([
    ['chunked', 'Transfer-Encoding: chunked\r\n', 411, 'length-required'],
    ['chunked and a length', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', 411, 'length-required'],
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 50\r\n', 411, 'length-required'],
    ['two equal lengths', 'Content-Length: 5\r\nContent-Length: 5\r\n', 411, 'length-required'],
    ['no length', '', 411, 'length-required'],
    ['a list of lengths', 'Content-Length: 5, 5\r\n', 400, 'bad-request'],
    ['a huge length', 'Content-Length: 99999999999999999999999\r\n', 413, 'body-too-large'],
    ['past the limit', 'Content-Length: 8193\r\n', 413, 'body-too-large'],
    ['gzip', 'Content-Length: 5\r\nContent-Encoding: gzip\r\n', 415, 'media-type'],
    ['expect', 'Content-Length: 5\r\nExpect: 200-ok\r\n', 501, 'not-supported'],
    ['upgrade', 'Content-Length: 5\r\nConnection: upgrade\r\nUpgrade: websocket\r\n', 501, 'not-supported'],
    ['a folded line', 'Content-Length:\r\n 5\r\n', 400, 'bad-request'],
    ['a blank before the colon', 'Content-Length : 5\r\n', 400, 'bad-request'],
  ])) {
    const answer = await exchange(server.port, `${kPut}${lines}\r\n0\r\n\r\n${kInfo}`);
    if (name === 'no length') {
      // Without a length there is no body: the refusal may keep the connection, and what follows is a request of its own.
      assert.match(answer, /^HTTP\/1\.1 411 /, name);
      continue;
    }
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), name);
    assert.equal(codeOf(answer), code, name);
    assert.match(answer, /\r\nConnection: close\r\n/, name);
    assert.equal(answer.match(/HTTP\/1\.1 /g)?.length, 1, name);
  }
});

test('what its header section refuses is refused while its body is held back', async () => {
  const put = (/** @type {string} */ lines) =>
    `PUT /api/v1/drops/AAAAAAAAAAAAAAAAAAAAAA/parts/0 HTTP/1.1\r\nHost: a\r\nContent-Length: ${8 * kMiB}\r\n${lines}\r\n`;
  const token = `Authorization: Bearer ${'A'.repeat(43)}\r\n`;
  const octets = 'Content-Type: application/octet-stream\r\n';
  for (const [head, status, code] of /** @type {[string, number, string][]} */ ([
    [put(octets), 401, 'token-missing'],
    [put(token), 415, 'media-type'],
    [put(octets + token).replace('AAA/parts', 'A/parts'), 400, 'bad-id'],
    [put(octets + token).replace('/0 ', '/0?a '), 400, 'bad-request'],
  ])) {
    const raw = await openRaw(server.port);
    const begin = Date.now();
    raw.send(head);
    await raw.end(10_000);
    assert.match(raw.received(), new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.equal(codeOf(raw.received()), code);
    assert.match(raw.received(), /\r\nConnection: close\r\n/);
    assert.ok(Date.now() - begin < 4000);
  }
});

test('what is no HTTP is answered once and closed', async () => {
  for (const bytes of ['\x16\x03\x01\x02\x00\x01\r\n\r\n', 'GET / HTTP/2.0\r\n\r\n', 'PRI * HTTP/2.0\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n']) {
    const answer = await exchange(server.port, bytes);
    assert.match(answer, /^HTTP\/1\.1 400 /);
    assert.equal(codeOf(answer), 'bad-request');
  }
});

test('headers without end are cut off by size, by lines and by time', async () => {
  const long = await exchange(server.port, `GET / HTTP/1.1\r\nHost: a\r\nA: ${'x'.repeat(20_000)}`);
  assert.equal(codeOf(long), 'headers-too-large');
  const many = await exchange(server.port, `GET / HTTP/1.1\r\nHost: a\r\n${'A: b\r\n'.repeat(70)}\r\n`);
  assert.equal(codeOf(many), 'headers-too-large');

  const begin = Date.now();
  const raw = await openRaw(server.port);
  raw.send('GET / HTTP/1.1\r\nHost: a\r\n');
  const drip = setInterval(() => raw.send('A: b\r\n'), 100);
  await raw.end(10_000);
  clearInterval(drip);
  assert.equal(codeOf(raw.received()), 'too-slow');
  console.log(`dripping headers were cut off after ${Date.now() - begin} ms`);
  assert.ok(Date.now() - begin < 8000);
});

test('a dripping body is cut off, and holds up nobody', async () => {
  const begin = Date.now();
  const slow = await Promise.all(Array.from({ length: 40 }, () => openRaw(server.port)));
  for (const raw of slow) raw.send(`${kPut}Content-Length: 5000\r\n\r\n`);
  const drip = setInterval(() => slow.forEach((raw) => raw.send('x')), 200);
  const times = [];
  for (let i = 0; i < 20; ++i) {
    const start = performance.now();
    expect(await call(server.url, 'GET', '/info'), 200);
    times.push(performance.now() - start);
  }
  for (const raw of slow) await raw.end(10_000);
  clearInterval(drip);
  for (const raw of slow) assert.equal(codeOf(raw.received()), 'too-slow');
  console.log(`with 40 dripping clients: slowest honest call ${Math.max(...times).toFixed(0)} ms; all cut off after ${Date.now() - begin} ms`);
  assert.ok(Math.max(...times) < 1500);
});

test('a body that is cut short changes nothing', async () => {
  const plan = await makeDrop(server.url, { size: 3 * kMiB, seal: false });
  expect(await call(server.url, 'PUT', `/drops/${planDrop().drop}`, { json: dropBody(plan) }), 201);
  const path = `/api/v1/drops/${plan.drop}/parts/1`;
  const raw = await openRaw(server.port);
  raw.send(`PUT ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${plan.owner.token}\r\nContent-Type: application/octet-stream\r\nContent-Length: ${kMiB + 256}\r\n\r\n`);
  raw.send(Buffer.alloc(kMiB / 2));
  raw.endSending();
  await raw.end();
  assert.equal(raw.received(), '');
  expect(await call(server.url, 'POST', `/drops/${plan.drop}/seal`, { token: plan.owner.token }), 200);
  const lease = newToken();
  const { view } = expect(await claim(server.url, plan, lease), 200).body;
  assert.deepEqual((await getPart(server.url, view, 1, lease)).bytes, plan.parts[1]);
});

test('one connection serves many requests, also those sent ahead', async () => {
  const raw = await openRaw(server.port);
  raw.send(kInfo.repeat(3));
  assert.deepEqual(await raw.statuses(3), [200, 200, 200]);
  raw.send(kInfo);
  assert.deepEqual(await raw.statuses(4), [200, 200, 200, 200]);
  raw.send(`GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n${kInfo}`);
  await raw.end();
  assert.deepEqual(await raw.statuses(5), [200, 200, 200, 200, 404]);
});

test('an idle connection is closed in time', async () => {
  const raw = await openRaw(server.port);
  raw.send(kInfo);
  await raw.statuses(1);
  const begin = Date.now();
  await raw.end(6000);
  console.log(`an idle connection was closed after ${Date.now() - begin} ms`);
});

test('Range is refused where parts are served, and leaks nothing', async () => {
  const plan = await makeDrop(server.url);
  const lease = newToken();
  const { view } = expect(await claim(server.url, plan, lease), 200).body;
  const ranges = Array.from({ length: 1500 }, (_, i) => `${i}-`).join(',');
  for (const range of ['bytes=0-1', `bytes=${ranges}`]) {
    const reply = await call(server.url, 'GET', `/views/${view}/parts/0`, { token: lease.token, headers: { Range: range } });
    assert.equal(reply.status, 501);
    assert.equal(reply.body.code, 'not-supported');
  }
  assert.deepEqual((await getPart(server.url, view, 0, lease)).bytes, plan.parts[0]);
});

test('a client may end its side after the request', async () => {
  const raw = await openRaw(server.port);
  raw.send(kInfo);
  raw.endSending();
  assert.deepEqual(await raw.statuses(1), [200]);
  await raw.end();
});

test('a part that is refused after 8 MiB were announced is answered while the client still sends', async () => {
  const response = await fetch(`${server.url}/api/v1/drops/AAAAAAAAAAAAAAAAAAAAAA/parts/0`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: Buffer.alloc(8 * kMiB),
  });
  assert.equal(response.status, 401);
});

test('the pages come compressed, with entity tags', async () => {
  const first = await fetch(`${server.url}/`, { headers: { 'Accept-Encoding': 'gzip' } });
  assert.equal(first.status, 200);
  assert.equal(first.headers.get('content-encoding'), 'gzip');
  assert.match(await first.text(), /<!doctype html>/i);
  const tag = String(first.headers.get('etag'));
  const second = await fetch(`${server.url}/`, { headers: { 'Accept-Encoding': 'gzip', 'If-None-Match': tag } });
  assert.equal(second.status, 304);
  const bent = await fetch(`${server.url}/d%231${'A'.repeat(43)}`);
  assert.equal(bent.status, 200);
  assert.equal(bent.headers.get('cache-control'), 'no-store');
});

test('nothing of a request gets into the log', async () => {
  const secret = 'NothingOfThisMayBeLogged';
  await exchange(server.port, `GET /d%23${secret} HTTP/1.1\r\nHost: ${secret}\r\nConnection: close\r\nA: ${secret}\r\n\r\n`);
  await exchange(server.port, `GET /${secret} HTTP/1.1\r\nbad ${secret}\r\n\r\n`);
  const logs = server.logs();
  assert.doesNotMatch(logs, new RegExp(secret));
  assert.doesNotMatch(logs.replace(/http:\/\/127\.0\.0\.1:\d+/, ''), /127\.0\.0\.1/);
});
