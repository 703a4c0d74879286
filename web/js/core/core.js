// A synchronous wrapper over one instance of a module: seal, open, owner, password or report, whose exports its methods
// call. Runs in workers and in node. One Core is one session: its secrets stay in the instance's memory and go with it.
import { BlobReader } from './blob_reader.js';
import { blobsOf, joined } from './blobs.js';
import { check, CoreError } from './error.js';
import { instantiate } from './loader.js';
import { Cut, tagsOf } from './pieces.js';

const ZERO_RUN_SIZE = 1024 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @param {string} text @returns {object} */
function parseObject(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    value = null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CoreError('bad-input', 'a sealed text that is not a JSON object');
  }
  return value;
}

/** @param {number} size in bytes @param {ArrayBuffer} [memory] to be used again @returns {ArrayBuffer} */
const ofSize = (size, memory) => (memory?.byteLength === size ? memory : new ArrayBuffer(size));

export class Core {
  #exports;
  /** Of the payload that is being sealed or opened. @type {Cut | null} */
  #cut = null;
  /** Where a piece of a part goes in and comes out, in this memory. */
  #room = { pointer: 0, size: 0 };
  #reader = new BlobReader();

  /** @param {WebAssembly.Module | import('./without_wasm.js').ScriptBuild} module */
  constructor(module) {
    this.#exports = instantiate(module);
  }

  /**
   * Plans the archive and makes the drop's secrets.
   * @param {{files: import('./types.js').FileRequest[], note?: string, view?: import('./types.js').ViewRequest}} request
   * @param {number} partSize 0 chooses one
   * @returns {{drop: string, ownerFragment: string, ownerToken: string, ownerVerifier: string, ownerKey: string,
   *   size: number, partSize: number, partCount: number, manifest: import('./types.js').Manifest,
   *   archive: import('./types.js').ArchivePiece[]}}
   */
  createDrop(request, partSize) {
    const { files, note, view } = request;
    this.#call('sender_begin', note ?? '');
    for (const file of files) {
      this.#call('sender_file', file.name, file.type ?? '', file.preview ?? '', file.caption ?? '', file.size, file.width ?? -1, file.height ?? -1);
    }
    if (view) this.#call('sender_view', view.watermark ?? '', view.seconds ?? -1, Number(view.hold ?? -1), Number(view.download ?? -1));
    const [drop, ownerFragment, ownerToken, ownerVerifier, ownerKey, size, planned, partCount, zeros, json] =
      this.#lines('sender_new', partSize);
    const manifest = JSON.parse(json);
    return {
      drop, ownerFragment, ownerToken, ownerVerifier, ownerKey,
      size: Number(size), partSize: Number(planned), partCount: Number(partCount), manifest,
      archive: this.#archive(manifest.files.length, Number(zeros)),
    };
  }

  /** A link secret for sender's next grant. */
  createLink() {
    this.#exports.link_new();
  }

  /**
   * @param {Uint8Array | null} passwordHash
   * @returns {{fragment: string, grant: string, accessVerifier: string, header: string}}
   */
  createGrant(passwordHash) {
    const [fragment, grant, accessVerifier, header] = this.#lines('sender_grant', passwordHash ?? new Uint8Array());
    return { fragment, grant, accessVerifier, header };
  }

  /** @returns {Uint8Array} secret: lets another worker seal parts */
  payloadKey() {
    return this.#call('sender_payload_key');
  }

  /** @param {Uint8Array} payloadKey @param {number} size @param {number} partSize */
  joinSender(payloadKey, size, partSize) {
    this.#cut = new Cut(size, partSize);
    this.#call('parts_new', payloadKey, size, this.#cut.pieceSize);
  }

  /**
   * @param {number} n @param {ArrayBuffer} plain
   * @param {ArrayBuffer} [memory] for the sealed part; fresh memory costs as much as sealing does
   * @returns {ArrayBuffer} `memory` where that has the right size
   */
  sealPart(n, plain, memory) {
    const cut = this.#cutWith(n);
    if (plain.byteLength !== cut.plainSize(n)) throw new CoreError('bad-input', 'a part of another size');
    const sealed = ofSize(cut.sealedSize(n), memory);
    for (const piece of cut.pieces(n)) {
      const bytes = this.#sealPiece(piece, new Uint8Array(plain, piece.plainStart, piece.plainSize));
      new Uint8Array(sealed).set(bytes, piece.sealedStart);
    }
    return sealed;
  }

