// Reads a Blob from front to back through one buffer that is used again and again.
import { CoreError } from './error.js';

/** A stream that gives nothing for so long is given up. */
const kStallMs = 10_000;

/** @typedef {{read: (view: Uint8Array<ArrayBuffer>) => Promise<{done: boolean, value?: Uint8Array<ArrayBuffer> | undefined}>}} ByteReader */

export class BlobReader {
  #buffer = new ArrayBuffer(0);
  #stallMs;
  /**
   * Held here, and by whoever holds this, until the Blob is read: Chromium collects a reader that only its own pending read
   * knows of, and the read then never ends.
   * @type {ByteReader | null}
   */
  #reader = null;

  /** @param {number} [stallMs] */
  constructor(stallMs = kStallMs) {
    this.#stallMs = stallMs;
  }

  /**
   * Reads runs of the given sizes, one after another. One Blob at a time.
   * @param {Blob} blob
   * @param {Iterable<number>} sizes in bytes
   * @returns {AsyncGenerator<Uint8Array, void>} each is overwritten by the next, the last one wiped
   */
  async *read(blob, sizes) {
    this.#reader = byteReader(blob);
    let start = 0;
    try {
      for (const size of sizes) {
        yield await this.#run(blob, start, size);
        start += size;
      }
    } catch {
      throw new CoreError('unreadable', 'a file that can no longer be read');
    } finally {
      this.#reader = null;
      new Uint8Array(this.#buffer).fill(0);
    }
  }

  /** @param {Blob} blob @param {number} start @param {number} size */
  async #run(blob, start, size) {
    if (this.#reader && size > 0) {
      const bytes = await within(this.#stallMs, this.#stream(this.#reader, size));
      if (bytes) return bytes;
      this.#reader = null;
    }
    const bytes = new Uint8Array(await blob.slice(start, start + size).arrayBuffer());
    if (bytes.length !== size) throw new RangeError('the Blob is too short');
    return bytes;
  }

  /** The next `size` bytes, unless it is given up meanwhile. Each read takes the buffer away and gives it back. @param {ByteReader} reader @param {number} size */
  async #stream(reader, size) {
    let buffer = this.#buffer.byteLength >= size ? this.#buffer : new ArrayBuffer(size);
    this.#buffer = new ArrayBuffer(0);
    for (let done = 0; done < size && this.#reader === reader; ) {
      const { value } = await reader.read(new Uint8Array(buffer, done, size - done));
      if (!value?.byteLength) throw new RangeError('the Blob is too short');
      buffer = value.buffer;
      done += value.byteLength;
    }
    if (this.#reader === reader) this.#buffer = buffer;
    return new Uint8Array(buffer, 0, size);
  }
}

/** @param {Blob} blob @returns {ByteReader | null} null where this browser has none for Blobs */
function byteReader(blob) {
  try {
    return blob.stream().getReader({ mode: 'byob' });
  } catch {
    return null;
  }
}

/**
 * @template T
 * @param {number} milliseconds
 * @param {Promise<T>} promise
 * @returns {Promise<T | null>} null where it took longer
 */
function within(milliseconds, promise) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(null), milliseconds);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
