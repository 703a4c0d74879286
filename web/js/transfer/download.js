// Fetches the parts of a view, opens them, and gives each file as soon as all of it is here. Can stop and go on.
import { ApiError, isAbort, request } from './api.js';
import { Meter } from './meter.js';
import { inParallel, retry } from './retry.js';

const kPartsInFlight = 3;
const kChunkBytes = 65536;
const kTagBytes = 16;
/** A part that moves no byte for so long is broken off and fetched again. */
const kStallMs = 30_000;

/** @typedef {import('../core/types.js').Manifest} Manifest */

/**
 * @typedef {object} DownloadEvents
 * @property {(manifest: Manifest) => void} onManifest
 * @property {(index: number, content: Blob) => void} onFile content without a type
 * @property {(meter: Meter) => void} onProgress
 * @property {(seconds: number) => void} onWait a pause before another try; 0 when it is over
 */

export class Download {
  /**
   * @param {{view: string, token: string, size: number, partSize: number}} lease size of the payload's plaintext in bytes
   * @param {import('../core/types.js').Receiver} receiver
   * @param {DownloadEvents} events
   */
  constructor(lease, receiver, events) {
    this.lease = lease;
    this.receiver = receiver;
    this.events = events;
    this.meter = new Meter(sealedSize(lease.size));
    /** @type {Set<number>} */
    this.opened = new Set();
    /** @type {Map<number, number>} */
    this.moving = new Map();
    /** @type {Assembly | null} */
    this.assembly = null;
    this.stop = new AbortController();
  }

  /** Runs until every file is complete, or to an error; after one it may be called again and goes on. */
  async run() {
    if (!this.opened.has(0)) await this.part(0);
    const left = Array.from({ length: this.receiver.partCount }, (_, n) => n).filter((n) => !this.opened.has(n));
    await inParallel(left, kPartsInFlight, (n) => this.part(n));
  }

  /** @param {number} n */
  async part(n) {
    const { signal } = this.stop;
    const sealed = await retry(() => this.fetch(n), { signal, onWait: this.events.onWait });
    const plain = await this.receiver.openPart(n, sealed);
    if (!this.assembly) {
      const manifest = this.receiver.manifest();
      this.assembly = new Assembly(manifest.files);
      this.events.onManifest(manifest);
    }
    const finished = this.assembly.add(n, n * this.lease.partSize, plain);
    this.opened.add(n);
    for (const index of finished) this.events.onFile(index, this.assembly.file(index));
  }

  /** @param {number} n @returns {Promise<ArrayBuffer>} */
  async fetch(n) {
    const stall = new AbortController();
    let timer = setTimeout(() => stall.abort(), kStallMs);
    try {
      const response = await request('GET', `/views/${this.lease.view}/parts/${n}`, {
        token: this.lease.token,
        signal: AbortSignal.any([this.stop.signal, stall.signal]),
      });
      const { size, partSize } = this.lease;
      return await readAll(response, sealedSize(Math.min(partSize, size - n * partSize)), (bytes) => {
        clearTimeout(timer);
        timer = setTimeout(() => stall.abort(), kStallMs);
        this.moving.set(n, bytes);
        this.report();
      });
    } catch (error) {
      if (isAbort(error) && this.stop.signal.aborted) throw error;
      throw error instanceof ApiError ? error : new ApiError(0, 'offline');
    } finally {
      clearTimeout(timer);
    }
  }

  report() {
    let done = 0;
    for (const bytes of this.moving.values()) done += bytes;
    this.meter.set(done);
    this.events.onProgress(this.meter);
  }
}

/** @param {number} size of plaintext in bytes */
const sealedSize = (size) => size + kTagBytes * Math.max(1, Math.ceil(size / kChunkBytes));

/**
 * @param {Response} response
 * @param {number} sizeMax a server that sends more, perhaps without end, is cut off
 * @param {(bytes: number) => void} onBytes how many are here so far
 * @returns {Promise<ArrayBuffer>}
 */
async function readAll(response, sizeMax, onBytes) {
  const reader = response.body?.getReader();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const chunks = [];
  let size = 0;
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    chunks.push(next.value);
    size += next.value.byteLength;
    if (size > sizeMax) {
      await reader?.cancel();
      throw new ApiError(0, 'bad-answer');
    }
    onBytes(size);
  }
  return new Blob(chunks).arrayBuffer();
}

/** Puts files together from parts that arrive in any order. Blobs, so that a browser may keep them out of memory. */
class Assembly {
  /** @param {import('../core/types.js').ManifestFile[]} files */
  constructor(files) {
    this.files = files.map((file, index) => ({ index, start: file.offset, end: file.offset + file.size, missing: file.size, given: false }));
    /** For each file its pieces, by part. @type {Map<number, Blob>[]} */
    this.pieces = files.map(() => new Map());
  }

  /**
   * @param {number} n
   * @param {number} start of the part in the plaintext, in bytes
   * @param {ArrayBuffer} plain
   * @returns {number[]} the files that are complete by this part
   */
  add(n, start, plain) {
    const end = start + plain.byteLength;
    for (const file of this.files) {
      const [from, to] = [Math.max(start, file.start), Math.min(end, file.end)];
      if (from >= to) continue;
      this.pieces[file.index]?.set(n, new Blob([new Uint8Array(plain, from - start, to - from)]));
      file.missing -= to - from;
    }
    const finished = this.files.filter((file) => file.missing === 0 && !file.given);
    for (const file of finished) file.given = true;
    return finished.map((file) => file.index);
  }

  /** @param {number} index @returns {Blob} */
  file(index) {
    const pieces = [...(this.pieces[index] ?? [])].sort(([a], [b]) => a - b);
    return new Blob(pieces.map(([, piece]) => piece));
  }
}
