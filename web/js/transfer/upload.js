// Sends a drop: opens it, seals and puts its parts, puts the grant, seals it. Can stop and go on, and never starts over.
import { withAny } from './abort.js';
import { ApiError, call } from './api.js';
import { Lanes } from './lanes.js';
import { Meter, Moving } from './meter.js';
import { pipeline } from './pipeline.js';
import { putBlob } from './put.js';
import { retry } from './retry.js';
import { SealedParts } from './sealed_parts.js';

const kPartsInFlight = 3;
/** So many missing parts are told of at once. */
const kMissingMax = 100;
/** How often parts that the server has lost are sent again before it is not believed any more. */
const kRepairsMax = 10;

/**
 * @typedef {object} Terms
 * @property {{expires_in: number} | {expires_at: number}} expiry
 * @property {number} maxViews 0 for no limit
 * @property {boolean} track
 * @property {string} note sealed
 * @property {string | null} hint sealed
 */

/**
 * @typedef {object} UploadEvents
 * @property {(meter: Meter) => void} onProgress
 * @property {(seconds: number, error: unknown) => void} onWait a pause before another try; 0 when it is over
 */

export class Upload {
  /**
   * @param {import('../core/types.js').Sender} sender
   * @param {File[]} files as given to the core, in its order
   * @param {Terms} terms
   * @param {UploadEvents} events
   */
  constructor(sender, files, terms, events) {
    this.sender = sender;
    this.terms = terms;
    this.events = events;
    this.path = `/drops/${sender.drop}`;
    // References to the user's files and a few tar headers: the archive itself is never in memory.
    this.archive = new Blob(sender.archive.map((piece) => ('file' in piece ? fileAt(files, piece.file) : new Uint8Array(piece.bytes))));
    this.parts = new SealedParts(sender, this.archive);
    this.moving = new Moving(new Meter(this.archive.size), events.onProgress);
    this.lanes = new Lanes(kPartsInFlight);
    /** @type {Set<number>} */
    this.stored = new Set();
    /** Parts that were on their way once without an answer: they may have arrived. @type {Set<number>} */
    this.unsure = new Set();
    this.stop = new AbortController();
    this.hold = new AbortController();
  }

  /**
   * Runs to the end, to an error or to a pause; after these it may be called again and goes on where it stopped.
   * @returns {Promise<{expires_at: number}>}
   */
  async run() {
    const { sender, terms } = this;
    this.hold = new AbortController();
    await this.call('PUT', this.path, {
      size: sender.size,
      part_size: sender.partSize,
      ...terms.expiry,
      owner_verifier: sender.ownerVerifier,
      owner_key: sender.ownerKey,
      track: terms.track,
    });
    await this.call('PUT', `${this.path}/grants/${sender.grant.grant}`, {
      access_verifier: sender.grant.accessVerifier,
      header: sender.grant.header,
      max_views: terms.maxViews,
      password: sender.grant.password,
      note: terms.note,
      hint: terms.hint,
    });
    await this.sendParts();
    return this.finish();
  }

  /** Breaks off what is under way; run() then rejects, and goes on when it is called again. */
  pause() {
    this.hold.abort();
  }

  get isPaused() {
    return this.hold.signal.aborted && !this.stop.signal.aborted;
  }

  /** Breaks off, and burns what was sent. @returns {Promise<void>} */
  async cancel() {
    this.stop.abort();
    await call('DELETE', this.path, { token: this.sender.ownerToken, keepalive: true }).catch(() => {
      // Unreachable now: an open drop that nobody seals ends by itself.
    });
    this.sender.close();
  }

  /**
   * Tries as long as it takes, unless it is paused or cancelled.
   * @template T
   * @param {(signal: AbortSignal) => Promise<T>} attempt
   */
  patiently(attempt) {
    return withAny([this.stop.signal, this.hold.signal], (signal) => retry(() => attempt(signal), { signal, attempts: Infinity, onWait: this.events.onWait }));
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  call(method, path, body) {
    return this.patiently((signal) => call(method, path, { token: this.sender.ownerToken, signal, ...(body ? { body } : {}) }));
  }

  async sendParts() {
    const left = Array.from({ length: this.sender.partCount }, (_, n) => n).filter((n) => !this.stored.has(n));
    // As many are sealed ahead as there are workers, so that a connection that is free finds one ready.
    await pipeline(left, { make: (n) => this.parts.seal(n), ahead: this.sender.workers, pass: (n, sealed) => this.send(n, sealed), abreast: kPartsInFlight });
  }

  /** @param {number} n @param {Blob} sealed */
  async send(n, sealed) {
    await this.patiently((signal) => this.put(n, sealed, signal));
    this.parts.release(n);
    this.stored.add(n);
    this.moving.set(n, Math.min(this.sender.partSize, this.archive.size - n * this.sender.partSize));
  }

  /** Sends it, unless an earlier time was enough. @param {number} n @param {Blob} body @param {AbortSignal} signal */
  async put(n, body, signal) {
    const token = this.sender.ownerToken;
    if (this.unsure.has(n) && (await this.hasArrived(n, signal))) return;
    await this.lanes.run(body.size, () => {
      this.unsure.add(n);
      return putBlob(`${this.path}/parts/${n}`, { token, body, signal, onBytes: (bytes) => this.moving.set(n, bytes) });
    });
    this.unsure.delete(n);
  }

  /** @param {number} n @param {AbortSignal} signal @returns {Promise<boolean>} */
  async hasArrived(n, signal) {
    /** @type {{missing: number[]}} */
    const { missing } = await call('GET', this.path, { token: this.sender.ownerToken, signal });
    return !missing.includes(n) && (missing.length < kMissingMax || n < Number(missing.at(-1)));
  }

  /** @returns {Promise<{expires_at: number}>} */
  async finish() {
    for (let repairs = 0; ; repairs += 1) {
      try {
        return await this.call('POST', `${this.path}/seal`);
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== 'parts-missing' || repairs === kRepairsMax) throw error;
        await this.repair();
      }
    }
  }

  /** Sends again what the server had and has lost, as a power cut can make it. */
  async repair() {
    const { missing } = await this.call('GET', this.path);
    for (const n of missing) {
      this.stored.delete(n);
      this.moving.set(n, 0);
    }
    await this.sendParts();
  }
}

/** @param {File[]} files @param {number} index */
function fileAt(files, index) {
  const file = files[index];
  if (!file) throw new RangeError('the archive names a file that was not given');
  return file;
}
