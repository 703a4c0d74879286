// The builds in JavaScript: what wasm2js's own helpers do not do, and what only these builds have.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Core } from '../../web/js/core/core.js';
import { instantiate } from '../../web/js/core/loader.js';
import { patterned, scriptBuilds, vectors } from './support.mjs';

const MIB = 1024 * 1024;
const MEMORY_MAX = 1152 * MIB;

/** @param {string} of */
const build = (of) => scriptBuilds.find((one) => one.of === of)?.module ?? assert.fail(of);

test('memory that grows keeps what is in it, and leaves nothing in the old one', () => {
  const { memory, mayfly_alloc: alloc } = instantiate(build('seal'));
  const old = memory.buffer;
  const pointer = alloc(1000);
  new Uint8Array(old, pointer, 1000).set(patterned(1000));
  assert.ok(alloc(3 * MIB) > 0);
  assert.ok(memory.buffer.byteLength > old.byteLength);
  assert.deepEqual(Buffer.from(memory.buffer, pointer, 1000), patterned(1000));
  assert.ok(new Uint8Array(old).every((byte) => byte === 0));
});

test('memory grows to its limit and not past it', () => {
  const { memory, mayfly_alloc: alloc } = instantiate(build('password'));
  assert.equal(alloc(MEMORY_MAX), 0);
  assert.ok(alloc(MEMORY_MAX - 2 * MIB) > 0);
  assert.ok(memory.buffer.byteLength <= MEMORY_MAX);
  assert.equal(alloc(2 * MIB), 0);
});

test('instances share nothing', () => {
  const [one, other] = [instantiate(build('seal')), instantiate(build('seal'))];
  new Uint8Array(one.memory.buffer).fill(1, one.mayfly_alloc(100));
  assert.ok(new Uint8Array(other.memory.buffer, other.mayfly_alloc(100), 100).every((byte) => byte === 0));
});

test('Argon2id in halves of words comes to the known answer, and tells how far it is', () => {
  const { password, link } = vectors;
  /** @type {number[]} */
  const told = [];
  const core = new Core((env) => build('password')({ ...env, mayfly_step: (/** @type {number} */ done) => told.push(done) }));
  const hash = core.hashPassword(password.password, Buffer.from(link.password_salt, 'hex'), password);
  assert.equal(Buffer.from(hash).toString('hex'), password.argon2id);
  assert.deepEqual(told, Array.from({ length: password.ops * 4 }, (_, step) => step / (password.ops * 4)));
});
