// Where the bytes of a part lie, plain and sealed (docs/protocol.md, section 3), and how a part is cut into pieces.

const kChunkBytes = 65536;
const kTagBytes = 16;
const kPieceBytesMin = 1 << 20; // as small as a part may be: a manifest fits
const kPartBytesMax = 8 << 20;

/** @param {number} plain @returns {number} both in bytes */
export const sealedSize = (plain) => plain + kTagBytes * Math.max(1, Math.ceil(plain / kChunkBytes));

/** The tags of sealed chunks: they tell them from any others as well as a sum of them would. @param {Uint8Array} sealed whole chunks */
export function tagsOf(sealed) {
  const step = kChunkBytes + kTagBytes;
  let tags = '';
  for (let start = 0; start < sealed.length; start += step) {
    const end = Math.min(start + step, sealed.length);
    tags += String.fromCharCode(...sealed.subarray(end - kTagBytes, end));
  }
  return tags;
}

/**
 * A run of whole chunks. All in bytes, starts from that of the part.
 * @typedef {{index: number, plainStart: number, plainSize: number, sealedStart: number, sealedSize: number}} Piece
 */

/**
 * A payload of `size` bytes in parts of `partSize` bytes, each in pieces. To the core a piece is a part, of a payload with smaller
 * parts: chunks know nothing of parts. So one piece at a time is in its memory, and in the processor's cache, whatever the part size.
 */
export class Cut {
  /** @param {number} size @param {number} partSize what is no part size is left to the core to refuse */
  constructor(size, partSize) {
    this.size = size;
    this.partSize = partSize;
    this.partCount = Math.max(1, Math.ceil(size / partSize));
    this.pieceSize = pieceSizeFor(partSize);
  }

  /** @param {number} n */
  plainSize(n) {
    return Math.min(this.partSize, this.size - n * this.partSize);
  }

  /** @param {number} n */
  sealedSize(n) {
    return sealedSize(this.plainSize(n));
  }

  /** The pieces of part n, in order; an empty payload has one. @param {number} n @returns {Generator<Piece, void>} */
  *pieces(n) {
    const partSize = this.plainSize(n);
    let [index, plainStart, sealedStart] = [n * (this.partSize / this.pieceSize), 0, 0];
    do {
      const plainSize = Math.min(this.pieceSize, partSize - plainStart);
      const piece = { index, plainStart, plainSize, sealedStart, sealedSize: sealedSize(plainSize) };
      yield piece;
      index += 1;
      plainStart += piece.plainSize;
      sealedStart += piece.sealedSize;
    } while (plainStart < partSize);
  }
}

/** The smallest piece that divides parts of this size evenly. @param {number} partSize */
function pieceSizeFor(partSize) {
  if (!(partSize <= kPartBytesMax)) return partSize;
  for (let size = kPieceBytesMin; size < partSize; size += kChunkBytes) {
    if (partSize % size === 0) return size;
  }
  return partSize;
}
