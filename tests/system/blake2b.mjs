// BLAKE2b with an output of 32 bytes (RFC 7693), independent of libsodium: for verifiers in tests.

const kMask = (1n << 64n) - 1n;
const kBlockSize = 128;
const kInitial = [
  0x6a09e667f3bcc908n, 0xbb67ae8584caa73bn, 0x3c6ef372fe94f82bn, 0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n, 0x9b05688c2b3e6c1fn, 0x1f83d9abfb41bd6bn, 0x5be0cd19137e2179n,
];
const kSigma = [
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
  [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
  [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
  [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
  [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
  [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
  [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
  [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
  [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
];
// Columns, then diagonals.
const kQuarters = [
  [0, 4, 8, 12], [1, 5, 9, 13], [2, 6, 10, 14], [3, 7, 11, 15],
  [0, 5, 10, 15], [1, 6, 11, 12], [2, 7, 8, 13], [3, 4, 9, 14],
];

/** @param {bigint} value @param {bigint} bits */
const rotate = (value, bits) => ((value >> bits) | (value << (64n - bits))) & kMask;

/** @param {bigint[]} v @param {number[]} at @param {bigint} x @param {bigint} y */
function mix(v, at, x, y) {
  const [a, b, c, d] = /** @type {[number, number, number, number]} */ (at);
  const get = (/** @type {number} */ i) => /** @type {bigint} */ (v[i]);
  v[a] = (get(a) + get(b) + x) & kMask;
  v[d] = rotate(get(d) ^ get(a), 32n);
  v[c] = (get(c) + get(d)) & kMask;
  v[b] = rotate(get(b) ^ get(c), 24n);
  v[a] = (get(a) + get(b) + y) & kMask;
  v[d] = rotate(get(d) ^ get(a), 16n);
  v[c] = (get(c) + get(d)) & kMask;
  v[b] = rotate(get(b) ^ get(c), 63n);
}

/** @param {bigint[]} state @param {Buffer} block @param {bigint} count bytes so far @param {boolean} last */
function compress(state, block, count, last) {
  const v = [...state, ...kInitial];
  v[12] = /** @type {bigint} */ (v[12]) ^ count;
  if (last) v[14] = /** @type {bigint} */ (v[14]) ^ kMask;
  for (let round = 0; round < 12; ++round) {
    const order = /** @type {number[]} */ (kSigma[round % 10]);
    kQuarters.forEach((at, i) => {
      const word = (/** @type {number} */ j) => block.readBigUInt64LE(8 * Number(order[j]));
      mix(v, at, word(2 * i), word(2 * i + 1));
    });
  }
  state.forEach((_, i) => {
    state[i] = /** @type {bigint} */ (state[i]) ^ /** @type {bigint} */ (v[i]) ^ /** @type {bigint} */ (v[i + 8]);
  });
}

/** @param {Uint8Array} bytes @returns {Buffer} 32 bytes */
export function blake2b256(bytes) {
  const state = [...kInitial];
  state[0] = /** @type {bigint} */ (state[0]) ^ 0x01010020n;
  const blocks = Math.max(1, Math.ceil(bytes.length / kBlockSize));
  for (let i = 0; i < blocks; ++i) {
    const block = Buffer.alloc(kBlockSize);
    block.set(bytes.subarray(i * kBlockSize, (i + 1) * kBlockSize));
    const last = i === blocks - 1;
    compress(state, block, BigInt(last ? bytes.length : (i + 1) * kBlockSize), last);
  }
  const hash = Buffer.alloc(64);
  state.forEach((word, i) => hash.writeBigUInt64LE(word, 8 * i));
  return hash.subarray(0, 32);
}
