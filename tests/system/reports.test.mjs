// Abuse reports the whole way: from the command through the server to the operator's key, and out again.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { makeFolder, mayfly, mayflyOk, send } from './cli.mjs';
import { findWindows, readAllFiles, windowsIn } from './folder.mjs';
import { runOnce, startServer } from './server.mjs';

const kWords = 'I did not agree to this.\n\u001b[31mred\u001b[0m \u202egnirts';

const folder = makeFolder({ 'a.txt': 'hello', 'terms.txt': '# Terms\n\nBe kind.' });
const keyFile = folder.in('operator.key');
/** @type {import('./server.mjs').TestServer} */
let server;
/** @type {string} */
let recipient;

before(async () => {
  const made = await mayflyOk(['reports', '--new-key']);
  recipient = /public key: (age1\w+)/.exec(made.err)?.[1] ?? '';
  writeFileSync(keyFile, made.out, { mode: 0o600 });
  server = await startServer({ args: ['--report-recipient', recipient, '--terms', folder.in('terms.txt')] });
});
after(async () => {
  await server.close();
  folder.remove();
});

/** What waits, as JSON lines. */
async function waiting() {
  const { status, out, err } = await runOnce(['reports', '--data', server.dataDir]);
  assert.equal(status, 0, err);
  return out;
}
/** @param {string} lines @param {string[]} [args] */
const open = (lines, args = []) => mayfly(['reports', '--key', keyFile, '--server', server.url, ...args], { input: lines });
/** @param {string} text @param {string} name of a line of a report */
const line = (text, name) => new RegExp(`^  ${name} +(.*)$`, 'm').exec(text)?.[1];

