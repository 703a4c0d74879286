// What a server may make a page hold: a part that is longer than it must be is cut off.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ApiError } from '../../web/js/transfer/api.js';
import { Download } from '../../web/js/transfer/download.js';

const kMiB = 1 << 20;
const kPartBytes = kMiB + 16 * 16;

/** @param {number} n @param {() => ReadableStream<Uint8Array>} body what the server answers @returns {Promise<ArrayBuffer>} */
async function fetchPart(n, body) {
  const { fetch } = globalThis;
  globalThis.fetch = async () => new Response(body());
  try {
    const lease = { view: 'v', token: 't', size: kMiB + 1, partSize: kMiB };
    const receiver = { partCount: 2, openPart: assert.fail, manifest: assert.fail };
    const events = { onManifest() {}, onFile() {}, onProgress() {}, onWait() {} };
    return await new Download(lease, receiver, events).fetch(n);
  } finally {
    globalThis.fetch = fetch;
  }
}

/** @param {Uint8Array} chunk @param {number} count */
const stream = (chunk, count, onCancel = () => {}) => {
  let left = count;
  return new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(chunk);
      else controller.close();
    },
    cancel: onCancel,
  });
};

test('a part of its size is taken', async () => {
  assert.equal((await fetchPart(0, () => stream(new Uint8Array(kPartBytes), 1))).byteLength, kPartBytes);
  assert.equal((await fetchPart(1, () => stream(new Uint8Array(1), 17))).byteLength, 17);
});

test('a part without an end is cut off', async () => {
  for (const [n, size] of /** @type {[number, number][]} */ ([[0, kPartBytes], [1, 17]])) {
    let cancelled = false;
    const endless = () => stream(new Uint8Array(size), 1000, () => (cancelled = true));
    await assert.rejects(fetchPart(n, endless), (error) => error instanceof ApiError && error.code === 'bad-answer' && !error.passing);
    assert.ok(cancelled);
  }
});
