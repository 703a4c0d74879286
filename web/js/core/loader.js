// Chooses, compiles and instantiates a build of a module, in pages, workers and node. Its import is random bytes.

/** @typedef {import('./without_wasm.js').ScriptBuild} ScriptBuild */

const RANDOM_BYTES_MAX = 65536; // of one call of getRandomValues
/** i8x16.popcnt: only an engine with all of SIMD takes it. */
const SIMD_PROBE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);

/** A module's builds for this engine, the faster first: what handles parts has two. @param {string} name */
export const builds = (name) =>
  (/seal|open/.test(name) && WebAssembly.validate(SIMD_PROBE) ? [`${name}-simd.wasm`, `${name}.wasm`] : [`${name}.wasm`]);

/**
 * The first build that this engine takes and that answers right.
 * @param {string} name @param {(build: string) => Promise<BufferSource>} fetchBuild
 * @returns {Promise<WebAssembly.Module>}
 */
export async function load(name, fetchBuild) {
  /** @type {unknown} */
  let reason = new Error('the core computes wrongly in this engine');
  for (const build of builds(name)) {
    try {
      const module = await WebAssembly.compile(await fetchBuild(build));
      if ((instantiate(module).self_test?.() ?? 1) === 1) return module;
    } catch (error) {
      reason = error;
    }
  }
  throw reason;
}

/**
 * A fresh instance, for one session.
 * @param {WebAssembly.Module | ScriptBuild} module
 * @returns {Record<string, any> & {memory: WebAssembly.Memory}}
 */
export function instantiate(module) {
  /** @type {any} */
  let exports = null;
  /** @param {number} pointer @param {number} size */
  const fillRandom = (pointer, size) => {
    for (let done = 0; done < size; done += RANDOM_BYTES_MAX) {
      const length = Math.min(RANDOM_BYTES_MAX, size - done);
      crypto.getRandomValues(new Uint8Array(exports.memory.buffer, pointer + done, length));
    }
  };
  const env = { mayfly_random: fillRandom };
  exports = typeof module === 'function' ? module(env) : new WebAssembly.Instance(module, { env }).exports;
  exports._initialize();
  return exports;
}
