// The parts of a drop that is sent: each sealed once and kept until the server has it.
import { leave } from '../core/blobs.js';
import { CoreError } from '../core/error.js';

/** A file that was chosen and can no longer be read, or is not what it was. */
export class UnreadableError extends Error {}

export class SealedParts {
  /** @type {Map<number, Blob>} */
  #kept = new Map();
  /** Of every part so far, so that no other bytes are ever sealed under the same nonces and sent. @type {Map<number, string>} */
  #tags = new Map();

  /** @param {import('../core/types.js').Sender} sender @param {Blob} archive */
  constructor(sender, archive) {
    this.sender = sender;
    this.archive = archive;
  }

  /** @param {number} n @returns {Promise<Blob>} */
  async seal(n) {
    const earlier = this.#kept.get(n);
    if (earlier) return earlier;
    const { sealPart, partSize } = this.sender;
    const plain = this.archive.slice(n * partSize, (n + 1) * partSize);
    const { sealed, tags } = await sealPart(n, plain).catch((error) => {
      throw error instanceof CoreError && error.code === 'unreadable' ? new UnreadableError() : error;
    });
    if ((this.#tags.get(n) ?? tags) !== tags) throw new UnreadableError();
    this.#tags.set(n, tags);
    this.#kept.set(n, sealed);
    return sealed;
  }

  /** The server has it. @param {number} n */
  release(n) {
    const sealed = this.#kept.get(n);
    this.#kept.delete(n);
    if (sealed) leave(sealed);
  }
}
