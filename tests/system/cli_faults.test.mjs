// Bad networks, killed servers, full disks, impatient people.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { appendFileSync, openSync, readdirSync, closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { after, before, test } from 'node:test';
import { makeFolder, managed, mayfly, mayflyOk, pattern, send, start, startWire, through } from './cli.mjs';
import { startServer } from './server.mjs';

const kMiB = 1024 * 1024;

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  server = await startServer();
});
after(() => server.close());

test('a download that breaks again and again goes on, and costs one view', async (t) => {
  const content = pattern(5 * kMiB + 7);
  const folder = makeFolder({ a: content });
  t.after(folder.remove);
  const { link, manage } = await send(server.url, [folder.in('a'), '--views', '1', '--part-size', '1M']);
  const limits = Array.from({ length: 4 }, () => randomInt(1, 1_500_000));
  const wire = await startWire(server.port, { direction: 'down', limits });
  t.after(wire.close);
  const { err } = await mayflyOk(['open', through(link, wire.url), '--into', folder.out, '--yes']).catch((fault) => {
    throw new Error(`cut at ${limits}: ${fault.message}`);
  });
  assert.ok(folder.read('a').equals(content), `cut at ${limits}`);
  assert.ok(wire.cuts() >= 1, `cut at ${limits}`);
  assert.match(err, /; trying again/);
  const { state, grants } = await managed(manage);
  assert.equal(grants[0].views, 1);
  assert.equal(state, 'viewed');
});

test('a lost answer to the claim costs no view either', async (t) => {
  const folder = makeFolder({ a: 'content' });
  t.after(folder.remove);
  const { link, manage } = await send(server.url, [folder.in('a'), '--views', '1']);
  // The first connection lets the peek through and breaks in the answer to the claim.
  const wire = await startWire(server.port, { direction: 'down', limits: [700] });
  t.after(wire.close);
  await mayflyOk(['open', through(link, wire.url), '--into', folder.out, '--yes']);
  assert.equal(wire.cuts(), 1);
  assert.equal((await managed(manage)).grants[0].views, 1);
});

test('an upload that breaks again and again goes on', async (t) => {
  const content = pattern(5 * kMiB + 7);
  const folder = makeFolder({ a: content });
  t.after(folder.remove);
  const limits = Array.from({ length: 4 }, () => randomInt(1000, 1_500_000));
  const wire = await startWire(server.port, { direction: 'up', limits });
  t.after(wire.close);
  const { link } = await send(wire.url, [folder.in('a'), '--part-size', '1M']).catch((fault) => {
    throw new Error(`cut at ${limits}: ${fault.message}`);
  });
  assert.ok(wire.cuts() >= 1);
  await mayflyOk(['open', through(link, server.url), '--into', folder.out, '--yes']);
  assert.ok(folder.read('a').equals(content), `cut at ${limits}`);
});

/** Waits for something to have happened. @param {() => boolean} done */
async function until(done) {
  for (let i = 0; i < 600 && !done(); i += 1) await sleep(50);
  assert.ok(done(), 'in time');
}

test('a server that is killed in the middle of an upload and comes back: the upload goes on', async (t) => {
  const own = await startServer();
  t.after(own.close);
  const content = pattern(12 * kMiB);
  const folder = makeFolder({ a: content });
  t.after(folder.remove);
  const wire = await startWire(own.port, { direction: 'up', slow: 4 * kMiB });
  t.after(wire.close);
  const { ended, heard } = start(['send', '--server', wire.url, folder.in('a'), '--part-size', '1M', '--patience', '60']);
  await until(() => wire.carried() > 2 * kMiB);
  await own.kill9();
  await until(() => /trying again/.test(heard.err));
  await own.restart();
  const { status, out, err } = await ended;
  assert.equal(status, 0, err);
  await mayflyOk(['open', through(out.toString().trim(), own.url), '--into', folder.out, '--yes']);
  assert.ok(folder.read('a').equals(content));
});

test('a server that does not come back: a clear end, within patience', async (t) => {
  const own = await startServer();
  t.after(own.close);
  const folder = makeFolder({ a: pattern(8 * kMiB) });
  t.after(folder.remove);
  const wire = await startWire(own.port, { direction: 'up', slow: 4 * kMiB });
  const { ended } = start(['send', '--server', wire.url, folder.in('a'), '--part-size', '1M', '--patience', '2']);
  await until(() => wire.carried() > 2 * kMiB);
  await own.kill9();
  wire.close();
  const { status, out, err } = await ended;
  assert.equal(status, 5);
  assert.equal(out.length, 0);
  assert.match(err, /^mayfly: (the connection to \S+ broke|\S+ cannot be reached)$/m);
  assert.match(err, /could not be burned/);
});

test('Ctrl-C in the middle of an upload burns it', async (t) => {
  const folder = makeFolder({ a: pattern(12 * kMiB) });
  t.after(folder.remove);
  const wire = await startWire(server.port, { direction: 'up', slow: 2 * kMiB });
  t.after(wire.close);
  const { child, ended } = start(['send', '--server', wire.url, folder.in('a'), '--part-size', '1M']);
  await until(() => wire.carried() > 2 * kMiB);
  child.kill('SIGINT');
  const { status, out, err } = await ended;
  assert.equal(status, 130);
  assert.equal(out.length, 0);
  assert.match(err, /what was uploaded so far is burned\nmayfly: interrupted\n$/);
});

test('Ctrl-C in the middle of a download leaves no half file', async (t) => {
  const folder = makeFolder({ a: pattern(12 * kMiB) });
  t.after(folder.remove);
  const { link } = await send(server.url, [folder.in('a'), '--part-size', '1M']);
  const wire = await startWire(server.port, { direction: 'down', slow: 2 * kMiB });
  t.after(wire.close);
  const { child, ended } = start(['open', through(link, wire.url), '--into', folder.out, '--yes']);
  await until(() => readdirSync(folder.out).length === 1);
  assert.match(String(readdirSync(folder.out)[0]), /^\.mayfly-.*\.part$/);
  child.kill('SIGINT');
  const { status, err } = await ended;
  assert.equal(status, 130);
  assert.match(err, /mayfly: interrupted\n$/);
  assert.deepEqual(readdirSync(folder.out), []);
});

test('a file that grows while it is sent is refused, and the drop burned', async (t) => {
  const folder = makeFolder({ a: pattern(6 * kMiB) });
  t.after(folder.remove);
  const wire = await startWire(server.port, { direction: 'up', slow: 4 * kMiB });
  t.after(wire.close);
  const { ended } = start(['send', '--server', wire.url, folder.in('a'), '--part-size', '1M']);
  await until(() => wire.carried() > 2 * kMiB);
  appendFileSync(folder.in('a'), 'more');
  const { status, out, err } = await ended;
  assert.equal(status, 1);
  assert.equal(out.length, 0);
  assert.match(err, /is burned\nmayfly: a: changed while it was being sent\n$/);
});

test('a full disk: fetch --raw says so, and takes no view', async (t) => {
  const folder = makeFolder({ a: 'content' });
  t.after(folder.remove);
  const { link } = await send(server.url, [folder.in('a')]);
  const full = openSync('/dev/full', 'w');
  const ended = await mayfly(['fetch', '--raw', link], { stdout: full });
  closeSync(full);
  assert.equal(ended.status, 1);
  assert.equal(ended.err, 'mayfly: standard output: No space left on device\n');
});
