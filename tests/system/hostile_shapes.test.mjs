// Requests bent in every way that ever fooled a server: lengths, framing, paths. Each gets one stated answer, or none,
// and honest clients are served while they come in waves.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, expect } from './api.mjs';
import { addressOf, attack, flood, forgetPeak, roundTrip, serveHonestly } from './hostile.mjs';
import { codeOf, exchange, openRaw } from './raw.mjs';
import { isSanitized, startServer } from './server.mjs';

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  const limits = ['--connections-max', '256', '--connections-per-client', '32', '--buffers-max', '64M', '--buffers-per-client', '24M'];
  server = await startServer({ args: [...limits, '--head-time', '2s', '--threads', '4'] });
  await roundTrip(server.url);
});
after(() => server.close());

const kPut = 'PUT /api/v1/drops/AAAAAAAAAAAAAAAAAAAAAA HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
const kSmuggled = 'GET /api/v1/info HTTP/1.1\r\nHost: a\r\n\r\n';

/**
 * Sends it with another request behind, which must never be answered; the connection must end.
 * @param {string} bytes @param {number} status @param {string} code
 */
async function refused(bytes, status, code) {
  const answer = await exchange(server.port, bytes + kSmuggled, 8000);
  const shown = JSON.stringify(bytes.slice(0, 120));
  assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `), shown);
  assert.equal(codeOf(answer), code, shown);
  assert.match(answer, /\r\nConnection: close\r\n/, shown);
  assert.equal(answer.match(/HTTP\/1\.1 \d/g)?.length, 1, shown);
}

test('lengths that lie or are none', async () => {
  for (const length of ['-1', '+5', '5 5', '5,5', '5, 5', '0x5', '5.0', '1e3', '', '٥', '5;', "'5'"]) {
    await refused(`${kPut}Content-Length: ${length}\r\n\r\n{}`, 400, 'bad-request');
  }
  for (const length of ['18446744073709551615', '18446744073709551616', '9223372036854775808', '9'.repeat(1000)]) {
    await refused(`${kPut}Content-Length: ${length}\r\n\r\n{}`, 413, 'body-too-large');
  }
  await refused(`${kPut}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}`, 411, 'length-required');
  // Longer than what is sent: nothing happens but its time running out.
  const short = await exchange(server.port, `${kPut}Content-Length: 50\r\n\r\n{}`, 8000);
  assert.equal(codeOf(short), 'too-slow');
  // Shorter: what is left over is not the beginning of a request that is served.
  const long = await exchange(server.port, `${kPut}Content-Length: 2\r\n\r\n{}}}}${kSmuggled}`, 8000);
  assert.equal(long.match(/HTTP\/1\.1 \d/g)?.length, 1);
  assert.equal(codeOf(long), 'bad-field');
});

test('framings that two readers would take for different things', async () => {
  const te = 'Transfer-Encoding';
  for (const lines of [
    `Content-Length: 5\r\n${te}: chunked\r\n`,
    `${te}: chunked\r\nContent-Length: 5\r\n`,
    `${te}: chunked\r\n${te}: identity\r\n`,
    `${te}: xchunked\r\n`,
    `${te}: identity, chunked\r\n`,
    `${te}:\tchunked\r\n`,
    `tRANSFER-eNCODING: CHUNKED\r\n`,
    `${te}: gzip, chunked\r\nTE: trailers\r\nTrailer: X\r\n`,
  ]) {
    await refused(`${kPut}${lines}\r\n0\r\n\r\n`, 411, 'length-required');
  }
  for (const lines of [
    `${te} : chunked\r\n`,
    ` ${te}: chunked\r\n`,
    `X: y\r\n ${te}: chunked\r\n`,
    `${te}\r\n: chunked\r\n`,
    `X: a\n${te}: chunked\r\n`,
    `X: a\r${te}: chunked\r\n`,
    `X: a\0b\r\n`,
    `X\0: a\r\n`,
    `: a\r\n`,
    `X a\r\n`,
    `(X): a\r\n`,
    `X: a\x7f\r\n`,
    `Host: b\r\n`,
  ]) {
    await refused(`${kPut}Content-Length: 2\r\n${lines}\r\n{}`, 400, 'bad-request');
  }
  await refused(`${kPut}Content-Length: 2\r\nContent-Encoding: gzip\r\n\r\n{}`, 415, 'media-type');
  await refused(`${kPut}Content-Length: 2\r\nContent-Encoding: identity\r\n\r\n{}`, 415, 'media-type');
});

test('lines that end in bare LF are no lines', async () => {
  for (const bytes of ['GET / HTTP/1.1\nHost: a\n\n', 'GET / HTTP/1.1\r\nHost: a\n\r\n\r\n', '\nGET / HTTP/1.1\r\nHost: a\r\n\r\n']) {
    const answer = await exchange(server.port, bytes, 8000);
    assert.match(codeOf(answer) ?? '', /^(bad-request|too-slow)$/, JSON.stringify(bytes));
  }
});

test('request lines of other forms, versions and protocols', async () => {
  const rest = '\r\nHost: a\r\n\r\n';
  for (const line of [
    'GET http://a/api/v1/info HTTP/1.1',
    'GET //a@b HTTP/1.1 HTTP/1.1',
    'CONNECT a:443 HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    'GET api/v1/info HTTP/1.1',
    'GET  /api/v1/info HTTP/1.1',
    'GET /api/v1/info  HTTP/1.1',
    'GET\t/api/v1/info HTTP/1.1',
    ' GET /api/v1/info HTTP/1.1',
    'GET /api/v1/info HTTP/1.2',
    'GET /api/v1/info HTTP/0.9',
    'GET /api/v1/info HTTP/11.1',
    'GET /api/v1/info http/1.1',
    'GET /api/v1/info',
    'G(T /api/v1/info HTTP/1.1',
    'GET /api/v1/info#x HTTP/1.1',
    'GET /api/v1/in\x00fo HTTP/1.1',
    'GET /api/v1/ïnfo HTTP/1.1',
  ]) {
    await refused(line + rest, 400, 'bad-request');
  }
  await refused(`GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n`, 501, 'not-supported');
  await refused(`GET / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue, x\r\n\r\n`, 501, 'not-supported');
  const old = await exchange(server.port, `GET /api/v1/info HTTP/1.0\r\n\r\n${kSmuggled}`);
  assert.match(old, /^HTTP\/1\.1 200 /);
  assert.equal(old.match(/HTTP\/1\.1 \d/g)?.length, 1);
});

test('paths are compared as they stand: no trick leads anywhere else', async () => {
  for (const path of [
    '/api/v1/%69nfo',
    '/api/v1/info/',
    '/api/v1//info',
    '//api/v1/info',
    '/api/v1/./info',
    '/api/v1/x/../info',
    '/api/v1/x/%2e%2e/info',
    '/api/v1/..;/v1/info',
    '/api/v1/info;x=y',
    '/api/v1/info%00',
    '/api\\v1\\info',
    '/API/V1/INFO',
    '/%2fetc/passwd',
    '/..%2f..%2f..%2fetc%2fpasswd',
    '/../../../../etc/passwd',
    '/%c0%ae%c0%ae/etc/passwd',
    '/js/../../CMakeLists.txt',
    `/${'a/'.repeat(4000)}`,
  ]) {
    const answer = await exchange(server.port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    assert.match(answer, /^HTTP\/1\.1 404 /, path.slice(0, 80));
    assert.doesNotMatch(answer, /root:|cmake_minimum/);
  }
  for (const path of ['/api/v1/drops/%41AAAAAAAAAAAAAAAAAAAAA', '/api/v1/drops/AAAAAAAAAAAAAAAAAAAAAA%2e', '/api/v1/drops/AAAAAAAAAAAAAAAAAAAAAB']) {
    assert.equal(expect(await call(server.url, 'GET', path.slice(7)), 400).body.code, 'bad-id', path);
  }
});

test('bodies where none belongs', async () => {
  await refused('GET /api/v1/info HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n', 413, 'body-too-large');
  await refused('GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n', 413, 'body-too-large');
  await refused('GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n', 411, 'length-required');
  const empty = await exchange(server.port, 'GET /api/v1/info HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  assert.match(empty, /^HTTP\/1\.1 200 /);
});

test('a client that holds a refused body back is not asked for it, and one that is served is', async () => {
  const put = (/** @type {string} */ path) =>
    `PUT ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`;
  const refusedBody = await exchange(server.port, put('/api/v1/drops/A'), 8000);
  assert.match(refusedBody, /^HTTP\/1\.1 400 /);
  const raw = await openRaw(server.port);
  raw.send(put('/api/v1/drops/AAAAAAAAAAAAAAAAAAAAAA'));
  assert.deepEqual(await raw.statuses(1), [100]);
  raw.send('{}');
  assert.deepEqual(await raw.statuses(2), [100, 400]);
  raw.destroy();
});

test('what a client accepts bends nothing: odd weights, many codings, many ranges', async () => {
  const ask = (/** @type {string} */ lines) => exchange(server.port, `GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${lines}\r\n`);
  for (const coding of ['br;q=9', 'gzip;q=', 'identity;q=0, *;q=0', `${'x,'.repeat(3000)}gzip`, 'gzip;q=0.0001', ',,,,', ';']) {
    assert.match(await ask(`Accept-Encoding: ${coding}\r\n`), /^HTTP\/1\.1 200 /, coding.slice(0, 40));
  }
  assert.match(await ask(`Range: bytes=${'0-,'.repeat(4000)}1-\r\n`), /^HTTP\/1\.1 501 /);
  assert.match(await ask(`If-None-Match: ${'"x",'.repeat(1500)}"y"\r\n`), /^HTTP\/1\.1 200 /);
});

const kJson = `${kPut}Content-Length: 2\r\n`;
const kGet = (/** @type {string} */ target, lines = '') => `GET ${target} HTTP/1.1\r\nHost: a\r\n${lines}\r\n`;
/** What comes in waves, each on a connection of its own. @type {[string, string[]][]} */
const kWaves = [
  [
    'requests with another one hidden behind them',
    [
      `${kPut}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${kSmuggled}`,
      `${kPut}Content-Length: 2\r\nContent-Length: 70\r\n\r\n{}${kSmuggled}`,
      `${kJson}Transfer-Encoding : chunked\r\n\r\n{}${kSmuggled}`,
      `${kJson}\r\n{}${kSmuggled.repeat(20)}`,
      kGet('/', `Connection: Upgrade\r\nUpgrade: h2c\r\n`) + kSmuggled,
    ],
  ],
  [
    'chunked bodies',
    ['5\r\nhello\r\n0\r\n\r\n', 'ffffffffffffffff\r\n', '0;x=y\r\n\r\n', `${'1\r\na\r\n'.repeat(10_000)}0\r\n\r\n`].map(
      (chunks) => `${kPut}Transfer-Encoding: chunked\r\n\r\n${chunks}`,
    ),
  ],
  ['lengths that lie or are none', ['-1', '50', '20000', '0x5', '1e3', '18446744073709551616', '9'.repeat(1000)].map((length) => `${kPut}Content-Length: ${length}\r\n\r\n{}`)],
  ['tricks with paths', ['/../../../../etc/passwd', '/..%2f..%2fetc%2fpasswd', '/api/v1/%69nfo', '//api/v1/info', `/${'a/'.repeat(4000)}`].map((path) => kGet(path).repeat(3))],
  ['header sections past what they may have', [kGet('/', 'A: b\r\n'.repeat(64)), kGet('/', `Cookie: ${'c'.repeat(900)}\r\n`.repeat(30)), `GET /${'a'.repeat(60_000)}`]],
];
for (const [name, shapes] of kWaves) {
  test(`waves of ${name}, and an honest client is served`, async () => {
    forgetPeak(server.pid);
    const begin = (/** @type {number} */ n) => attack(server.port, addressOf(n % 20), String(shapes[n % shapes.length]));
    const count = await flood(begin, () => serveHonestly(server, { name: `waves of ${name}`, visits: 40, p99Max: 5000, peakMax: 300 }));
    console.log(`  ${count} of them meanwhile`);
    assert.ok(isSanitized || count > 400);
  });
}
