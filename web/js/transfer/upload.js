// Sends a drop: opens it, seals and puts its parts, puts the grant, seals it. Can stop and go on, and never starts over.
import { ApiError, authorization, call, problem } from './api.js';
import { Meter } from './meter.js';
import { inParallel, retry } from './retry.js';

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
    this.meter = new Meter(this.archive.size);
    /** @type {Set<number>} */
    this.stored = new Set();
    /** Bytes on their way, by part. @type {Map<number, number>} */
    this.moving = new Map();
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
    await inParallel(left, kPartsInFlight, (n) => this.part(n));
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

  /** Seals part n and puts it. @param {number} n */
  async part(n) {
    const { sender } = this;
    const start = n * sender.partSize;
    const plain = await this.archive
      .slice(start, start + sender.partSize)
      .arrayBuffer()
      .catch(() => {
        throw new UnreadableError();
      });
    const bytes = plain.byteLength;
    const sealed = await sender.sealPart(n, plain);
    await retry(() => this.put(n, sealed), { signal: this.stop.signal, onWait: this.events.onWait });
    this.stored.add(n);
    this.moving.set(n, bytes);
    this.report();
  }

  /** @param {number} n @param {ArrayBuffer} sealed */
  put(n, sealed) {
    const path = `/drops/${this.sender.drop}/parts/${n}`;
    return putBytes(path, this.sender.ownerToken, sealed, this.stop.signal, (bytes) => {
      this.moving.set(n, bytes);
      this.report();
    });
  }

  report() {
    let done = 0;
    for (const bytes of this.moving.values()) done += bytes;
    this.meter.set(done);
    this.events.onProgress(this.meter);
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
    if (signal.aborted) reject(signal.reason);
    else xhr.send(body);
  });
}
