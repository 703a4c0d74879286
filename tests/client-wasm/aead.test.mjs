// The builds of the core against Node's own ChaCha20-Poly1305, ciphertext for ciphertext: a cipher that is wrong both ways passes
// every round trip.
import assert from 'node:assert/strict';
import { createCipheriv, randomBytes, randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Core } from '../../web/js/core/core.js';
import { instantiate, load } from '../../web/js/core/loader.js';
import { arrayBuffer, builds, patterned, wasmBuilds } from './support.mjs';
import { nodeSealed } from './node_cipher.mjs';

const KIB = 1024;
const MIB = 1024 * KIB;
const ROUNDS = Number(process.env.MAYFLY_ROUNDS ?? 60);

/** Around the borders of blocks, of the groups that SIMD takes, of chunks, and anything up to a part. */
function randomSize() {
  const border = [0, 16, 64, 256, 512, 64 * KIB, 128 * KIB, MIB][randomInt(8)];
  const near = Math.min(MIB, Math.max(0, border + randomInt(-3, 4)));
  return [near, randomInt(2048), randomInt(MIB)][randomInt(3)];
}

/** Of the module that seals. */
const sealing = builds.filter(({ of }) => of === 'seal');
/** With an AEAD to test. */
const tested = builds.filter(({ of }) => of === 'seal' || of === 'open');

for (const { name, module } of sealing) {
  test(`${name} seals what Node's cipher seals`, (t) => {
    let bytes = 0;
    for (let i = 0; i < ROUNDS; i++) {
      const key = randomBytes(32);
      const plain = randomBytes(randomSize());
      const core = new Core(module);
      core.joinSender(key, plain.length, MIB);
      const sealed = Buffer.from(core.sealPart(0, arrayBuffer(plain)));
      assert.ok(sealed.equals(nodeSealed(key, plain)), `${plain.length} bytes`);
      bytes += plain.length;
    }
    t.diagnostic(`${ROUNDS} payloads, ${bytes} bytes`);
  });

  test(`${name} seals the later parts of a payload as Node's cipher does`, () => {
    const key = randomBytes(32);
    const plain = randomBytes(2 * MIB + 70_001);
    const core = new Core(module);
    core.joinSender(key, plain.length, MIB);
    const parts = [0, 1, 2].map((n) => Buffer.from(core.sealPart(n, arrayBuffer(plain.subarray(n * MIB, (n + 1) * MIB)))));
    assert.ok(Buffer.concat(parts).equals(nodeSealed(key, plain)));
  });
}

for (const { name, module } of tested) {
  test(`${name} passes its self-test`, (t) => {
    const exports = instantiate(module);
    const started = performance.now();
    assert.equal(exports.self_test(), 1);
    t.diagnostic(`${(performance.now() - started).toFixed(1)} ms`);
  });
}

/** The constant of self_test.cc, from its own words. */
function knownAnswer() {
  const source = readFileSync(new URL('../../client-wasm/aead/self_test.cc', import.meta.url), 'utf8');
  const numbers = (/** @type {RegExp} */ list) => (list.exec(source)?.[1] ?? assert.fail(`${list}`)).split(',').map(Number);
  return { sizes: numbers(/kSizes\[\] = \{([^}]*)\}/), lastTag: Buffer.from(numbers(/kLastTag = \{([^}]*)\}/)) };
}

test('the known answer of the self-test is that of Node\'s cipher', () => {
  const { sizes, lastTag } = knownAnswer();
  const key = patterned(32);
  let tag = Buffer.alloc(16);
  for (const size of sizes) {
    const cipher = createCipheriv('chacha20-poly1305', key, tag.subarray(0, 12), { authTagLength: 16 });
    cipher.setAAD(tag, { plaintextLength: size });
    cipher.update(patterned(size));
    cipher.final();
    tag = cipher.getAuthTag();
  }
  assert.deepEqual(lastTag, tag);
  for (const border of [0, 1, 15, 16, 63, 64, 65, 255, 256, 257, 511, 512, 513, 1025, 65536]) assert.ok(sizes.includes(border));
});

/** The build as it is fetched, but with another known answer inside: it then finds itself wrong. @param {Uint8Array} bytes */
function doubting(bytes) {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(knownAnswer().lastTag);
  assert.ok(at > 0 && copy.indexOf(knownAnswer().lastTag, at + 1) < 0);
  copy[at] ^= 1;
  return copy;
}

/** What load() asks for, and what it makes of it. @param {(name: string, bytes: Buffer) => Buffer} change */
async function loading(change) {
  /** @type {string[]} */
  const asked = [];
  const module = await load('seal', async (name) => {
    asked.push(name);
    return arrayBuffer(change(name, wasmBuilds.find((build) => build.name === name)?.bytes ?? assert.fail(name)));
  });
  return { asked, module };
}

test('the loader takes the SIMD build where there is SIMD, the scalar one elsewhere', async () => {
  assert.deepEqual((await loading((_, bytes) => bytes)).asked, ['seal-simd.wasm']);
  const { validate } = WebAssembly;
  WebAssembly.validate = () => false;
  try {
    assert.deepEqual((await loading((_, bytes) => bytes)).asked, ['seal.wasm']);
  } finally {
    WebAssembly.validate = validate;
  }
});

test('a SIMD build that answers wrongly, traps or does not compile gives way to the scalar one', async () => {
  const spoilt = [doubting, () => Buffer.from('not wasm'), () => assert.fail('not there')];
  for (const spoil of spoilt) {
    const { asked, module } = await loading((name, bytes) => (name === 'seal.wasm' ? bytes : spoil(bytes)));
    assert.deepEqual(asked, ['seal-simd.wasm', 'seal.wasm']);
    assert.equal(instantiate(module).self_test(), 1);
  }
});

test('where no build answers rightly, there is no core', async () => {
  await assert.rejects(loading((_, bytes) => doubting(bytes)), /computes wrongly/);
});
