// What the command keeps secret, and what it gives away only to who has the key.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { found, foundInFolder } from '../browser/canary.mjs';
import { atTerminal, makeFolder, managed, mayfly, mayflyOk, pattern, send, start } from './cli.mjs';
import { startServer } from './server.mjs';

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  server = await startServer();
});
after(() => server.close());

const kPassword = { MAYFLY_PASSWORD: 'Ångström 1' };

test('any age opens what mayfly sent: identity, fetch --raw, age, tar', async (t) => {
  const files = { 'photo.jpg': pattern(1_500_000), 'Übung 日本語.txt': pattern(70_000, 2), empty: '', [`${'n'.repeat(180)}.bin`]: 'long' };
  const folder = makeFolder(files);
  t.after(folder.remove);
  for (const env of [{}, kPassword]) {
    const { link } = await send(server.url, [...Object.keys(files).map(folder.in), ...('MAYFLY_PASSWORD' in env ? ['--password'] : [])], { env });
    const identity = (await mayflyOk(['identity', link], { env })).out;
    assert.match(identity.toString(), /^# .+\nAGE-SECRET-KEY-1[A-Z0-9]{58}\n$/);
    const drop = (await mayflyOk(['fetch', '--raw', link], { env })).out;
    assert.match(drop.subarray(0, 22).toString(), /^age-encryption\.org\/v1\n/);
    writeFileSync(folder.in('key'), identity, { mode: 0o600 });
    writeFileSync(folder.in('drop.age'), drop);
    execFileSync('age', ['-d', '-i', folder.in('key'), '-o', folder.in('archive'), folder.in('drop.age')]);
    execFileSync('tar', ['x', '-C', folder.out, '-f', folder.in('archive')]);
    for (const [name, content] of Object.entries(files)) assert.ok(folder.read(name).equals(Buffer.from(content)), name);
    assert.deepEqual(readdirSync(folder.out).sort(), [...Object.keys(files), 'mayfly.json'].sort());
    assert.equal((await mayfly(['info', link])).status, 3, 'it was the one view');
    const later = await mayflyOk(['identity', '--offline', link], { env });
    assert.ok(later.out.equals(identity), 'the key of what was saved can still be had');
  }
});

test('a wrong password takes no view, and leaves nothing', async (t) => {
  const folder = makeFolder({ a: 'content', wrong: 'wrong\n', right: 'A\u030angstro\u0308m 1\r\nsecond line\n' });
  t.after(folder.remove);
  const { link, manage } = await send(server.url, [folder.in('a'), '--password'], { env: kPassword });
  const wrong = await mayfly(['open', link, '--into', folder.out, '--yes', '--password-file', folder.in('wrong')]);
  assert.equal(wrong.status, 4);
  assert.match(wrong.err, /^mayfly: wrong key: the password is wrong, or the link was altered$/m);
  assert.deepEqual(readdirSync(folder.out), []);
  assert.equal((await managed(manage)).grants[0].views, 0);
  // The same password, decomposed and on a line of its own: NFKC makes them equal.
  await mayflyOk(['open', link, '--into', folder.out, '--yes', '--password-file', folder.in('right')]);
  assert.equal(folder.read('a').toString(), 'content');
});

test('no password and nobody to ask: nothing is taken', async (t) => {
  const folder = makeFolder({ a: 'content' });
  t.after(folder.remove);
  const { link, manage } = await send(server.url, [folder.in('a'), '--password'], { env: kPassword });
  const ended = await mayfly(['open', link, '--into', folder.out, '--yes']);
  assert.equal(ended.status, 2);
  assert.match(ended.err, /^mayfly: a password is needed and there is no terminal/m);
  assert.equal((await managed(manage)).grants[0].views, 0);
});

test('at a terminal: a password is typed unseen, a wrong one again, and opening is asked about', async (t) => {
  const folder = makeFolder({ a: 'content' });
  t.after(folder.remove);
  const sent = await atTerminal(['send', '--server', server.url, folder.in('a'), '--password'], [
    [/Password for this drop: $/, 'unseen words\n'],
    [/The same again: $/, 'unseen words\n'],
  ]);
  assert.equal(sent.status, 0, sent.shown);
  assert.doesNotMatch(sent.shown, /unseen/);
  const link = String(/^\S+\/d#\S+/m.exec(sent.shown)?.[0]);
  const refused = await atTerminal(['open', link, '--into', folder.out], [[/\[y\/N\] $/, 'n\n']]);
  assert.equal(refused.status, 1);
  assert.match(refused.shown, /not opened; no view was taken/);
  const opened = await atTerminal(['open', link, '--into', folder.out], [
    [/\[y\/N\] $/, 'y\n'],
    [/Password: $/, 'wrong words\n'],
    [/Password: $/, 'unseen words\n'],
  ]);
  assert.equal(opened.status, 0, opened.shown);
  assert.match(opened.shown, /wrong password; no view was taken/);
  assert.doesNotMatch(opened.shown, /unseen|wrong words/);
  assert.equal(folder.read('a').toString(), 'content');
});

test('Ctrl-C at the password ends it, with the echo back', async (t) => {
  const folder = makeFolder({ a: 'content' });
  t.after(folder.remove);
  const ended = await atTerminal(['send', '--server', server.url, folder.in('a'), '--password'], [[/Password for this drop: $/, 'half\x03']]);
  assert.equal(ended.status, 130, ended.shown);
  assert.match(ended.shown, /mayfly: interrupted/);
});

test('a view limit is a limit; after it, exit code 3 and why', async (t) => {
  const folder = makeFolder({ a: 'content' });
  t.after(folder.remove);
  const { link, manage } = await send(server.url, [folder.in('a'), '--views', '2']);
  assert.match((await mayflyOk(['info', link])).out.toString(), /2 views left/);
  await mayflyOk(['open', link, '--into', folder.out, '--yes']);
  await mayflyOk(['open', '-', '--into', folder.out, '--yes'], { input: link });
  for (const args of [['open', link, '--into', folder.out, '--yes'], ['fetch', '--raw', link], ['info', link], ['identity', link]]) {
    const ended = await mayfly(args);
    assert.equal(ended.status, 3, args[0]);
    assert.equal(ended.err, 'mayfly: gone: it was opened as often as it could be, and is erased\n');
    assert.equal(ended.out.length, 0);
  }
  assert.equal((await managed(manage)).state, 'viewed');
});

test('looking takes no view: info, identity, and open without --yes', async (t) => {
  const folder = makeFolder({ a: 'content' });
  t.after(folder.remove);
  const { link, manage } = await send(server.url, [folder.in('a')]);
  await mayflyOk(['info', link]);
  await mayflyOk(['identity', link]);
  const unasked = await mayfly(['open', link, '--into', folder.out]);
  assert.equal(unasked.status, 2);
  assert.match(unasked.err, /say --yes/);
  assert.equal((await managed(manage)).grants[0].views, 0);
});

test('a link that a mail gateway bent is mended, with a warning', async (t) => {
  const folder = makeFolder({ a: 'content' });
  t.after(folder.remove);
  const { link } = await send(server.url, [folder.in('a')]);
  const { err } = await mayflyOk(['open', link.replace('#', '%23'), '--into', folder.out, '--yes']);
  assert.match(err, /warning: the link was rewritten/);
});

test('the process list does not keep the link', async (t) => {
  const folder = makeFolder({ a: 'content' });
  t.after(folder.remove);
  const { link } = await send(server.url, [folder.in('a')]);
  const secret = link.slice(link.indexOf('#') + 1);
  const { child, ended } = start(['fetch', '--raw', link]);
  /** @type {string[]} */
  const seen = [];
  const timer = setInterval(() => {
    try {
      seen.push(readFileSync(`/proc/${child.pid}/cmdline`, 'latin1'));
    } catch {
      // it has ended
    }
  }, 1);
  await ended;
  clearInterval(timer);
  assert.ok(!String(seen.filter((line) => line.includes('mayfly')).at(-1)).includes(secret));
});

test('no name, no content, no password, no link is left in the data folder or the log', async (t) => {
  const canaries = {
    name: 'canary-name-8f3a51c7.txt',
    content: 'canary-content-b92e6d04-and-more',
    note: 'canary-note-51f0ce77-of-the-sender',
    from: 'canary-from-0c6d2f19',
    password: 'canary-password-7730ab12',
    wrong: 'canary-wrong-password-19cc',
  };
  const folder = makeFolder({ [canaries.name]: `${canaries.content}\n`.repeat(5000), wrong: canaries.wrong });
  t.after(folder.remove);
  const env = { MAYFLY_PASSWORD: canaries.password };
  const { link, manage } = await send(
    server.url,
    [folder.in(canaries.name), '--password', '--note', canaries.note, '--from', canaries.from, '--views', '5', '--track'],
    { env },
  );
  await mayflyOk(['open', link, '--into', folder.out, '--yes'], { env });
  await mayfly(['open', link, '--into', folder.out, '--yes', '--password-file', folder.in('wrong')]);
  await mayflyOk(['manage', manage, '--links']);
  const secrets = { ...canaries, link: link.split('#1')[1] ?? '', manage: manage.split('#1')[1] ?? '' };
  const keys = Object.fromEntries(['link', 'manage'].map((name) => [`${name} bytes`, Buffer.from(secrets[/** @type {'link'} */ (name)], 'base64url')]));
  const all = { ...secrets, ...keys };
  assert.deepEqual(found(readFileSync(folder.in(canaries.name)), all), ['content'], 'the search itself works');
  assert.deepEqual(foundInFolder(server.dataDir, all), []);
  assert.deepEqual(found(Buffer.from(server.logs()), all), []);
});
