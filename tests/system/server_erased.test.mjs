// Erased means erased: no byte of payload, header, note or hint is left in any file of the data folder.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { burn, call, claim, done, expect, getPart, kMiB, makeDrop, newToken } from './api.mjs';
import { findWindows, windowsOf } from './folder.mjs';
import { startServer } from './server.mjs';

const kErasedMillisecondsMax = 10_000;

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  server = await startServer();
});
after(() => server.close());

/** Waits until nothing of a drop is left; gives the milliseconds that it took. @param {import('./api.mjs').TestDrop} plan */
async function millisecondsUntilErased(plan) {
  const windows = windowsOf(plan);
  const begin = Date.now();
  for (;;) {
    const asked = Date.now() - begin;
    const found = findWindows(server.dataDir, windows);
    if (found.size === 0) return asked;
    assert.ok(asked < kErasedMillisecondsMax, `after ${asked} ms still in ${JSON.stringify([...found])}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** The drop is whole and can still be read. @param {import('./api.mjs').TestDrop} plan */
async function checkReadable(plan) {
  const lease = newToken();
  const { view } = expect(await claim(server.url, plan, lease), 200).body;
  for (const [n, bytes] of plan.parts.entries()) {
    assert.deepEqual(expect(await getPart(server.url, view, n, lease), 200).bytes, bytes);
  }
}

const kBig = { size: 5 * kMiB };
const makeNeighbour = () => makeDrop(server.url, { ...kBig, grant: { max_views: 0 } });

test('the scan finds what is there', async () => {
  const plan = await makeDrop(server.url, kBig);
  const found = findWindows(server.dataDir, windowsOf(plan));
  const total = [...found.values()].reduce((sum, count) => sum + count, 0);
  const wanted = new Set(windowsOf(plan).map((window) => window.toString('latin1'))).size;
  assert.ok(total >= wanted, `found ${total} of ${wanted}`);
  await burn(server.url, plan);
});

test('burned right after the upload', async () => {
  const neighbour = await makeNeighbour();
  const plan = await makeDrop(server.url, kBig);
  expect(await burn(server.url, plan), 204);
  console.log(`erased ${await millisecondsUntilErased(plan)} ms after the burn`);
  await checkReadable(neighbour);
  assert.deepEqual((await call(server.url, 'GET', `/grants/${plan.grant}`)).body, { state: 'burned' });
});

test('burned before it was sealed', async () => {
  const plan = await makeDrop(server.url, { ...kBig, seal: false });
  expect(await burn(server.url, plan), 204);
  console.log(`erased ${await millisecondsUntilErased(plan)} ms after the burn of an open drop`);
});

test('small drops, burned right after the upload', async () => {
  const neighbour = await makeDrop(server.url, { size: 500, grant: { max_views: 0 } });
  const plan = await makeDrop(server.url, { size: 500 });
  expect(await burn(server.url, plan), 204);
  console.log(`erased ${await millisecondsUntilErased(plan)} ms after the burn of a small drop`);
  await checkReadable(neighbour);
});

test('after the last done', async () => {
  const neighbour = await makeNeighbour();
  const plan = await makeDrop(server.url, { ...kBig, grant: { max_views: 2 } });
  for (const views of [1, 2]) {
    const lease = newToken();
    const { view } = expect(await claim(server.url, plan, lease), 200).body;
    for (const n of plan.parts.keys()) expect(await getPart(server.url, view, n, lease), 200);
    expect(await done(server.url, view, lease), 204);
    if (views === 1) assert.ok(findWindows(server.dataDir, windowsOf(plan)).size > 0);
  }
  console.log(`erased ${await millisecondsUntilErased(plan)} ms after the last done`);
  await checkReadable(neighbour);
  assert.deepEqual((await call(server.url, 'GET', `/grants/${plan.grant}`)).body, { state: 'viewed' });
});

test('after the expiry', async () => {
  const neighbour = await makeNeighbour();
  const plan = await makeDrop(server.url, { ...kBig, drop: { expires_in: 3 } });
  const { expires_at } = (await call(server.url, 'GET', `/grants/${plan.grant}`)).body;
  await new Promise((resolve) => setTimeout(resolve, Math.max(0, expires_at * 1000 - Date.now())));
  console.log(`erased ${await millisecondsUntilErased(plan)} ms after the expiry`);
  await checkReadable(neighbour);
  assert.deepEqual((await call(server.url, 'GET', `/grants/${plan.grant}`)).body, { state: 'expired' });
});

test('a revoked grant takes its header, note and hint along; the drop stays', async () => {
  const plan = await makeDrop(server.url, kBig);
  const second = { ...plan, parts: [], grant: newToken().token.slice(0, 21) + 'A', header: Buffer.alloc(300, 0x5a), note: Buffer.alloc(200, 0x5b), hint: Buffer.alloc(150, 0x5c) };
  const json = { access_verifier: newToken().verifier, header: second.header.toString('base64url'), max_views: 1, password: null, note: second.note.toString('base64url'), hint: second.hint.toString('base64url') };
  const path = `/drops/${plan.drop}/grants/${second.grant}`;
  expect(await call(server.url, 'PUT', path, { token: plan.owner.token, json }), 201);
  assert.ok(findWindows(server.dataDir, windowsOf(second)).size > 0);
  expect(await call(server.url, 'DELETE', path, { token: plan.owner.token }), 204);
  console.log(`erased ${await millisecondsUntilErased(second)} ms after the grant was revoked`);
  await checkReadable(plan);
});

test('burned, then killed at once: the next start erases', async () => {
  const neighbour = await makeNeighbour();
  const plan = await makeDrop(server.url, kBig);
  expect(await burn(server.url, plan), 204);
  await server.kill9();
  await server.restart();
  console.log(`erased ${await millisecondsUntilErased(plan)} ms after the restart`);
  await checkReadable(neighbour);
});
