// Reading a Blob: by its stream where that works, in another way where it does not, and never other bytes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { BlobReader } from '../../web/js/core/blob_reader.js';
import { arrayBuffer, patterned } from './support.mjs';

const kSizes = [100_000, 70_000, 1, 30_000];
const kBytes = patterned(kSizes.reduce((sum, size) => sum + size));

/** @param {BlobReader} reader @param {Blob} blob @param {Iterable<number>} [sizes] */
async function readAll(reader, blob, sizes = kSizes) {
  const runs = [];
  for await (const run of reader.read(blob, sizes)) runs.push(Buffer.from(run));
  return runs;
}

/**
 * A Blob whose stream is not to be trusted.
 * @param {(controller: ReadableByteStreamController, byob: ReadableStreamBYOBRequest) => void | Promise<void>} pull
 */
function blobWith(pull) {
  const blob = new Blob([arrayBuffer(kBytes)]);
  const source = { type: /** @type {const} */ ('bytes'), pull: (/** @type {ReadableByteStreamController} */ controller) => controller.byobRequest && pull(controller, controller.byobRequest) };
  blob.stream = () => /** @type {any} */ (new ReadableStream(/** @type {any} */ (source)));
  return blob;
}

/** Answers a read with the next bytes. @param {ReadableStreamBYOBRequest} byob @param {number} start @param {number} most */
function answer(byob, start, most) {
  const view = new Uint8Array(/** @type {any} */ (byob.view).buffer, byob.view?.byteOffset, byob.view?.byteLength);
  const size = Math.min(view.length, most, kBytes.length - start);
  view.set(kBytes.subarray(start, start + size));
  byob.respond(size);
  return size;
}

/** @param {Buffer[]} runs */
function assertWhole(runs) {
  assert.deepEqual(runs.map((run) => run.length), kSizes);
  assert.ok(Buffer.concat(runs).equals(kBytes));
}

test('a Blob comes in runs of the sizes asked for, again and again', async () => {
  const reader = new BlobReader();
  for (let i = 0; i < 3; i++) assertWhole(await readAll(reader, new Blob([arrayBuffer(kBytes)])));
  assert.deepEqual(await readAll(reader, new Blob([]), [0]), [Buffer.alloc(0)]);
});

test('a stream may give bytes in runs of its own', async () => {
  let at = 0;
  assertWhole(await readAll(new BlobReader(), blobWith((_, byob) => void (at += answer(byob, at, 777)))));
});

test('one buffer serves all of it', async () => {
  /** @type {Set<number>} */
  const sizes = new Set();
  let at = 0;
  const blob = blobWith((_, byob) => {
    sizes.add(/** @type {any} */ (byob.view).buffer.byteLength);
    at += answer(byob, at, 10_000);
  });
  await readAll(new BlobReader(), blob);
  assert.deepEqual([...sizes], [kSizes[0]]);
});

for (const after of [0, 1, 12]) {
  test(`a stream that stops answering after ${after} reads is given up, and nothing is read twice or left out`, async () => {
    let [at, reads] = [0, 0];
    const blob = blobWith((_, byob) => (reads++ < after ? void (at += answer(byob, at, 10_000)) : new Promise(() => {})));
    assertWhole(await readAll(new BlobReader(20), blob));
  });
}

test('an answer that comes too late changes nothing', async () => {
  let answerLate = () => {};
  const late = blobWith(async (_, byob) => {
    await new Promise((resolve) => (answerLate = () => resolve(null)));
    answer(byob, 12_345, 5);
  });
  const reader = new BlobReader(20);
  assertWhole(await readAll(reader, late));
  answerLate();
  assertWhole(await readAll(reader, new Blob([arrayBuffer(kBytes)])));
});

test('a browser whose Blobs have no byte streams reads them all the same', async () => {
  const blob = new Blob([arrayBuffer(kBytes)]);
  blob.stream = () => /** @type {any} */ (new ReadableStream());
  assertWhole(await readAll(new BlobReader(), blob));
});

test('what can no longer be read, or is shorter than it was, is told', async () => {
  const unreadable = (/** @type {any} */ error) => error.name === 'CoreError' && error.code === 'unreadable';
  const failing = blobWith((controller) => controller.error(new DOMException('changed', 'NotReadableError')));
  await assert.rejects(readAll(new BlobReader(), failing), unreadable);
  let at = 0;
  const short = blobWith((controller, byob) => {
    if (at > 150_000) {
      controller.close();
      byob.respond(0);
    } else at += answer(byob, at, 10_000);
  });
  await assert.rejects(readAll(new BlobReader(), short), unreadable);
  await assert.rejects(readAll(new BlobReader(), new Blob(['x']), [2]), unreadable);
});
