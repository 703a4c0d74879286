// Compiles and instantiates mayfly.wasm, in a page, a worker or node. Its imports are exactly these two.

const RANDOM_BYTES_MAX = 65536; // of one call of getRandomValues

/**
 * @param {BufferSource} bytes
 * @returns {Promise<WebAssembly.Module>}
 */
export function compile(bytes) {
  return WebAssembly.compile(bytes);
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
