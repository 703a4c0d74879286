// Parts are worked on piece by piece: the pieces cover a part exactly, and what comes of it is what sealing it whole gives.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Cut, sealedSize, tagsOf } from '../../web/js/core/pieces.js';
import { arrayBuffer, newCore, patterned } from './support.mjs';

const kKiB = 1024;
const kMiB = 1024 * kKiB;
const kPartSizes = [kMiB, kMiB + 64 * kKiB, 1.5 * kMiB, 3 * kMiB, 5 * kMiB, 8 * kMiB - 64 * kKiB, 8 * kMiB];

test('pieces cover every part exactly, plain and sealed', () => {
  for (const partSize of kPartSizes) {
    for (const size of [0, 1, 64 * kKiB, partSize - 1, partSize, partSize + 1, 3 * partSize, 3 * partSize + kMiB + 5]) {
      const cut = new Cut(size, partSize);
      assert.ok(cut.pieceSize >= kMiB && partSize % cut.pieceSize === 0);
      let [plainTotal, sealedTotal, index] = [0, 0, 0];
      for (let n = 0; n < cut.partCount; n++) {
        let [plain, sealed] = [0, 0];
        for (const piece of cut.pieces(n)) {
          assert.deepEqual([piece.index, piece.plainStart, piece.sealedStart], [index, plain, sealed]);
          assert.equal(piece.sealedSize, sealedSize(piece.plainSize));
          [plain, sealed, index] = [plain + piece.plainSize, sealed + piece.sealedSize, index + 1];
        }
        assert.deepEqual([plain, sealed], [cut.plainSize(n), cut.sealedSize(n)]);
        [plainTotal, sealedTotal] = [plainTotal + plain, sealedTotal + sealed];
      }
      assert.deepEqual([plainTotal, sealedTotal, index], [size, sealedSize(size), Math.max(1, Math.ceil(size / cut.pieceSize))]);
    }
  }
});

test('what is no part size comes back as it is, at once', () => {
  for (const size of [0, 5, -1, Number.NaN, Infinity, 1e300, 9 * kMiB, kMiB - 1]) assert.equal(new Cut(kMiB, size).pieceSize, size);
});

/** A session that seals, and one that opens, one file. @param {number} size @param {number} partSize */
function sessions(size, partSize) {
  const sender = newCore();
  const drop = sender.createDrop({ files: [{ name: 'a', type: '', size }] }, partSize);
  sender.createLink();
  const grant = sender.createGrant(null);
  sender.joinSender(sender.payloadKey(), drop.size, drop.partSize);
  const receiver = newCore();
  receiver.openLink(grant.fragment);
  receiver.receive(receiver.unlock(null).identity, { header: grant.header, size: drop.size, partSize: drop.partSize });
  const file = patterned(size);
  const plain = Buffer.concat(drop.archive.map((piece) => ('file' in piece ? file : piece.bytes)));
  /** @param {number} n */
  const part = (n) => arrayBuffer(plain.subarray(n * partSize, (n + 1) * partSize));
  return { sender, receiver, drop, part };
}

test('the tags of chunks are the last 16 bytes of each', () => {
  const sealed = Uint8Array.from({ length: 2 * (64 * kKiB + 16) + 20 }, (_, index) => index % 251);
  const at = (/** @type {number} */ end) => String.fromCharCode(...sealed.subarray(end - 16, end));
  assert.equal(tagsOf(sealed), at(64 * kKiB + 16) + at(2 * (64 * kKiB + 16)) + at(sealed.length));
});

test('a part read from a Blob is sealed as one from memory', async () => {
  for (const partSize of [kMiB, 1.5 * kMiB, 3 * kMiB]) {
    const { sender, drop, part } = sessions(3_500_000, partSize);
    for (let n = 0; n < drop.partCount; n++) {
      const blob = new Blob([part(n)]);
      const { sealed, tags } = await sender.sealBlob(n, blob);
      const whole = new Uint8Array(sender.sealPart(n, part(n)));
      assert.ok(Buffer.from(await sealed.arrayBuffer()).equals(whole), `${partSize} ${n}`);
      assert.equal(tags, tagsOf(whole));
    }
  }
});

test('parts of every size arrive as they were sent, in the memory they came in', () => {
  for (const partSize of kPartSizes) {
    const { sender, receiver, drop, part } = sessions(9_000_000, partSize);
    for (let n = 0; n < drop.partCount; n++) {
      const sealed = sender.sealPart(n, part(n));
      const opened = receiver.openPart(n, sealed);
      assert.equal(opened.buffer, sealed);
      assert.ok(Buffer.from(opened).equals(Buffer.from(part(n))), `${partSize} ${n}`);
    }
  }
});

test('of a part that is bad at its end nothing is left', () => {
  const { sender, receiver, part } = sessions(3_500_000, 3 * kMiB);
  const sealed = sender.sealPart(0, part(0));
  const bytes = new Uint8Array(sealed);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  assert.throws(() => receiver.openPart(0, sealed), (/** @type {any} */ error) => error.code === 'bad-payload');
  assert.ok(bytes.subarray(0, 2 * kMiB).every((byte) => byte === 0));
});

test('parts of another size are refused', async () => {
  const { sender, receiver, part } = sessions(3_500_000, 3 * kMiB);
  const wrong = (/** @type {string} */ code) => (/** @type {any} */ error) => error.code === code;
  assert.throws(() => sender.sealPart(0, new ArrayBuffer(3 * kMiB - 1)), wrong('bad-input'));
  assert.throws(() => sender.sealPart(7, part(0)), wrong('bad-input'));
  await assert.rejects(sender.sealBlob(0, new Blob(['short'])), wrong('bad-input'));
  const sealed = Buffer.from(sender.sealPart(0, part(0)));
  assert.throws(() => receiver.openPart(0, arrayBuffer(sealed.subarray(0, sealedSize(2 * kMiB)))), wrong('truncated'));
  assert.throws(() => receiver.openPart(0, arrayBuffer(Buffer.concat([sealed, Buffer.alloc(1)]))), wrong('bad-payload'));
});
