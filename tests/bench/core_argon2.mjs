// In a fresh measuring page: one Argon2id of 3 passes over 64 MiB, in memory that nobody has touched yet.
import { Core } from '../../web/js/core/core.js';
import { loadModule } from '../../web/js/core/pool.js';

// As in native_speed.cc.
const kPassword = 'correct horse battery staple';
const kMemoryBytes = 64 * 1024 * 1024;
const kPasses = 3;

/** @param {Uint8Array} bytes */
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** @returns {Promise<() => Uint8Array>} */
async function ours() {
  return hashing(/** @type {WebAssembly.Module} */ (await loadModule('password')));
}

/** @returns {Promise<() => Uint8Array>} */
async function script() {
  const name = '/js/core/password.wasm.js';
  const { default: made } = await import(name);
  return hashing((env) => made({ ...env, mayfly_step() {} }));
}

/** @param {ConstructorParameters<typeof Core>[0]} module */
function hashing(module) {
  const core = new Core(module);
  return () => core.hashPassword(kPassword, new Uint8Array(16), { ops: kPasses, mem: kMemoryBytes });
}

/** @returns {Promise<() => Uint8Array>} */
async function wrappers() {
  const name = 'libsodium-wrappers-sumo';
  const { default: sodium } = await import(name);
  await sodium.ready;
  return () => sodium.crypto_pwhash(32, kPassword, new Uint8Array(16), kPasses, kMemoryBytes, sodium.crypto_pwhash_ALG_ARGON2ID13);
}

const kWho = { ours, script, wrappers };

/** @param {{who: keyof typeof kWho}} options */
export async function hash({ who }) {
  const run = await kWho[who]();
  const began = performance.now();
  const result = run();
  return { ms: performance.now() - began, hex: hex(result) };
}
