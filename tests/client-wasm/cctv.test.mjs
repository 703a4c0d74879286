// The age vectors of C2SP CCTV, through the real wasm and through the native library. Each file is one case.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { inflateSync } from 'node:zlib';
import * as cctv from 'cctv-age';
import { ageTool, identityBytes, openWithCore } from './support.mjs';

/** What the core does not do, by the vectors' own words: name or header keys. */
const SKIPPED = [
  { reason: 'ASCII armor', matches: (/** @type {Vector} */ v) => v.keys.has('armored') },
  { reason: 'passphrases (scrypt)', matches: (/** @type {Vector} */ v) => v.keys.has('passphrase') || v.name.startsWith('scrypt') },
  { reason: 'hybrid recipients', matches: (/** @type {Vector} */ v) => v.name.includes('hybrid') || (v.keys.get('identity') ?? []).some((id) => id.startsWith('AGE-SECRET-KEY-PQ-')) },
  { reason: 'SSH recipients', matches: (/** @type {Vector} */ v) => v.name.startsWith('ssh') },
];

/** @typedef {{name: string, keys: Map<string, string[]>, file: Buffer}} Vector */

/** @param {string} name @param {Uint8Array} bytes @returns {Vector} */
function parseVector(name, bytes) {
  const raw = Buffer.from(bytes);
  const end = raw.indexOf('\n\n');
  /** @type {Map<string, string[]>} */
  const keys = new Map();
  for (const line of raw.subarray(0, end).toString().split('\n')) {
    const [, key, value] = /^([^:]+): (.*)$/.exec(line) ?? assert.fail(line);
    keys.set(key, [...(keys.get(key) ?? []), value]);
  }
  const body = raw.subarray(end + 2);
  return { name, keys, file: keys.get('compressed')?.[0] === 'zlib' ? inflateSync(body) : body };
}

const STAGES = new Map([['success', 0], ['header failure', 3], ['no match', 4], ['HMAC failure', 5], ['payload failure', 6]]);
const CODES = new Map([
  ['header failure', ['bad-header', 'truncated']],
  ['no match', ['wrong-key']],
  ['HMAC failure', ['bad-header']],
  ['payload failure', ['bad-payload', 'truncated', 'bad-header']],
]);
const sha256 = (/** @type {Uint8Array} */ bytes) => createHash('sha256').update(bytes).digest('hex');

/** @param {Vector} vector */
function checkNative({ keys, file }) {
  const expected = keys.get('expect')?.[0] ?? '';
  const { status, stdout } = ageTool(['open', ...(keys.get('identity') ?? [])], file);
  assert.equal(status, STAGES.get(expected));
  const hash = keys.get('payload')?.[0];
  // What opened before an error is part of the vector too.
  if (hash !== undefined) assert.equal(sha256(stdout), hash);
}

/** @param {Vector} vector */
function checkWasm({ keys, file }) {
  const expected = keys.get('expect')?.[0] ?? '';
  const codes = (keys.get('identity') ?? []).map((identity) => {
    try {
      const plain = openWithCore(identityBytes(identity), file);
      assert.equal(sha256(plain), keys.get('payload')?.[0]);
      return 'success';
    } catch (error) {
      if (/** @type {any} */ (error).name !== 'CoreError') throw error;
      return /** @type {any} */ (error).code;
    }
  });
  if (expected === 'success') assert.ok(codes.includes('success'), codes.join());
  else assert.ok(codes.every((code) => CODES.get(expected)?.includes(code)), codes.join());
}

/** @type {Record<string, Uint8Array>} */
const files = /** @type {any} */ (cctv).default ?? cctv;
const vectors = Object.entries(files).map(([name, bytes]) => parseVector(name, bytes));
/** @type {Map<string, number>} */
const skipped = new Map();
let checked = 0;

for (const vector of vectors) {
  const skip = SKIPPED.find(({ matches }) => matches(vector));
  if (skip !== undefined) {
    skipped.set(skip.reason, (skipped.get(skip.reason) ?? 0) + 1);
    continue;
  }
  checked += 1;
  test(`${vector.name}: native`, () => checkNative(vector));
  test(`${vector.name}: wasm`, () => checkWasm(vector));
}

test('most of the vectors were checked', (t) => {
  t.diagnostic(`${checked} of ${vectors.length} vectors, native and wasm; skipped: ${[...skipped].map(([reason, count]) => `${count} ${reason}`).join(', ')}`);
  assert.ok(checked >= 50, `${checked}`);
});
