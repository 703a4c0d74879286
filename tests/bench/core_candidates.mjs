// In the measuring page: everything that seals, each as a call that takes fresh plaintext and gives a number made of its output.
import { Core } from '../../web/js/core/core.js';
import { instantiate } from '../../web/js/core/loader.js';
import { loadModule } from '../../web/js/core/pool.js';

const kKiB = 1024;
const kMiB = 1024 * kKiB;
const kChunkBytes = 64 * kKiB;
const kTagBytes = 16;
/** What formats of whole files are measured with: their headers and key derivations then cost nothing. */
const kFileBytes = 8 * kMiB;
/** Of the drops whose parts are sealed again and again. */
const kParts = 1000;

/**
 * `seal` is given how many times it was called, and gives a byte of what it made, so that nothing can be left out.
 * @typedef {{name: string, bytes: number, seal: (count: number) => number | Promise<number>}} Candidate
 */

// The packages are named at run time: the page's import map knows where they are, and types are not what is measured.
/** @param {string} name @returns {Promise<any>} */
const load = (name) => import(name);

/** @param {number} size */
function randomBytes(size) {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += 65536) crypto.getRandomValues(bytes.subarray(at, at + 65536));
  return bytes;
}

/** @param {Uint8Array | ArrayBuffer} output @param {number} size it must have at the least */
function last(output, size) {
  const bytes = output instanceof ArrayBuffer ? new Uint8Array(output) : output;
  if (bytes.length < size) throw new Error(`${bytes.length} bytes made of ${size}`);
  return Number(bytes[bytes.length - 1]);
}

/**
 * Parts of plaintext in, sealed parts out. The pages use the memory of a part again once it has arrived; the others' calls have no way to do that.
 * @param {WebAssembly.Module} module @param {number} partSize @returns {Candidate[]}
 */
function ourParts(module, partSize) {
  const core = new Core(module);
  core.joinSender(randomBytes(32), kParts * partSize, partSize);
  const plain = randomBytes(partSize).buffer;
  let memory = new ArrayBuffer(0);
  const name = `Mayfly, part of ${partSize / kMiB} MiB`;
  return [
    { name, bytes: partSize, seal: (count) => last((memory = core.sealPart(count % kParts, plain, memory)), partSize) },
    { name: `${name}, in fresh memory`, bytes: partSize, seal: (count) => last(core.sealPart(count % kParts, plain), partSize) },
  ];
}

/**
 * The cipher without a new buffer for each result: copied in, sealed where it lies.
 * @param {string} name @param {WebAssembly.Module | import('../../web/js/core/without_wasm.js').ScriptBuild} module @returns {Candidate}
 */
function ourCipher(name, module) {
  const exports = instantiate(module);
  const { memory, mayfly_alloc: alloc } = exports;
  const key = alloc(32);
  crypto.getRandomValues(new Uint8Array(memory.buffer, key, 32));
  if (exports['parts_new'](key, 32, kParts * kMiB, kMiB) !== 0) throw new Error('the core takes no key');
  const size = kMiB + (kMiB / kChunkBytes) * kTagBytes;
  const part = exports['resize_part'](size);
  const plain = randomBytes(kMiB);
  return {
    name,
    bytes: kMiB,
    seal(count) {
      const room = new Uint8Array(memory.buffer, part, size);
      room.set(plain);
      if (exports['seal_part'](count % kParts) !== 0) throw new Error('the core did not seal');
      return last(room, size);
    },
  };
}

/** @param {number} size of a record @returns {Promise<Candidate>} */
async function webCrypto(size) {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
  const plain = randomBytes(size);
  const iv = new Uint8Array(12);
  return {
    name: `WebCrypto AES-256-GCM, ${size / kKiB} KiB`,
    bytes: size,
    async seal(count) {
      new DataView(iv.buffer).setUint32(8, count);
      return last(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain), size + kTagBytes);
    },
  };
}

