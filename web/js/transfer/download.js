// Fetches the parts of a view, opens them, and gives each file as soon as all of it is here. Can stop and go on.
import { Cut, sealedSize } from '../core/pieces.js';
import { withAny } from './abort.js';
import { ApiError, isAbort, request } from './api.js';
import { Assembly, partsByNeed, partsOf } from './assembly.js';
import { readBody } from './body.js';
import { Meter, Moving } from './meter.js';
import { pipeline } from './pipeline.js';
import { retry } from './retry.js';
import { kMemoryBytesMax, Scratch } from './scratch.js';

const kPartsInFlight = 3;
/** A part that moves no byte for so long is broken off and fetched again. */
const kStallMs = 30_000;

/** @typedef {import('../core/types.js').Manifest} Manifest */

/**
 * @typedef {object} DownloadEvents
 * @property {(manifest: Manifest) => import('../core/types.js').ManifestFile[]} onManifest gives its files, in the order in which they are wanted
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
    this.cut = new Cut(lease.size, lease.partSize);
    this.moving = new Moving(new Meter(sealedSize(lease.size)), events.onProgress);
    /** Parts in the order in which they are needed; the manifest is in the first. */
    this.order = [0];
    /** Those of the file that is wanted first. @type {number[]} */
    this.first = [];
    /** @type {Set<number>} */
    this.opened = new Set();
    /** Memory for parts that comes back and is used again. @type {ArrayBuffer[]} */
    this.spare = [];
    /** @type {Assembly | null} */
    this.assembly = null;
    /** Where the files of a large drop lie. @type {Scratch | null} */
    this.scratch = null;
    this.stop = new AbortController();
  }

  /** Runs until every file is complete, or to an error; after one it may be called again and goes on. */
  async run() {
    if (this.lease.size > kMemoryBytesMax) this.scratch ??= await Scratch.make();
    if (!this.opened.has(0)) await this.open(0, await this.part(0));
    // Others would share the line with them, and what can be seen first would come last.
    await this.fetchAll(this.first);
    await this.fetchAll(this.order);
    this.spare = [];
  }

  /** @param {number[]} parts of which some may be here */
  async fetchAll(parts) {
    const left = parts.filter((n) => !this.opened.has(n));
    const { workers } = this.receiver;
    // A part that is opened has its memory as well, so the two together make what is in flight.
    const ahead = Math.max(1, kPartsInFlight - workers);
    await pipeline(left, { make: (n) => this.part(n), ahead, pass: (n, sealed) => this.open(n, sealed), abreast: workers });
  }

  /** Removes what lies on the disk. */
  close() {
    void this.scratch?.remove();
  }

  /** @param {number} n @param {ArrayBuffer} sealed */
  async open(n, sealed) {
    const { partSize } = this.lease;
    const { plain, memory } = await this.receiver.openPart(n, sealed, this.scratch?.folder ?? null);
    if (!this.assembly) {
      const manifest = this.receiver.manifest();
      this.assembly = new Assembly(manifest.files);
      const wanted = this.events.onManifest(manifest);
      this.first = wanted[0] ? partsOf(wanted[0], partSize) : [];
      this.order = partsByNeed(wanted, partSize, this.receiver.partCount);
    }
    const finished = this.assembly.add(n, n * partSize, plain);
    this.opened.add(n);
    this.moving.set(n, this.cut.sealedSize(n));
    this.spare.push(memory);
    for (const index of finished) this.events.onFile(index, this.assembly.file(index));
  }

  /** @param {number} n @returns {Promise<ArrayBuffer>} sealed */
  part(n) {
    return retry(() => this.fetch(n), { signal: this.stop.signal, onWait: this.events.onWait });
  }

  /** @param {number} size in bytes @returns {ArrayBuffer} */
  memory(size) {
    const index = this.spare.findIndex((buffer) => buffer.byteLength === size);
    return index < 0 ? new ArrayBuffer(size) : /** @type {ArrayBuffer} */ (this.spare.splice(index, 1)[0]);
  }

  /** @param {number} n @returns {Promise<ArrayBuffer>} */
  async fetch(n) {
    const stall = new AbortController();
    let timer = setTimeout(() => stall.abort(), kStallMs);
    try {
      return await withAny([this.stop.signal, stall.signal], async (signal) => {
        const response = await request('GET', `/views/${this.lease.view}/parts/${n}`, { token: this.lease.token, signal });
        return readBody(response, this.memory(this.cut.sealedSize(n)), (bytes) => {
          clearTimeout(timer);
          timer = setTimeout(() => stall.abort(), kStallMs);
          this.moving.set(n, bytes);
        });
      });
    } catch (error) {
      if (isAbort(error) && this.stop.signal.aborted) throw error;
      throw error instanceof ApiError ? error : new ApiError(0, 'offline');
    } finally {
      clearTimeout(timer);
    }
  }
}
