// Chooses, compiles and instantiates a build of the core, in a page, a worker or node. Its imports are exactly these two.

const RANDOM_BYTES_MAX = 65536; // of one call of getRandomValues
/** A function that returns i8x16.popcnt of an i8x16.splat: only an engine with all of 128-bit SIMD takes it. */
const SIMD_PROBE = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11);

/** The builds of the core for this engine, the faster first. */
export const builds = () => (WebAssembly.validate(SIMD_PROBE) ? ['mayfly-simd.wasm', 'mayfly.wasm'] : ['mayfly.wasm']);

/**
 * The first build that this engine takes and that answers right in it.
 * @param {(build: string) => Promise<BufferSource>} fetchBuild
 * @returns {Promise<WebAssembly.Module>}
 */
export async function load(fetchBuild) {
  /** @type {unknown} */
  let reason = new Error('the core computes wrongly in this engine');
  for (const build of builds()) {
    try {
      const module = await WebAssembly.compile(await fetchBuild(build));
      if (instantiate(module).self_test() === 1) return module;
    } catch (error) {
      reason = error;
    }
  }
  throw reason;
}

/**
 * A fresh instance: its memory belongs to one session.
 * @param {WebAssembly.Module} module
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
  const imports = { env: { mayfly_random: fillRandom, emscripten_notify_memory_growth: () => {} } };
  exports = new WebAssembly.Instance(module, imports).exports;
  exports._initialize();
  return exports;
}
