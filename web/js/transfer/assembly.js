// Puts files together from parts that arrive in any order, and says which parts are needed first.

/** @typedef {import('../core/types.js').ManifestFile} ManifestFile */

/** Blobs, so that a browser may keep them out of memory. */
export class Assembly {
  /** @param {ManifestFile[]} files */
  constructor(files) {
    this.files = files.map((file, index) => ({ index, start: file.offset, end: file.offset + file.size, missing: file.size, given: false }));
    /** For each file its pieces, by part. @type {Map<number, Blob>[]} */
    this.pieces = files.map(() => new Map());
  }

  /**
   * @param {number} n
   * @param {number} start of the part in the plaintext, in bytes
   * @param {Blob} plain
   * @returns {number[]} the files that are complete by this part
   */
  add(n, start, plain) {
    const end = start + plain.size;
    for (const file of this.files) {
      const [from, to] = [Math.max(start, file.start), Math.min(end, file.end)];
      if (from >= to) continue;
      this.pieces[file.index]?.set(n, plain.slice(from - start, to - start));
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

/** The parts that hold a file. @param {ManifestFile} file @param {number} partSize in bytes @returns {number[]} */
export function partsOf({ offset, size }, partSize) {
  const parts = [];
  for (let n = Math.floor(offset / partSize); n * partSize < offset + size; n += 1) parts.push(n);
  return parts;
}

/**
 * All parts, in the order in which they are needed: those of each file in turn, then what is left (padding).
 * @param {ManifestFile[]} files the ones wanted first in front
 * @param {number} partSize in bytes
 * @param {number} partCount
 * @returns {number[]}
 */
export function partsByNeed(files, partSize, partCount) {
  const parts = new Set(files.flatMap((file) => partsOf(file, partSize)));
  for (let n = 0; n < partCount; n += 1) parts.add(n);
  return [...parts];
}
