// Settings as an operator meets them: files, --check-config, and the two texts that list them all.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { call, expect } from './api.mjs';
import { runOnce, startServer } from './server.mjs';
import { listSettings, parseChecked, sampleFile, settingsTable } from './settings.mjs';
import { makeCertificate } from './tls.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = mkdtempSync(join(tmpdir(), 'mayfly-config-'));
after(() => rmSync(folder, { recursive: true }));

/** @param {string} content */
function settingsFile(content) {
  const path = join(folder, 'mayfly.toml');
  writeFileSync(path, content);
  return path;
}

/**
 * What a file of the tree says must be what mayflyd says; MAYFLY_WRITE_SETTINGS=1 writes it anew.
 * @param {string} name @param {(text: string) => string} expected
 */
function checkText(name, expected) {
  const path = join(root, name);
  const text = readFileSync(path, 'utf8');
  if (process.env['MAYFLY_WRITE_SETTINGS']) writeFileSync(path, expected(text));
  else assert.equal(text, expected(text), `${name} is behind; MAYFLY_WRITE_SETTINGS=1 writes it anew`);
}

test('contrib/mayfly.toml and the table in docs/operate.md list every setting as it is', async () => {
  const settings = await listSettings();
  checkText('contrib/mayfly.toml', () => sampleFile(settings));
  const table = settingsTable(settings);
  checkText('docs/operate.md', (text) => {
    assert.match(text, /<!-- settings -->/);
    return text.replace(/(<!-- settings -->\n)[^]*(<!-- end of settings -->)/, (_, begin, end) => `${begin}${table}${end}`);
  });
});

test('the sample with every line in effect is the defaults, read from a file', async () => {
  const sample = sampleFile(await listSettings()).replace(/^#([a-z-]+ = )/gm, '$1');
  const { status, out, err } = await runOnce(['--check-config', '--config', settingsFile(sample)]);
  assert.equal(status, 0, err);
  const defaults = parseChecked((await runOnce(['--check-config'])).out);
  assert.deepEqual(parseChecked(out), defaults.map((each) => ({ ...each, origin: 'file' })));
});

test('--check-config says where each value comes from, and what it prints is read back', async () => {
  const file = settingsFile('port = 1\nthreads = 2\nlease = "3m"\n');
  const env = { MAYFLY_CONFIG: file, MAYFLY_THREADS: '4', MAYFLY_LEASE: '5m' };
  const { status, out } = await runOnce(['--check-config', '--lease', '6m'], env);
  assert.equal(status, 0);
  const found = Object.fromEntries(parseChecked(out).map(({ name, value, origin }) => [name, `${value} ${origin}`]));
  assert.equal(found['port'], '1 file');
  assert.equal(found['threads'], '4 environment');
  assert.equal(found['lease'], '"6m" flag');
  assert.equal(found['host'], '"127.0.0.1" default');
  const again = await runOnce(['--check-config', '--config', settingsFile(out)]);
  assert.deepEqual(
    parseChecked(again.out).map(({ name, value }) => [name, value]),
    parseChecked(out).map(({ name, value }) => [name, value]),
  );
});

test('--check-config finds what a start would: mistakes, files that are missing, a key that is another\'s', async () => {
  const one = makeCertificate(folder, 'one');
  const two = makeCertificate(folder, 'two');
  const weak = makeCertificate(folder, 'weak', 'weak');
  const check = async (/** @type {string} */ text) => await runOnce(['--check-config', '--config', settingsFile(text)]);
  const tls = (/** @type {string} */ certificate, /** @type {string} */ key) => `tls-certificate = "${certificate}"\ntls-key = "${key}"\n`;

  assert.equal((await check(tls(one.certificate, one.key))).status, 0);
  for (const [text, mistake] of /** @type {[string, RegExp][]} */ ([
    ['port = 8080\nhsot = "::"\n', /mayfly\.toml:2: "hsot" is not a setting/],
    ['port = "8080"\n', /mayfly\.toml:1: port needs a whole number from 0 to 65535, not a text/],
    ['expires-in = "40d"\n', /--expires-in must not be longer/],
    [tls(one.certificate, two.key), /TLS: the key is not the certificate's/],
    [tls(weak.certificate, weak.key), /TLS: the certificate is too weak/],
    [tls(one.certificate, one.certificate), /TLS: the key cannot be read as PEM/],
    [tls(one.key, one.key), /TLS: the certificate cannot be read as PEM/],
    [tls(`${folder}/none`, one.key), /--tls-certificate: .*none cannot be read/],
    [`tls-key = "${one.key}"\n`, /--tls-certificate and --tls-key go together/],
    [`terms = "${folder}/none"\n`, /--terms: .*none cannot be read/],
  ])) {
    const { status, out, err } = await check(text);
    assert.deepEqual([status, out], [2, ''], text);
    assert.match(err, mistake);
  }
  const started = await runOnce(['--data', join(folder, 'data'), '--port', '0', '--tls-certificate', one.certificate, '--tls-key', two.key]);
  assert.equal(started.status, 1);
  assert.match(started.err, /cannot serve TLS: the key is not the certificate's/);
});

test('a server runs by its file, and its log can be JSON without a word about a client', async () => {
  const server = await startServer({ args: ['--config', settingsFile('drop-bytes-max = "3M"\nlog-format = "json"\n')] });
  try {
    assert.equal(expect(await call(server.url, 'GET', '/info'), 200).body.limits.drop_bytes, 3 << 20);
    assert.equal(await server.stop(), 0);
    const lines = server.logs().split('\n').filter((line) => line.startsWith('{'));
    const events = lines.map((line) => JSON.parse(line));
    assert.deepEqual(events.map(({ event }) => event), ['started', 'stopping', 'stopped']);
    assert.equal(events[0].port, server.port);
    for (const { time, event, ...rest } of events) {
      assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      assert.match(event, /^[a-z-]+$/);
      for (const value of Object.values(rest)) assert.equal(typeof value, 'number');
    }
  } finally {
    await server.close();
  }
});
