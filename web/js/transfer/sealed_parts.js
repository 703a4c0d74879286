// The parts of a drop that is sent: each sealed once and kept until the server has it.
import { CoreError } from '../core/error.js';
import { kChunkBytes, kTagBytes } from '../core/pieces.js';

/** A file that was chosen and can no longer be read, or is not what it was. */
export class UnreadableError extends Error {}

export class SealedParts {
  /** @type {Map<number, ArrayBuffer>} */
  #kept = new Map();
  /** Of every part so far, so that no other bytes are ever sealed under the same nonces and sent. @type {Map<number, string>} */
  #tags = new Map();
  /** Memory of parts that have arrived, for others. @type {ArrayBuffer[]} */
  #spare = [];

  /** @param {import('../core/types.js').Sender} sender @param {Blob} archive */
  constructor(sender, archive) {
    this.sender = sender;
    this.archive = archive;
  }

  /** @param {number} n @returns {Promise<ArrayBuffer>} */
  async seal(n) {
    const earlier = this.#kept.get(n);
    if (earlier) return earlier;
    const { sealPart, partSize } = this.sender;
    const plain = this.archive.slice(n * partSize, (n + 1) * partSize);
    const sealed = await sealPart(n, plain, this.#spare.pop() ?? new ArrayBuffer(0)).catch((error) => {
      throw error instanceof CoreError && error.code === 'unreadable' ? new UnreadableError() : error;
    });
    const tags = tagsOf(sealed);
    if ((this.#tags.get(n) ?? tags) !== tags) throw new UnreadableError();
    this.#tags.set(n, tags);
    this.#kept.set(n, sealed);
    return sealed;
  }

  /** The server has it. @param {number} n */
  release(n) {
    const sealed = this.#kept.get(n);
    this.#kept.delete(n);
    if (sealed) this.#spare.push(sealed);
  }

  /** Lets go of the memory that is kept for others. */
  rest() {
    this.#spare = [];
  }
}

/** The tags of a sealed part's chunks: they tell it from any other as well as a sum of it would. @param {ArrayBuffer} sealed */
function tagsOf(sealed) {
  const step = kChunkBytes + kTagBytes;
  let tags = '';
  for (let start = 0; start < sealed.byteLength; start += step) {
    const end = Math.min(start + step, sealed.byteLength);
    tags += String.fromCharCode(...new Uint8Array(sealed, end - kTagBytes, kTagBytes));
  }
  return tags;
}