test('a report with its link comes to the operator, and to nobody else', async (t) => {
  const { link } = await send(server.url, [folder.in('a.txt'), '--views', '3']);
  await mayflyOk(['report', link, '--reason', 'without-consent', '--words', kWords]);
  const lines = await waiting();
  const report = JSON.parse(lines);
  assert.deepEqual(Object.keys(report).sort(), ['grant', 'id', 'received', 'report', 'time']);
  assert.equal(report.time % 3600, 0);

  const opened = await open(lines);
  assert.equal(opened.status, 0, opened.err);
  const text = opened.out.toString();
  assert.equal(line(text, 'link'), link);
  assert.equal(line(text, 'reason'), 'private pictures or data, shared without consent');
  assert.equal(line(text, 'take down'), `mayflyd remove ${report.grant}`);
  assert.match(text, /I did not agree to this\.\n {12}\?\[31mred\?\[0m \?gnirts\n/);
  assert.ok(!/[\u0000-\u0009\u000b-\u001f\u202e]/.test(text), 'nothing a terminal could be tricked with');

  // age reads the same, without anything of ours.
  const sealed = folder.in('report.age');
  writeFileSync(sealed, Buffer.from(report.report, 'base64url'));
  const plain = JSON.parse(execFileSync('age', ['-d', '-i', keyFile, sealed]).toString());
  assert.deepEqual(plain, { v: 1, grant: report.grant, link: link.split('#')[1], password: null, reason: 'without-consent', words: kWords });

  // The link works for the operator as for anybody.
  await mayflyOk(['open', String(line(text, 'link')), '--into', folder.out, '--yes']);
  assert.equal(readFileSync(join(folder.out, 'a.txt'), 'utf8'), 'hello');
  assert.ok(readAllFiles(server.dataDir).every(({ bytes }) => !bytes.includes('did not agree')));
  assert.ok(!server.logs().includes(report.grant));


  // Taken down with the very words that the report names.
  const [, verb = '', grant = ''] = String(line(text, 'take down')).split(' ');
  const removed = await runOnce([verb, '--data', server.dataDir, grant]);
  assert.equal(removed.status, 0, removed.err);
  const late = await mayfly(['info', link]);
  assert.equal(late.status, 3);
  assert.match(late.err, /operator removed it/);

  const windows = windowsIn(Buffer.from(report.report, 'base64url'));
  assert.ok(findWindows(server.dataDir, windows).size > 0);
  const id = String(line(text, 'put away')).split(' ').at(-1) ?? '';
  assert.equal((await runOnce(['reports', '--data', server.dataDir, '--remove', id])).status, 0);
  assert.equal(await waiting(), '');
  assert.equal((await runOnce(['reports', '--data', server.dataDir, '--remove', id])).status, 1);
  const start = Date.now();
  while (findWindows(server.dataDir, windows).size > 0) {
    assert.ok(Date.now() - start < 10_000, 'a report that was taken out is in no file after 10 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  t.diagnostic(`erased after ${Date.now() - start} ms`);
});

test('without the link only the reason and the words arrive; also after the last view', async () => {
  const { link } = await send(server.url, [folder.in('a.txt'), '--views', '1']);
  await mayflyOk(['open', link, '--into', folder.out, '--yes']);
  await mayflyOk(['report', '-', '--reason', 'malware', '--without-link'], { input: `${link}\n` });
  const opened = await open(await waiting());
  const text = opened.out.toString();
  assert.equal(line(text, 'link'), 'not handed over');
  assert.equal(line(text, 'words'), undefined);
  assert.ok(!text.includes(link.split('#')[1] ?? 'x'));
});

test('a password goes with the link, and only with it', async () => {
  const env = { MAYFLY_PASSWORD: 'correct horse' };
  const { link } = await send(server.url, [folder.in('a.txt'), '--password'], { env });
  const before = (await waiting()).split('\n').length;
  await mayflyOk(['report', link, '--reason', 'other'], { env });
  await mayflyOk(['report', link, '--reason', 'violence', '--without-link'], { env });
  const lines = (await waiting()).trim().split('\n');
  assert.equal(lines.length, before + 1);
  const text = (await open(lines.join('\n'))).out.toString();
  assert.equal(text.match(/correct horse/g)?.length, 1);
  assert.equal(line(text, 'password'), 'correct horse');
});

test('a link to another drop is not taken for evidence against this one', async () => {
  const { link: good } = await send(server.url, [folder.in('a.txt')]);
  const { link: bad } = await send(server.url, [folder.in('a.txt')]);
  await mayflyOk(['report', good, '--reason', 'other', '--without-link', '--words', 'mark of good']);
  await mayflyOk(['report', bad, '--reason', 'other', '--words', 'mark of bad']);
  const lines = (await waiting()).trim().split('\n').map((text) => JSON.parse(text));
  const texts = await Promise.all(lines.map(async (each) => (await open(JSON.stringify(each))).out.toString()));
  const [ofGood, ofBad] = ['mark of good', 'mark of bad'].map((mark) => lines[texts.findIndex((text) => text.includes(mark))]);
  const swapped = await open(JSON.stringify({ ...ofBad, grant: ofGood.grant }));
  const text = swapped.out.toString();
  assert.match(String(line(text, 'link')), /ANOTHER drop/);
  assert.match(text, /BEWARE/);
  assert.ok(!text.includes(bad.split('#')[1] ?? 'x'));
});

test('what cannot be opened is told line by line, and the rest is opened', async () => {
  const [first = ''] = (await waiting()).split('\n');
  const report = JSON.parse(first);
  const bent = Buffer.from(report.report, 'base64url');
  bent[4000] = Number(bent[4000]) ^ 1;
  const mixed = ['rubbish', JSON.stringify({ ...report, report: bent.toString('base64url') }), 'x'.repeat(40_000), '', first].join('\n');
  const ended = await open(mixed);
  assert.equal(ended.status, 1);
  assert.match(ended.err, /line 1: not what/);
  assert.match(ended.err, /line 2: the sealed report is damaged/);
  assert.match(ended.err, /line 3: longer than any report/);
  assert.match(ended.err, /1 report opened/);
  assert.equal(ended.out.toString().match(/^report /gm)?.length, 1);

  const other = folder.in('other.key');
  writeFileSync(other, execFileSync('age-keygen', [], { stdio: ['ignore', 'pipe', 'ignore'] }));
  const wrong = await mayfly(['reports', '--key', other], { input: first });
  assert.equal(wrong.status, 4);
  assert.match(wrong.err, /line 1: sealed to another key/);
  assert.equal((await mayfly(['reports', '--key', folder.in('a.txt')], { input: first })).status, 2);
  assert.equal((await mayfly(['reports'])).status, 2);
  assert.equal((await mayfly(['reports', '--key', keyFile, '--new-key'])).status, 2);
});

test('what is not understood is refused before anything is sent', async () => {
  const { link, manage } = await send(server.url, [folder.in('a.txt')]);
  for (const args of [[link], [link, '--reason', 'boring'], [manage, '--reason', 'other'], [link, '--reason', 'other', '--words', 'w'.repeat(4100)]]) {
    assert.equal((await mayfly(['report', ...args])).status, 2);
  }
  for (const args of [['x'], ['--remove'], ['--remove', 'x']]) {
    assert.equal((await runOnce(['reports', '--data', server.dataDir, ...args])).status, 2);
  }
  const quiet = await startServer();
  try {
    const { link: other } = await send(quiet.url, [folder.in('a.txt')]);
    const ended = await mayfly(['report', other, '--reason', 'other']);
    assert.equal(ended.status, 1);
    assert.match(ended.err, /takes no reports/);
    assert.equal((await fetch(`${quiet.url}/terms`)).status, 404);
  } finally {
    await quiet.close();
  }
});

test('the terms are there as they stand; bad ones keep the server from starting', async () => {
  assert.equal(await (await fetch(`${server.url}/terms.txt`)).text(), '# Terms\n\nBe kind.');
  const bad = folder.in('bad.txt');
  writeFileSync(bad, Buffer.from([0xff, 0xfe]));
  const ended = await runOnce(['--data', join(folder.out, 'data'), '--port', '0', '--terms', bad]);
  assert.equal(ended.status, 1);
  assert.match(ended.err, /cannot use the terms: it is not plain text/);
});
