// Workers that read Blobs and encrypt them by WebCrypto: the same path as the pages' workers, with another cipher.

export class Encryptors {
  /** @param {number} count of workers @param {number} recordSize in bytes */
  constructor(count, recordSize) {
    this.next = 0;
    /** @type {Map<number, (sealed: Blob) => void>} */
    this.waiting = new Map();
    this.workers = Array.from({ length: count }, () => {
      const worker = new Worker('/bench/encryptor.js', { type: 'module' });
      worker.onmessage = ({ data: { id, sealed } }) => {
        this.waiting.get(id)?.(sealed);
        this.waiting.delete(id);
      };
      worker.postMessage({ recordSize });
      return worker;
    });
  }

  /** @param {Blob} plain with room for the tags in its size @returns {Promise<Blob>} as many bytes as the Blob has */
  seal(plain) {
    const id = this.next++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.workers[id % this.workers.length]?.postMessage({ id, plain });
    });
  }

  close() {
    for (const worker of this.workers) worker.terminate();
  }
}
