// Three hundred clients that are slow on purpose, against a table of 256 connections and 64 MiB for bodies; no proxy in front.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { call, claim, dropBody, expect, kMiB, makeDrop, newToken, planDrop, sealedSize } from './api.mjs';
import { addressOf, attack, callOff, forgetPeak, longestWait, roundTrip, serveHonestly } from './hostile.mjs';
import { isSanitized, startServer } from './server.mjs';

const kAttackers = 300;
const kPartSize = 8 * kMiB;
// What the program and its database take without any body, and what is copied on the way.
const kPeakMax = 350;
// That a transfer is slow can be told after five seconds; until then each has its place, and a newcomer waits for one.
const kToldSlowAfter = 5500;
const kFirstWaitMax = 12_000;

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  const limits = ['--connections-max', '256', '--connections-per-client', '64', '--buffers-max', '64M', '--buffers-per-client', '24M'];
  server = await startServer({ args: [...limits, '--head-time', '5s', '--threads', '4'] });
  await roundTrip(server.url, kPartSize);
});
after(() => server.close());

/** @param {number} milliseconds */
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Honest visits until the slow can be told. @param {string} name */
async function waitThroughTheBeginning(name) {
  const longest = await longestWait(server.port, kToldSlowAfter);
  console.log(`${name}: honest visits of the first ${kToldSlowAfter / 1000} s waited ${longest.toFixed(0)} ms at most`);
  assert.ok(isSanitized || longest < kFirstWaitMax, `${longest} ms`);
}

/** Attackers that say `bytes(n)` and then `drip` each 200 ms. @param {(n: number) => string | Uint8Array} bytes @param {string | Uint8Array} drip @param {number} addresses */
function drip(bytes, drip, addresses) {
  const attackers = Array.from({ length: kAttackers }, (_, n) => attack(server.port, addressOf(n % addresses), bytes(n)));
  const timer = setInterval(() => attackers.forEach(({ socket, closed }) => void (closed || socket.write(drip))), 200);
  return { attackers, end: () => (clearInterval(timer), callOff(attackers)) };
}

for (const addresses of [5, kAttackers]) {
  test(`slow headers from ${addresses} addresses`, async () => {
    forgetPeak(server.pid);
    const slow = drip(() => 'GET / HTTP/1.1\r\nHost: a\r\n', 'A: b\r\n', addresses);
    await sleep(1200);
    await serveHonestly(server, { name: `${kAttackers} slow headers from ${addresses} addresses`, visits: 50, peakMax: kPeakMax });
    slow.end();
  });
}

/** One open drop of the attackers', and the header section of its only part. */
async function openPart() {
  const plan = planDrop({ size: kPartSize, partSize: kPartSize });
  expect(await call(server.url, 'PUT', `/drops/${plan.drop}`, { json: dropBody(plan) }), 201);
  return (
    `PUT /api/v1/drops/${plan.drop}/parts/0 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${plan.owner.token}\r\n` +
    `Content-Type: application/octet-stream\r\nContent-Length: ${sealedSize(kPartSize)}\r\n\r\n`
  );
}

test('slow bodies that hold as much as they can for what they send', async () => {
  forgetPeak(server.pid);
  const head = await openPart();
  // Past each step at which a body gets more memory: half a MiB sent holds one or two.
  const begun = Buffer.concat([Buffer.from(head), Buffer.alloc(300_000)]);
  const slow = drip(() => begun, Buffer.alloc(4000), kAttackers);
  await waitThroughTheBeginning(`${kAttackers} slow bodies`);
  await serveHonestly(server, { name: `${kAttackers} slow bodies`, visits: 50, trips: 3, size: kPartSize, peakMax: kPeakMax });
  slow.end();
});

test('stalled bodies of one client take nothing from another', async () => {
  forgetPeak(server.pid);
  const head = await openPart();
  const slow = drip(() => head, '', 5);
  await sleep(500);
  await serveHonestly(server, { name: `${kAttackers} stalled bodies from 5 addresses`, visits: 30, trips: 3, size: kPartSize, peakMax: kPeakMax });
  slow.end();
});

test('slow readers of whole parts', async () => {
  const plan = await makeDrop(server.url, { size: kPartSize, partSize: kPartSize, grant: { max_views: 0 } });
  const requests = [];
  for (let i = 0; i < kAttackers; i += 3) {
    const lease = newToken();
    const { view } = expect(await claim(server.url, plan, lease), 200).body;
    const request = `GET /api/v1/views/${view}/parts/0 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${lease.token}\r\n\r\n`;
    requests.push(request, request, request);
  }
  forgetPeak(server.pid);
  const attackers = requests.map((request, n) => attack(server.port, addressOf(n), request));
  await waitThroughTheBeginning(`${kAttackers} slow readers`);
  await serveHonestly(server, { name: `${kAttackers} slow readers`, visits: 50, trips: 3, size: kPartSize, peakMax: kPeakMax });
  callOff(attackers);
  assert.match((await call(server.url, 'GET', '/info')).body.version, /\d/);
});
