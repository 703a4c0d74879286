// Sends a drop: opens it, seals and puts its parts, puts the grant, seals it. Can stop and go on, and never starts over.
import { CoreError } from '../core/error.js';
import { ApiError, authorization, call, problem } from './api.js';
import { Meter, Moving } from './meter.js';
import { pipeline } from './pipeline.js';
import { retry } from './retry.js';

const kPartsInFlight = 3;
/** A part that moves no byte for so long is broken off and sent again. */
const kStallMs = 45_000;

/** A file that was chosen and can no longer be read. */
export class UnreadableError extends Error {}

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
 * @property {(seconds: number) => void} onWait a pause before another try; 0 when it is over
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
    // References to the user's files and a few tar headers: the archive itself is never in memory.
    this.archive = new Blob(sender.archive.map((piece) => ('file' in piece ? fileAt(files, piece.file) : new Uint8Array(piece.bytes))));
    this.moving = new Moving(new Meter(this.archive.size), events.onProgress);
    /** @type {Set<number>} */
    this.stored = new Set();
    /**
     * Until the server has them: a part is sealed once, so that no other bytes are ever sealed under the same nonce.
     * @type {Map<number, ArrayBuffer>}
     */
    this.sealed = new Map();
    /** Memory of parts that have arrived, for others. @type {ArrayBuffer[]} */
    this.spare = [];
    this.stop = new AbortController();
  }

  /**
   * Runs to the end or to an error; after one it may be called again and goes on where it stopped.
   * @returns {Promise<{expires_at: number}>}
   */
  async run() {
    const { sender, terms } = this;
    const path = `/drops/${sender.drop}`;
    await this.call('PUT', path, {
      size: sender.size,
      part_size: sender.partSize,
      ...terms.expiry,
      owner_verifier: sender.ownerVerifier,
      owner_key: sender.ownerKey,
      track: terms.track,
    });
    await this.call('PUT', `${path}/grants/${sender.grant.grant}`, {
      access_verifier: sender.grant.accessVerifier,
      header: sender.grant.header,
      max_views: terms.maxViews,
      password: sender.grant.password,
      note: terms.note,
      hint: terms.hint,
    });
    const left = Array.from({ length: sender.partCount }, (_, n) => n).filter((n) => !this.stored.has(n));
    // As many are sealed ahead as there are workers, so that a connection that is free finds one ready.
    await pipeline(left, { make: (n) => this.seal(n), ahead: sender.workers, pass: (n, sealed) => this.send(n, sealed), abreast: kPartsInFlight });
    this.spare = [];
    return this.call('POST', `${path}/seal`);
  }

  /** Breaks off, and burns what was sent. @returns {Promise<void>} */
  async cancel() {
    this.stop.abort();
    const { drop, ownerToken } = this.sender;
    await call('DELETE', `/drops/${drop}`, { token: ownerToken, keepalive: true }).catch(() => {
      // Unreachable now: an open drop that nobody seals ends by itself.
    });
    this.sender.close();
  }

  /** @param {string} method @param {string} path @param {object} [body] */
  call(method, path, body) {
    const { signal } = this.stop;
    const attempt = () => call(method, path, { token: this.sender.ownerToken, signal, ...(body ? { body } : {}) });
    return retry(attempt, { signal, onWait: this.events.onWait });
  }

  /** @param {number} n @returns {Promise<ArrayBuffer>} */
  async seal(n) {
    const { sealPart, partSize } = this.sender;
    const earlier = this.sealed.get(n);
    if (earlier) return earlier;
    const plain = this.archive.slice(n * partSize, (n + 1) * partSize);
    const sealed = await sealPart(n, plain, this.spare.pop() ?? new ArrayBuffer(0)).catch((error) => {
      throw error instanceof CoreError && error.code === 'unreadable' ? new UnreadableError() : error;
    });
    this.sealed.set(n, sealed);
    return sealed;
  }

  /** @param {number} n @param {ArrayBuffer} sealed */
  async send(n, sealed) {
    const path = `/drops/${this.sender.drop}/parts/${n}`;
    const attempt = () => putBytes(path, this.sender.ownerToken, sealed, this.stop.signal, (bytes) => this.moving.set(n, bytes));
    await retry(attempt, { signal: this.stop.signal, onWait: this.events.onWait });
    this.sealed.delete(n);
    this.spare.push(sealed);
    this.stored.add(n);
    this.moving.finish(n, Math.min(this.sender.partSize, this.archive.size - n * this.sender.partSize));
  }
}

/** @param {File[]} files @param {number} index */
function fileAt(files, index) {
  const file = files[index];
  if (!file) throw new RangeError('the archive names a file that was not given');
  return file;
}

/**
 * PUTs bytes. By XMLHttpRequest, since fetch cannot tell how much of a body has left.
 * @param {string} path
 * @param {string} token
 * @param {ArrayBuffer} body
 * @param {AbortSignal} signal
 * @param {(bytes: number) => void} onBytes
 * @returns {Promise<void>}
 */
function putBytes(path, token, body, signal, onBytes) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    let stall = setTimeout(abort, kStallMs);
    xhr.open('PUT', `/api/v1${path}`);
    xhr.setRequestHeader('Content-Type', 'application/octet-stream');
    for (const [name, value] of Object.entries(authorization(token))) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => {
      clearTimeout(stall);
      stall = setTimeout(abort, kStallMs);
      onBytes(event.loaded);
    };
    xhr.onloadend = () => {
      clearTimeout(stall);
      signal.removeEventListener('abort', abort);
      if (signal.aborted) reject(signal.reason);
      else if (xhr.status === 0) reject(new ApiError(0, 'offline'));
      else if (xhr.status >= 300) reject(problem(xhr.status, xhr.responseText, xhr.getResponseHeader('Retry-After')));
      else resolve();
    };
    signal.addEventListener('abort', abort);
    if (signal.aborted) return reject(signal.reason);
    xhr.send(body);
    hintAt(body.byteLength);
  });
}

/**
 * Makes garbage of a size, which costs nothing since it is never touched. XMLHttpRequest keeps a copy of each body that the garbage
 * collector does not count, so it would not come round before all of a large file is in memory.
 * @param {number} size in bytes
 */
const hintAt = (size) => void new ArrayBuffer(size);
