// Who a request counts for: the peer, or whom a trusted proxy names. Seen through a budget of one create for each client.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { dropBody, planDrop } from './api.mjs';
import { exchange } from './raw.mjs';
import { runOnce, startServer } from './server.mjs';

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  const proxies = ['--trusted-proxy', '127.0.1.1', '--trusted-proxy', '127.0.2.0/24', '--trusted-proxy', '2001:db8::/32'];
  server = await startServer({ args: [...proxies, '--creates-per-hour', '1'] });
});
after(() => server.close());

/** A create from `peer` with these header lines: 201, or 429 where its client had one. @param {string} peer @param {...string} forwarded */
async function create(peer, ...forwarded) {
  const plan = planDrop({ size: 1000 });
  const body = JSON.stringify(dropBody(plan));
  const lines = forwarded.map((value) => `X-Forwarded-For: ${value}\r\n`).join('');
  const answer = await exchange(
    server.port,
    `PUT /api/v1/drops/${plan.drop} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n${lines}Content-Length: ${body.length}\r\n\r\n${body}`,
    5000,
    peer,
  );
  return Number(answer.slice(9, 12));
}

/** Of two creates, whether they counted for one client. @param {[string, ...string[]]} first @param {[string, ...string[]]} second */
async function sameClient(first, second) {
  assert.equal(await create(...first), 201);
  return (await create(...second)) === 429;
}

const kProxy = '127.0.1.1';

test('from anybody but a trusted proxy the header is nothing', async () => {
  assert.ok(await sameClient(['127.5.0.1', '198.51.100.1'], ['127.5.0.1', '198.51.100.2']));
  assert.ok(await sameClient(['127.5.0.2'], ['127.5.0.2', '127.0.1.1, 198.51.100.2']));
  assert.equal(await create('127.0.0.1', '198.51.100.3'), 201);
  assert.equal(await create('127.0.0.1', '198.51.100.4'), 429);
  assert.equal(await create(kProxy, '198.51.100.3'), 201);
});

test('a trusted proxy tells its clients apart, and what they write to its left is nothing', async () => {
  assert.ok(!(await sameClient([kProxy, '203.0.113.1'], [kProxy, '203.0.113.2'])));
  assert.ok(await sameClient([kProxy, '1.1.1.1, 203.0.113.3'], [kProxy, '2.2.2.2, 203.0.113.3']));
  assert.ok(await sameClient([kProxy, '1.1.1.1', '203.0.113.4'], [kProxy, '2.2.2.2', '203.0.113.4']));
  assert.ok(await sameClient([kProxy, 'x, "y\t, <z>, 203.0.113.5'], [kProxy, '203.0.113.5']));
});

test('through several trusted proxies the client is the one before them', async () => {
  assert.ok(await sameClient([kProxy, '203.0.113.6, 127.0.2.9'], ['127.0.2.77', '9.9.9.9, 203.0.113.6']));
  assert.ok(await sameClient([kProxy, '203.0.113.7, 2001:db8::5', '127.0.2.3'], [kProxy, '203.0.113.7']));
  // A network that is nearly trusted is not.
  assert.ok(!(await sameClient([kProxy, '203.0.113.8, 127.0.3.9'], [kProxy, '203.0.113.8'])));
});

test('garbage next to the proxy counts for the proxy', async () => {
  assert.ok(await sameClient([kProxy, '203.0.113.9, unknown'], [kProxy, '203.0.113.10, _hidden']));
  assert.equal(await create(kProxy, ''), 429);
  assert.equal(await create(kProxy), 429);
  assert.equal(await create(kProxy, '203.0.113.11,'), 429);
  assert.equal(await create(kProxy, '999.1.1.1'), 429);
});

test('one address is one client in whatever form, and an IPv6 /64 is one', async () => {
  assert.ok(await sameClient([kProxy, '192.0.2.1'], [kProxy, '192.0.2.1:8080']));
  assert.ok(await sameClient([kProxy, '192.0.2.2'], [kProxy, '::ffff:192.0.2.2']));
  assert.ok(await sameClient([kProxy, '192.0.2.3'], [kProxy, '[::FFFF:c000:203]:443']));
  assert.ok(await sameClient([kProxy, '2001:470:1:2::1'], [kProxy, '[2001:470:1:2:ffff::9]:80']));
  assert.ok(!(await sameClient([kProxy, '2001:470:1:3::1'], [kProxy, '2001:470:1:4::1'])));
});

test('Forwarded (RFC 7239), X-Real-IP and the like are not read', async () => {
  const plan = planDrop({ size: 1000 });
  const body = JSON.stringify(dropBody(plan));
  for (const line of ['Forwarded: for=198.51.100.9', 'X-Real-IP: 198.51.100.9', 'REMOTE_ADDR: 198.51.100.9', 'X-Forwarded-For_: 198.51.100.9']) {
    const head = `PUT /api/v1/drops/${plan.drop} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nConnection: close\r\n`;
    const answer = await exchange(server.port, `${head}${line}\r\nContent-Length: ${body.length}\r\n\r\n${body}`, 5000, kProxy);
    assert.match(answer, /^HTTP\/1\.1 429 /, line);
    assert.match(answer, /\r\nRetry-After: \d+\r\n/);
  }
});

test('what is no network is refused at the start', async () => {
  for (const network of ['10.0.0.1/8', 'localhost', '10.0.0.0/33', '::1/', '[::1]']) {
    const { status, err } = await runOnce(['--trusted-proxy', network]);
    assert.equal(status, 2, network);
    assert.match(err, /--trusted-proxy needs an address, or a network like 10\.0\.0\.0\/8/);
  }
});