  /**
   * As sealPart, from a Blob that is read to one. One at a time. Rejects with code 'unreadable' where its file is not what it was.
   * @param {number} n @param {Blob} plain
   * @returns {Promise<import('./types.js').SealedPart>}
   */
  async sealBlob(n, plain) {
    const cut = this.#cutWith(n);
    if (plain.size !== cut.plainSize(n)) throw new CoreError('bad-input', 'a part of another size');
    const pieces = [...cut.pieces(n)];
    /** @type {Blob[]} */
    const blobs = [];
    let tags = '';
    for await (const bytes of this.#reader.read(plain, pieces.map(({ plainSize }) => plainSize))) {
      const piece = pieces.shift();
      if (!piece) break;
      const sealed = this.#sealPiece(piece, bytes);
      blobs.push(...blobsOf(sealed));
      tags += tagsOf(sealed);
    }
    return { sealed: joined(blobs), tags };
  }

  /** @param {string} fragment @returns {{grant: string}} */
  openLink(fragment) {
    return { grant: this.#text('link_open', fragment) };
  }

  /** @returns {Uint8Array} */
  passwordSalt() {
    return this.#call('link_salt');
  }

  /**
   * @param {Uint8Array | null} passwordHash
   * @returns {{accessToken: string, identity: string}} both secret
   */
  unlock(passwordHash) {
    const [accessToken, identity] = this.#lines('link_unlock', passwordHash ?? new Uint8Array());
    return { accessToken, identity };
  }

  /**
   * @param {string} identity secret, of unlock()
   * @param {{header: string, size: number, partSize: number}} payload
   */
  receive(identity, { header, size, partSize }) {
    this.#cut = new Cut(size, partSize);
    this.#call('receiver_new', identity, header, size, this.#cut.pieceSize);
  }

  /**
   * Opens in place. Part 0 first, or adoptManifest.
   * @param {number} n @param {ArrayBuffer} sealed @returns {Uint8Array<ArrayBuffer>} the front of `sealed`
   */
  openPart(n, sealed) {
    return this.#open('open_part', n, sealed);
  }

  /**
   * As openPart, for another thread.
   * @param {number} n @param {ArrayBuffer} sealed
   * @param {string | null} folder of the browser's storage, for the plaintext of a large drop
   * @returns {Promise<import('./types.js').OpenedPart>}
   */
  async openToBlob(n, sealed, folder) {
    const plain = this.openPart(n, sealed);
    if (folder === null) return { plain: joined(blobsOf(plain)), memory: sealed };
    const { keepInFile } = await import('./disk.js');
    return { plain: await keepInFile(folder, String(n), plain), memory: sealed };
  }

  /**
   * Opens in place a part of any age payload, whatever is in it.
   * @param {number} n @param {ArrayBuffer} sealed @returns {Uint8Array<ArrayBuffer>} the front of `sealed`
   */
  decryptPart(n, sealed) {
    return this.#open('decrypt_part', n, sealed);
  }

  /** @returns {import('./types.js').Manifest} sanitised; after part 0 */
  manifest() {
    /** @type {import('./types.js').Manifest} */
    const manifest = JSON.parse(this.#text('receiver_manifest'));
    const lines = this.#lines('receiver_names');
    for (const [i, file] of manifest.files.entries()) {
      file.name = String(lines[2 * i]);
      file.type = String(lines[2 * i + 1]);
    }
    return manifest;
  }

  /** @returns {Uint8Array} for adoptManifest in another worker */
  manifestAsSent() {
    return this.#call('receiver_manifest');
  }

  /** @param {Uint8Array} json */
  adoptManifest(json) {
    this.#call('receiver_adopt_manifest', json);
  }

  /** @param {string} fragment @returns {{drop: string, ownerToken: string}} */
  openOwner(fragment) {
    const [drop, ownerToken] = this.#lines('owner_open', fragment);
    return { drop, ownerToken };
  }

  /** @param {object} note @returns {string} */
  sealNote(note) {
    return this.#text('note_seal', JSON.stringify(note));
  }

  /** @param {string} sealed @returns {object} */
  openNote(sealed) {
    return parseObject(this.#text('note_open', sealed));
  }

  /** @param {string} sealed @returns {object} */
  openEvent(sealed) {
    return parseObject(this.#text('event_open', sealed));
  }

  /** @param {object} hint @returns {string} */
  sealHint(hint) {
    return this.#text('hint_seal', JSON.stringify(hint));
  }

  /** @param {string} sealed @returns {object} */
  openHint(sealed) {
    return parseObject(this.#text('hint_open', sealed));
  }

  /** @param {object} report @param {string} recipient `age1…` @returns {string} */
  sealReport(report, recipient) {
    return this.#text('report_seal', JSON.stringify(report), recipient);
  }

  /**
   * Argon2id; the memory it takes is never given back, so use a Core of its own.
   * @param {string} password after NFKC
   * @param {Uint8Array} salt
   * @param {import('./types.js').PasswordParams} params
   * @returns {Uint8Array}
   */
  hashPassword(password, salt, { ops, mem }) {
    return this.#call('password_hash', password, salt, ops, mem);
  }

  /** @returns {import('./types.js').Lease} */
  newLease() {
    const [token, verifier] = this.#lines('lease_new');
    return { token, verifier };
  }

  /**
   * @param {number} fileCount @param {number} zeros behind the last gap
   * @returns {import('./types.js').ArchivePiece[]}
   */
  #archive(fileCount, zeros) {
    /** @type {import('./types.js').ArchivePiece[]} */
    const pieces = [];
    for (let i = 0; i <= fileCount; i++) {
      pieces.push({ bytes: this.#call('sender_gap', i) });
      if (i < fileCount) pieces.push({ file: i });
    }
    // The padding may be large, so all of it is one run, referred to again and again.
    const run = new Uint8Array(Math.min(zeros, ZERO_RUN_SIZE));
    for (let left = zeros; left > 0; left -= run.length) pieces.push({ bytes: run.subarray(0, left) });
    return pieces;
  }

  /** @param {number} n */
  #cutWith(n) {
    if (!this.#cut) throw new CoreError('conflict', 'called out of order');
    if (!(n < this.#cut.partCount)) throw new CoreError('bad-input', 'no such part');
    return this.#cut;
  }

  /** Room for a piece; what was in it may still be. @param {number} size @returns {Uint8Array<ArrayBuffer>} good until the next call of the core */
  #roomFor(size) {
    const { memory, resize_part: resizePart } = this.#exports;
    if (this.#room.size !== size) this.#room = { pointer: resizePart(size), size };
    return new Uint8Array(memory.buffer, this.#room.pointer, size);
  }

  /** @param {import('./pieces.js').Piece} piece @param {Uint8Array} plain @returns {Uint8Array<ArrayBuffer>} sealed; good until the next call of the core */
  #sealPiece(piece, plain) {
    this.#roomFor(piece.sealedSize).set(plain);
    try {
      check(this.#exports['seal_part'](piece.index));
    } catch (error) {
      this.#roomFor(0);
      throw error;
    }
    return this.#roomFor(piece.sealedSize);
  }

  /** @param {'open_part' | 'decrypt_part'} name @param {number} n @param {ArrayBuffer} part @returns {Uint8Array<ArrayBuffer>} */
  #open(name, n, part) {
    const cut = this.#cutWith(n);
    const missing = cut.sealedSize(n) - part.byteLength;
    if (missing > 0) throw new CoreError('truncated', 'a part cut short');
    if (missing < 0) throw new CoreError('bad-payload', 'a part too long');
    let done = 0;
    try {
      for (const { index, plainSize, sealedStart, sealedSize } of cut.pieces(n)) {
        this.#roomFor(sealedSize).set(new Uint8Array(part, sealedStart, sealedSize));
        check(this.#exports[name](index));
        // The plaintext is shorter, so this overwrites nothing that is still sealed.
        new Uint8Array(part).set(this.#roomFor(sealedSize).subarray(0, plainSize), done);
        done += plainSize;
      }
    } catch (error) {
      new Uint8Array(part, 0, done).fill(0);
      throw error;
    } finally {
      this.#roomFor(this.#room.size).fill(0);
    }
    return new Uint8Array(part, 0, done);
  }

  /**
   * Calls an export: texts and bytes are copied in and wiped behind it, numbers go as they are.
   * @param {string} name @param {...(string | Uint8Array | number)} args
   * @returns {Uint8Array} the output
   */
  #call(name, ...args) {
    const { memory, mayfly_alloc: alloc, mayfly_free: free } = this.#exports;
    /** @type {[number, number][]} */
    const copies = [];
    try {
      const flat = args.flatMap((arg) => {
        if (typeof arg === 'number') return [arg];
        const bytes = typeof arg === 'string' ? encoder.encode(arg) : arg;
        const pointer = alloc(bytes.length);
        if (pointer === 0 && bytes.length > 0) throw new CoreError('memory', 'out of memory');
        copies.push([pointer, bytes.length]);
        new Uint8Array(memory.buffer, pointer, bytes.length).set(bytes);
        return [pointer, bytes.length];
      });
      check(this.#exports[name](...flat));
      return this.#takeOutput();
    } finally {
      for (const [pointer, size] of copies) free(pointer, size);
    }
  }

  /** As #call. @param {string} name @param {...(string | Uint8Array | number)} args */
  #text(name, ...args) {
    return decoder.decode(this.#call(name, ...args));
  }

  /** As #call: one value a line. @param {string} name @param {...(string | Uint8Array | number)} args */
  #lines(name, ...args) {
    return this.#text(name, ...args).split('\n');
  }

  #takeOutput() {
    const { memory, output_data: data, output_size: size, clear_output: clear } = this.#exports;
    const bytes = new Uint8Array(memory.buffer, data(), size()).slice();
    clear();
    return bytes;
  }
}
