// Requests bent as bytes: what no grammar would write.

/** @typedef {import('./fuzz_dice.mjs').Dice} Dice */

const kPieces = [
  '\r\n', '\n', '\r', '\r\n\r\n', '\0', ' ', '\t', ':', ',', '%00', '%2f', '../', '//', '?', '#', '\xff', '"', '{', '[', 'HTTP/1.0', 'HTTP/1.1', 'HTTP/2.0',
  'Content-Length: 0\r\n', 'Content-Length: 18446744073709551616\r\n', 'Content-Length: -1\r\n', 'Transfer-Encoding: chunked\r\n', 'Host: b\r\n', 'Expect: 100-continue\r\n',
  'Connection: close\r\n', 'Range: bytes=0-\r\n', 'Content-Encoding: gzip\r\n', 'Authorization: Bearer \r\n', ' folded\r\n', '0\r\n\r\n', 'GET / HTTP/1.1\r\n',
];

/** @type {((dice: Dice, bytes: Buffer, other: Buffer) => Buffer)[]} */
const kBends = [
  // Bits and bytes.
  (dice, bytes) => {
    const bent = Buffer.from(bytes);
    for (let i = 1 + dice.below(4); i > 0 && bent.length > 0; --i) bent[dice.below(bent.length)] = dice.below(256);
    return bent;
  },
  (dice, bytes) => {
    const bent = Buffer.from(bytes);
    const at = dice.below(Math.max(1, bent.length));
    if (bent.length > 0) bent[at] = Number(bent[at]) ^ (1 << dice.below(8));
    return bent;
  },
  // Cut, doubled, spliced.
  (dice, bytes) => bytes.subarray(0, dice.below(bytes.length + 1)),
  (dice, bytes) => {
    const begin = dice.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, begin), bytes.subarray(begin + dice.below(40))]);
  },
  (dice, bytes) => {
    const begin = dice.below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, begin + dice.below(80)), bytes.subarray(begin)]);
  },
  (dice, bytes, other) => Buffer.concat([bytes.subarray(0, dice.below(bytes.length + 1)), other.subarray(dice.below(other.length + 1))]),
  // Words where they do not belong, most often in the header section.
  (dice, bytes) => {
    const head = bytes.indexOf('\r\n\r\n');
    const at = dice.below((dice.chance(0.8) && head > 0 ? head : bytes.length) + 1);
    return Buffer.concat([bytes.subarray(0, at), Buffer.from(dice.pick(kPieces).repeat(dice.pick([1, 1, 1, 2, 70])), 'latin1'), bytes.subarray(at)]);
  },
  (dice, bytes) => {
    const first = bytes.indexOf('\r\n') + 2;
    return Buffer.concat([bytes.subarray(0, first), Buffer.from(dice.pick(kPieces), 'latin1'), bytes.subarray(first)]);
  },
  (dice, bytes) => Buffer.from(bytes.toString('latin1').replaceAll('\r\n', dice.pick(['\n', '\r', '\r\r\n'])), 'latin1'),
  (dice, bytes) => Buffer.from(bytes.toString('latin1').replace(/Content-Length: \d+/, `Content-Length: ${dice.pick(['0', '1', '8191', '8389000', '99999999999', '+5', '5 5', '0x5', ''])}`), 'latin1'),
  (dice, bytes) => Buffer.concat([bytes.subarray(0, bytes.indexOf('\r\n') + 2), Buffer.from(`${dice.text(1 + dice.below(20))}: ${'a'.repeat(dice.pick([100, 16_000, 17_000]))}\r\n`), bytes.subarray(bytes.indexOf('\r\n') + 2)]),
  (dice) => dice.bytes(dice.below(300)),
];

/**
 * What to send instead of some requests: bent, sent ahead of answers, in pieces.
 * @param {Dice} dice @param {Buffer[]} requests good ones, at least one
 * @returns {Buffer[]} the pieces of one connection
 */
export function bentBytes(dice, requests) {
  const bent = requests.map((bytes) => (dice.chance(0.7) ? dice.pick(kBends)(dice, bytes, dice.pick(requests)) : bytes));
  const all = Buffer.concat(bent);
  if (dice.chance(0.6) || all.length < 2) return [all];
  const cuts = Array.from({ length: 1 + dice.below(4) }, () => dice.below(Math.min(all.length, 2000))).sort((a, b) => a - b);
  return [0, ...cuts].map((cut, i, list) => all.subarray(cut, list[i + 1] ?? all.length));
}