/** @returns {Promise<Candidate[]>} */
async function libsodiumWrappers() {
  const { default: sodium } = await load('libsodium-wrappers');
  await sodium.ready;
  const { state } = sodium.crypto_secretstream_xchacha20poly1305_init_push(sodium.crypto_secretstream_xchacha20poly1305_keygen());
  const [plain, chunk, key] = [randomBytes(kMiB), randomBytes(kChunkBytes), randomBytes(32)];
  const nonce = new Uint8Array(24);
  return [
    { name: 'libsodium-wrappers secretstream, 64 KiB', bytes: kChunkBytes, seal: () => last(sodium.crypto_secretstream_xchacha20poly1305_push(state, chunk, null, 0), kChunkBytes) },
    { name: 'libsodium-wrappers secretstream, 1 MiB', bytes: kMiB, seal: () => last(sodium.crypto_secretstream_xchacha20poly1305_push(state, plain, null, 0), kMiB) },
    {
      name: 'libsodium-wrappers XChaCha20-Poly1305, 1 MiB',
      bytes: kMiB,
      seal(count) {
        new DataView(nonce.buffer).setUint32(0, count);
        return last(sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(plain, null, null, nonce, key), kMiB);
      },
    },
  ];
}

/** @returns {Promise<Candidate>} */
async function noble() {
  const { xchacha20poly1305 } = await load('@noble/ciphers/chacha.js');
  const [plain, key, nonce] = [randomBytes(kMiB), randomBytes(32), new Uint8Array(24)];
  return {
    name: '@noble/ciphers xchacha20poly1305, 1 MiB',
    bytes: kMiB,
    seal(count) {
      new DataView(nonce.buffer).setUint32(0, count);
      return last(xchacha20poly1305(key, nonce).encrypt(plain), kMiB);
    },
  };
}

/** @returns {Promise<Candidate>} */
async function age() {
  const { Encrypter, generateX25519Identity, identityToRecipient } = await load('age-encryption');
  const encrypter = new Encrypter();
  encrypter.addRecipient(await identityToRecipient(await generateX25519Identity()));
  const plain = randomBytes(kFileBytes);
  return { name: 'age-encryption, file of 8 MiB', bytes: kFileBytes, seal: async () => last(await encrypter.encrypt(plain), kFileBytes) };
}

/** @returns {Promise<Candidate[]>} */
async function openPgp() {
  const openpgp = await load('openpgp');
  const plain = randomBytes(kFileBytes);
  const sealWith = async (/** @type {boolean} */ aeadProtect) => {
    const config = { aeadProtect };
    const { publicKey } = await openpgp.generateKey({ type: 'curve25519', userIDs: [{ name: 'a' }], format: 'object', config });
    return async () => {
      const message = await openpgp.createMessage({ binary: plain });
      return last(await openpgp.encrypt({ message, encryptionKeys: publicKey, config, format: 'binary' }), kFileBytes);
    };
  };
  return [
    { name: 'openpgp as it comes (CFB), 8 MiB', bytes: kFileBytes, seal: await sealWith(false) },
    { name: 'openpgp with AEAD (GCM), 8 MiB', bytes: kFileBytes, seal: await sealWith(true) },
  ];
}

/** @param {{packages: boolean}} options without packages: only what a worker, which has no import map, can load @returns {Promise<Candidate[]>} */
export async function candidates({ packages }) {
  const module = /** @type {WebAssembly.Module} */ (await loadModule('seal'));
  const scalar = await WebAssembly.compileStreaming(fetch('/js/core/seal.wasm'));
  const { default: script } = await load('/js/core/seal.wasm.js');
  const own = [
    ourCipher('Mayfly, in place', module),
    ourCipher('Mayfly without SIMD, in place', scalar),
    ourCipher('Mayfly without WebAssembly, in place', script),
    ...ourParts(module, kMiB),
    ...ourParts(module, kFileBytes),
    await webCrypto(kChunkBytes),
    await webCrypto(kMiB),
  ];
  return packages ? [...own, ...(await libsodiumWrappers()), await noble(), await age(), ...(await openPgp())] : own;
}
