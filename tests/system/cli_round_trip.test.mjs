// mayfly send, then mayfly open: what goes in comes out.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { makeFolder, managed, mayfly, mayflyOk, pattern, send, start } from './cli.mjs';
import { startServer } from './server.mjs';

const kKiB = 1024;
const kMiB = 1024 * 1024;

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  server = await startServer();
});
after(() => server.close());

/** @param {string} link @param {string} into @param {string[]} [more] */
const open = (link, into, more = []) => mayflyOk(['open', link, '--into', into, '--yes', ...more]);

for (const size of [0, 1, 64 * kKiB - 1, 64 * kKiB, 64 * kKiB + 1, kMiB - 1, kMiB, kMiB + 1, 5 * kMiB + 7]) {
  test(`a file of ${size} bytes`, async (t) => {
    const content = pattern(size, size + 1);
    const folder = makeFolder({ 'a file.bin': content });
    t.after(folder.remove);
    const { link } = await send(server.url, [folder.in('a file.bin')]);
    const { out } = await open(link, folder.out);
    assert.equal(out.toString(), `${folder.out}/a file.bin\n`);
    assert.ok(folder.read('a file.bin').equals(content));
    assert.deepEqual(readdirSync(folder.out), ['a file.bin']);
    assert.equal(statSync(`${folder.out}/a file.bin`).mode & 0o7777, 0o600);
  });
}

test('parts of any size the protocol allows', async (t) => {
  const content = pattern(9 * kMiB + 5);
  const folder = makeFolder({ 'a.bin': content });
  t.after(folder.remove);
  for (const size of ['1M', '1088K', '8M']) {
    const { link } = await send(server.url, [folder.in('a.bin'), '--part-size', size]);
    const { out } = await open(link, folder.out);
    assert.ok(readFileSync(out.toString().trim()).equals(content), size);
  }
});

test('several files, with names of every kind, in the order given', async (t) => {
  const names = ['z.txt', 'Übung – 日本語 😀.txt', `${'long '.repeat(40)}.dat`, `${'é'.repeat(120)}.png`, 'empty', '-dash'];
  const folder = makeFolder(Object.fromEntries(names.map((name, i) => [name, pattern(i === 4 ? 0 : 1000 * i + 1, i)])));
  t.after(folder.remove);
  const { link } = await send(server.url, names.map((name) => folder.in(name)));
  const { out } = await open(link, folder.out);
  assert.deepEqual(out.toString().trimEnd().split('\n'), names.map((name) => `${folder.out}/${name}`));
  for (const name of names) assert.ok(folder.read(name).equals(readFileSync(folder.in(name))), name);
});

test('two files of one name, and a file that is there already: none is lost', async (t) => {
  const folder = makeFolder({ 'a.txt': 'first' });
  const other = makeFolder({ 'a.txt': 'second' });
  t.after(folder.remove);
  t.after(other.remove);
  writeFileSync(`${folder.out}/a.txt`, 'mine');
  const { link } = await send(server.url, [folder.in('a.txt'), other.in('a.txt')]);
  await open(link, folder.out);
  const contents = readdirSync(folder.out).map((name) => folder.read(name).toString());
  assert.deepEqual(contents.sort(), ['first', 'mine', 'second']);
  assert.equal(folder.read('a.txt').toString(), 'mine');
});

test('standard input', async (t) => {
  const folder = makeFolder({ source: pattern(3000) });
  t.after(folder.remove);
  const { link } = await send(server.url, ['-', '--name', 'piped.txt'], { input: 'through a pipe' });
  await open(link, folder.out);
  assert.equal(folder.read('piped.txt').toString(), 'through a pipe');
  const plain = await send(server.url, ['-'], { input: '' });
  await open(plain.link, folder.out);
  assert.equal(folder.read('stdin').length, 0);
});

test('a note and a name are shown, the name before any view', async (t) => {
  const folder = makeFolder({ 'a.jpg': 'x', 'b.png': 'yy' });
  t.after(folder.remove);
  const { link } = await send(server.url, [folder.in('a.jpg'), folder.in('b.png'), '--note', 'two lines\nof text', '--from', 'Änna']);
  const before = (await mayflyOk(['info', link])).out.toString();
  assert.match(before, /from Änna: 2 files, 3 bytes/);
  assert.match(before, /1 view left/);
  assert.doesNotMatch(before, /two lines|a\.jpg/);
  const { err } = await open(link, folder.out);
  assert.match(err, /the sender writes:\n {2}two lines\n {2}of text\n/);
});

test('--json, the terms, and what manage tells of them', async (t) => {
  const folder = makeFolder({ a: 'x' });
  t.after(folder.remove);
  const { out } = await mayflyOk(['send', '--server', server.url, folder.in('a'), '--json', '--views', '3', '--expires', '2h', '--track']);
  const sent = JSON.parse(out.toString());
  assert.equal(sent.views, 3);
  assert.ok(Math.abs(sent.expires_at - Date.now() / 1000 - 7200) < 60);
  await open(sent.link, folder.out);
  const state = await managed(sent.manage);
  assert.equal(state.state, 'live');
  assert.equal(state.expires_at, sent.expires_at);
  assert.equal(state.grants[0].views, 1);
  assert.equal(state.grants[0].max_views, 3);
  assert.deepEqual(state.events.map((/** @type {{kind: string}} */ event) => event.kind), ['view', 'done']);
  const shown = (await mayflyOk(['manage', sent.manage, '--links'])).out.toString();
  assert.match(shown, /1 of 3 views/);
  assert.ok(shown.includes(sent.link));
});

test('extend moves the end, burn ends it', async (t) => {
  const folder = makeFolder({ a: 'x' });
  t.after(folder.remove);
  const { link, manage } = await send(server.url, [folder.in('a'), '--views', 'none', '--expires', '1h']);
  await mayflyOk(['extend', manage, '5h']);
  assert.ok((await managed(manage)).expires_at - Date.now() / 1000 > 4 * 3600);
  await mayflyOk(['burn', '-'], { input: `${manage}\n` });
  const gone = await mayfly(['open', link, '--into', folder.out, '--yes']);
  assert.equal(gone.status, 3);
  assert.match(gone.err, /^mayfly: gone: its owner burned it$/m);
  assert.equal((await mayfly(['burn', manage])).status, 0, 'again is no fault');
});

/** The most memory that a running process ever held, in bytes. @param {number | undefined} pid */
function peakMemory(pid) {
  try {
    return 1024 * Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0; // it has ended
  }
}

/** Runs it, and watches its memory. @param {string[]} args */
async function watched(args) {
  const { child, ended } = start(args);
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, peakMemory(child.pid))), 5);
  const result = await ended;
  clearInterval(timer);
  assert.equal(result.status, 0, result.err);
  return { ...result, peak };
}

/** @param {string} path */
async function sha256(path) {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes);
  return hash.digest('hex');
}

test('200 MB go through little memory', async (t) => {
  const folder = makeFolder({ 'large.bin': pattern(200_000_000) });
  t.after(folder.remove);
  const sent = await watched(['send', '--server', server.url, folder.in('large.bin')]);
  const opened = await watched(['open', sent.out.toString().trim(), '--into', folder.out, '--yes']);
  assert.equal(await sha256(`${folder.out}/large.bin`), await sha256(folder.in('large.bin')));
  t.diagnostic(`peak memory: send ${sent.peak >> 20} MiB, open ${opened.peak >> 20} MiB`);
  for (const { peak } of [sent, opened]) {
    assert.ok(peak > 0, 'it was seen');
    assert.ok(peak < 64 * kMiB, `${peak} bytes`);
  }
});
