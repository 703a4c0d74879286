// Wrong words, wrong files, wrong servers: the right sentence, the right exit code, and never the secret.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { after, before, test } from 'node:test';
import { makeFolder, mayfly, mayflyOk, pattern, send } from './cli.mjs';
import { startServer } from './server.mjs';

const kSecret = `1${'A'.repeat(43)}`;
const kNowhere = 'http://127.0.0.1:9';

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  server = await startServer({ args: ['--drop-bytes-max', '4M'] });
});
after(() => server.close());

/** One line that begins as errors do, and nothing of the secret. @param {string} err @param {RegExp} sentence */
function assertSentence(err, sentence) {
  const lines = err.split('\n').filter((line) => line && !line.startsWith('mayfly: warning: '));
  assert.equal(lines.length, 1, err);
  assert.match(String(lines[0]), /^mayfly: [^{}]+[^.]$/);
  assert.match(String(lines[0]), sentence);
  assert.ok(!err.includes(kSecret.slice(1, 20)), err);
}

for (const [name, args, status, sentence] of /** @type {[string, string[], number, RegExp][]} */ ([
  ['no verb', [], 2, /no verb given/],
  ['an unknown verb', ['sned', 'x'], 2, /no verb `sned`/],
  ['no file', ['send'], 2, /send needs more/],
  ['no link', ['open'], 2, /open needs more/],
  ['an unknown option', ['open', `--lnik=${kSecret}`, 'x'], 2, /no such option: --lnik;/],
  ['two links', ['info', `${kNowhere}/d#${kSecret}`, `${kNowhere}/d#${kSecret}`], 2, /too many words/],
  ['views of none', ['send', '/etc/hostname', '--views', '0'], 2, /--views takes/],
  ['a time in no form', ['send', '/etc/hostname', '--expires', 'soon'], 2, /a time is given as/],
  ['a time in the past', ['send', '/etc/hostname', '--expires', '2020-01-01'], 2, /already passed/],
  ['a part of no size', ['send', '/etc/hostname', '--part-size', '9M'], 2, /--part-size takes/],
  ['a server without a scheme', ['send', '/etc/hostname', '--server', 'drop.example.org'], 2, /https:\/\//],
  ['a server with a path', ['send', '/etc/hostname', '--server', 'https://example.org/drop'], 2, /https:\/\//],
  ['a link that is none', ['open', 'hello'], 2, /begins with https/],
  ['a link cut short', ['open', `${kNowhere}/d#${kSecret.slice(0, 30)}`], 2, /cut short or altered/],
  ['a link without its secret', ['open', `${kNowhere}/d`], 2, /lost the part behind #/],
  ['a link altered', ['open', `${kNowhere}/d#${kSecret.slice(0, 43)}B`], 2, /cut short or altered/],
  ['a link of a later version', ['open', `${kNowhere}/d#2${kSecret.slice(1)}`], 1, /later version/],
  ['a manage link to open', ['open', `${kNowhere}/m#${kSecret}`], 2, /this is a manage link/],
  ['a share link to burn', ['burn', `${kNowhere}/d#${kSecret}`], 2, /this is a share link/],
  ['fetch without --raw', ['fetch', `${kNowhere}/d#${kSecret}`], 2, /needs --raw/],
  ['a server that is not there', ['info', `${kNowhere}/d#${kSecret}`], 5, /http:\/\/127\.0\.0\.1:9 cannot be reached/],
  ['a host that is none', ['info', `https://nowhere.invalid/d#${kSecret}`], 5, /https:\/\/nowhere\.invalid cannot be reached/],
  ['a missing file', ['send', '/nowhere/a.txt'], 1, /\/nowhere\/a\.txt: No such file or directory/],
  ['a folder', ['send', '/etc'], 1, /\/etc: is a directory; pack it first/],
  ['a device', ['send', '/dev/zero'], 1, /\/dev\/zero: is not a regular file/],
  ['standard input twice', ['send', '-', '-'], 2, /once only/],
])) {
  test(name, async () => {
    const ended = await mayfly(args);
    assert.equal(ended.status, status, ended.err);
    assert.equal(ended.out.length, 0);
    assertSentence(ended.err, sentence);
  });
}

test('a file without the right to read it', { skip: process.getuid?.() === 0 && !existsSync('/usr/bin/setpriv') }, async (t) => {
  const folder = makeFolder({ a: 'content' });
  t.after(folder.remove);
  chmodSync(folder.in('a'), 0);
  if (process.getuid?.() !== 0) {
    const ended = await mayfly(['send', folder.in('a')]);
    assertSentence(ended.err, /Permission denied/);
    return;
  }
  // Root reads everything; somebody else does not even get into the folder.
  const { program } = await import('./cli.mjs');
  const refused = () => execFileSync('setpriv', ['--reuid=65534', '--clear-groups', '--', program, 'send', folder.in('a')], { encoding: 'utf8', stdio: 'pipe' });
  assert.throws(refused, /Permission denied/);
});

test('a drop that the server does not know, and one that it does not take', async (t) => {
  const unknown = await mayfly(['info', `${server.url}/d#${kSecret}`]);
  assert.equal(unknown.status, 3);
  assertSentence(unknown.err, /knows no such drop/);
  const folder = makeFolder({ large: pattern(5_000_000) });
  t.after(folder.remove);
  for (const [args, input] of /** @type {[string[], Buffer | string][]} */ ([[[folder.in('large')], ''], [['-'], pattern(5_000_000)]])) {
    const ended = await mayfly(['send', '--server', server.url, ...args], { input });
    assert.equal(ended.status, 1);
    assertSentence(ended.err, /4\.2 MB/);
  }
  const long = await mayfly(['send', '--server', server.url, folder.in('large'), '--expires', '5000d']);
  assert.equal(long.status, 1);
  assertSentence(long.err, /keeps drops for/);
});

test('a target that cannot be written to is found before a view is taken', async (t) => {
  const folder = makeFolder({ a: 'content' });
  t.after(folder.remove);
  const { link } = await send(server.url, [folder.in('a')]);
  for (const [into, sentence] of /** @type {[string, RegExp][]} */ ([
    [`${folder.out}/missing`, /No such file or directory/],
    [folder.in('a'), /Not a directory/],
    ['/proc', /: /],
  ])) {
    const ended = await mayfly(['open', link, '--into', into, '--yes']);
    assert.equal(ended.status, 1, into);
    assert.match(ended.err, sentence);
  }
  assert.match((await mayflyOk(['info', link])).out.toString(), /1 view left/);
});

test('a link in the way of a file is not followed', async (t) => {
  const folder = makeFolder({ 'a.txt': 'content' });
  t.after(folder.remove);
  mkdirSync(folder.in('elsewhere'));
  symlinkSync(folder.in('elsewhere/victim'), `${folder.out}/a.txt`);
  const { link } = await send(server.url, [folder.in('a.txt')]);
  const { out } = await mayflyOk(['open', link, '--into', folder.out, '--yes']);
  assert.equal(out.toString(), `${folder.out}/a (2).txt\n`);
  assert.ok(!existsSync(folder.in('elsewhere/victim')));
});

test('another kind of server, and one that redirects', async (t) => {
  const other = createHttp((request, response) => {
    if (request.url?.includes('info')) response.writeHead(200, { 'Content-Type': 'text/html' }).end('<html>{"secret"}');
    else response.writeHead(302, { Location: 'http://example.org/' }).end();
  });
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.after(() => other.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (other.address());
  const sent = await mayfly(['send', '/etc/hostname', '--server', `http://127.0.0.1:${port}`]);
  assert.equal(sent.status, 1);
  assertSentence(sent.err, /not a Mayfly server/);
  const opened = await mayfly(['info', `http://127.0.0.1:${port}/d#${kSecret}`]);
  assert.equal(opened.status, 1);
  assertSentence(opened.err, /redirects/);
});

test('https: a certificate that nobody vouches for is refused, a trusted one is not', async (t) => {
  const folder = makeFolder();
  t.after(folder.remove);
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1',
    '-keyout', folder.in('key'), '-out', folder.in('cert'), ...subject], { stdio: 'ignore' });
  const tls = createHttps({ key: readFileSync(folder.in('key')), cert: readFileSync(folder.in('cert')) }, (_, response) => {
    response.writeHead(404, { 'Content-Type': 'application/problem+json' }).end('{"code":"grant-not-found"}');
  });
  tls.listen(0, 'localhost');
  await once(tls, 'listening');
  t.after(() => tls.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (tls.address());
  const args = ['info', `https://localhost:${port}/d#${kSecret}`];
  const stranger = await mayfly(args);
  assert.equal(stranger.status, 5);
  assertSentence(stranger.err, /certificate of https:\/\/localhost:\d+ is not to be trusted/);
  const friend = await mayfly(args, { env: { SSL_CERT_FILE: folder.in('cert') } });
  assert.equal(friend.status, 3, friend.err);
  const misnamed = await mayfly(['info', `https://127.0.0.1:${port}/d#${kSecret}`], { env: { SSL_CERT_FILE: folder.in('cert') } });
  assert.equal(misnamed.status, 5, misnamed.err);
});

test('help names every verb, and every option that it names is one', async () => {
  const front = (await mayflyOk(['help'])).out.toString();
  const verbs = [...front.matchAll(/^ {2}([a-z]+) {2,}/gm)].map((match) => String(match[1]));
  assert.deepEqual(verbs, ['send', 'open', 'info', 'fetch', 'identity', 'manage', 'extend', 'burn', 'report', 'reports']);
  for (const verb of verbs) {
    const page = (await mayflyOk(['help', verb])).out.toString();
    assert.equal((await mayflyOk([verb, '--help'])).out.toString(), page);
    assert.ok(page.split('\n').every((line) => line.length <= 120), verb);
    for (const option of new Set([...page.matchAll(/^ {2}(--[a-z-]+)/gm)].map((match) => String(match[1])))) {
      assert.doesNotMatch((await mayfly([verb, option])).err, /no such option/, `${verb} ${option}`);
    }
  }
});
