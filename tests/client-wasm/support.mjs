// What the node tests share: the real builds of the core, cores around them, the native age_tool, Debian's age.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Core } from '../../web/js/core/core.js';
import { builds as loaderBuilds } from '../../web/js/core/loader.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The first of the paths that is there; MAYFLY_BUILD_DIRS names other build folders. @param {string[]} paths */
function built(paths) {
  const dirs = (process.env.MAYFLY_BUILD_DIRS ?? 'build/wasm:build/dev').split(':');
  const candidates = dirs.flatMap((dir) => paths.map((path) => `${ROOT}${dir}/${path}`));
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) throw new Error(`not built: ${candidates.join(', ')}`);
  return found;
}

/** @typedef {import('../../web/js/core/pool.js').ModuleName} ModuleName */

/** @param {ModuleName} of @param {string} name */
async function readBuild(of, name) {
  const bytes = readFileSync(built([name]));
  return { of, name, bytes, module: await WebAssembly.compile(bytes) };
}

/** The same in JavaScript, which tells nobody how far it is. @param {ModuleName} of */
async function readScript(of) {
  const name = `${of}.wasm.js`;
  const path = built([name]);
  const { default: made } = await import(path);
  /** @type {import('../../web/js/core/without_wasm.js').ScriptBuild} */
  const module = (env) => made({ mayfly_step() {}, ...env });
  return { of, name, bytes: readFileSync(path), module };
}

const NAMES = /** @type {ModuleName[]} */ (['seal', 'open', 'owner', 'password', 'report']);

/** Every build of every module as WebAssembly, the faster first, as web/js/core/loader.js has it. */
export const wasmBuilds = await Promise.all(NAMES.flatMap((of) => loaderBuilds(of).map((name) => readBuild(of, name))));

/** Every module as JavaScript. */
export const scriptBuilds = await Promise.all(NAMES.map(readScript));

export const builds = [...wasmBuilds, ...scriptBuilds];

/** Which builds MAYFLY_CORE asks for. @type {Record<string, RegExp>} */
const CHOICES = { simd: /\.wasm$/, scalar: /^[a-z]+\.wasm$/, script: /\.js$/ };

/** The first build of a module that is asked for. @param {ModuleName} of */
function chosen(of) {
  const choice = CHOICES[process.env.MAYFLY_CORE ?? 'simd'];
  return builds.find((build) => build.of === of && choice?.test(build.name))?.module ?? assert.fail(of);
}

/** Methods that other modules than 'open' are loaded for. @type {Record<string, ModuleName>} */
const MODULE_OF = {
  createDrop: 'seal', createLink: 'seal', createGrant: 'seal', payloadKey: 'seal', joinSender: 'seal', sealPart: 'seal',
  sealBlob: 'seal', sealHint: 'seal',
  openOwner: 'owner', openNote: 'owner', sealNote: 'owner', openEvent: 'owner',
  hashPassword: 'password',
  sealReport: 'report',
};

/** A session with every module at hand, each with its own Core. @returns {Core} */
export function newCore() {
  /** @type {Map<ModuleName, any>} */
  const cores = new Map();
  /** @param {ModuleName} of */
  const coreOf = (of) => cores.get(of) ?? cores.set(of, new Core(chosen(of))).get(of);
  return /** @type {any} */ (new Proxy({}, {
    get: (_, method) => (/** @type {unknown[]} */ ...args) => coreOf(MODULE_OF[String(method)] ?? 'open')[method](...args),
  }));
}

/** @type {any} tests/vectors/vectors.json */
export const vectors = JSON.parse(readFileSync(`${ROOT}tests/vectors/vectors.json`, 'utf8'));

const AGE_TOOL = built(['tests/client-wasm/age_tool']);
const OUTPUT_MAX = 64 * 1024 * 1024;

/** @param {string[]} args @param {Uint8Array} input */
export function ageTool(args, input) {
  const { status, stdout } = spawnSync(AGE_TOOL, args, { input, maxBuffer: OUTPUT_MAX });
  return { status, stdout };
}

/** @param {string} command @param {string[]} args @param {Uint8Array} [input] @returns {Buffer} */
export function run(command, args, input) {
  return execFileSync(command, args, { input, maxBuffer: OUTPUT_MAX, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** @param {Uint8Array} bytes @returns {ArrayBuffer} a copy */
export function arrayBuffer(bytes) {
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}

/** Bytes that repeat nowhere soon. @param {number} size */
export function patterned(size) {
  const bytes = Buffer.alloc(size);
  for (let i = 0, x = 1; i < size; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    bytes[i] = x >>> 24;
  }
  return bytes;
}

const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';

/** The 32 bytes of an age identity, its checksum unchecked, as base64url. @param {string} text */
export function identityBytes(text) {
  const groups = [...text.toLowerCase().slice('age-secret-key-1'.length, -6)].map((c) => BECH32.indexOf(c));
  const bits = groups.map((group) => group.toString(2).padStart(5, '0')).join('');
  const bytes = Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(bits.slice(i * 8, i * 8 + 8), 2));
  return Buffer.from(bytes).toString('base64url');
}

/**
 * Where the header of an age file ends, payload nonce included; the whole file where that cannot be told.
 * @param {Buffer} file
 */
export function headerSize(file) {
  const mac = file.indexOf('\n--- ');
  const end = mac < 0 ? -1 : file.indexOf('\n', mac + 1);
  return end < 0 ? file.length : Math.min(file.length, end + 1 + 16);
}

/** The plaintext size of `sealedSize` payload bytes; what no payload has becomes something that cannot open. @param {number} sealedSize */
export function plainSize(sealedSize) {
  return Math.max(0, sealedSize - 16 * Math.ceil(sealedSize / 65552));
}

/**
 * Opens a bare age file with the real core, part by part.
 * @param {string} identity base64url @param {Buffer} file
 */
export function openWithCore(identity, file) {
  const core = newCore();
  const partSize = 1024 * 1024;
  const sealedPartSize = partSize + 16 * 16;
  const payload = file.subarray(headerSize(file));
  const header = file.subarray(0, headerSize(file)).toString('base64url');
  core.receive(identity, { header, size: plainSize(payload.length), partSize });
  const parts = [];
  for (let n = 0, at = 0; n === 0 || at < payload.length; n++, at += sealedPartSize) {
    parts.push(Buffer.from(core.decryptPart(n, arrayBuffer(payload.subarray(at, at + sealedPartSize)))));
  }
  return Buffer.concat(parts);
}
