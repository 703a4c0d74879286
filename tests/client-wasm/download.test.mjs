// What a server may make a page hold: a part that is longer than it must be is cut off; and the order in which parts are fetched.
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
    const receiver = { partCount: 2, workers: 1, openPart: () => assert.fail(), manifest: assert.fail };
    const events = { onManifest: () => [], onFile() {}, onProgress() {}, onWait() {} };
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

/** As a browser's own, which fill the memory they are given. @param {Uint8Array} chunk @param {number} count */
const byteStream = (chunk, count, onCancel = () => {}) => {
  let left = count;
  return new ReadableStream({
    type: 'bytes',
    pull(controller) {
      if (left-- > 0) return controller.enqueue(chunk.slice());
      controller.close();
      controller.byobRequest?.respond(0);
    },
    cancel: onCancel,
  });
};

for (const [kind, make] of /** @type {[string, typeof stream][]} */ ([['chosen by the browser', stream], ['of ours', byteStream]])) {
  test(`in memory ${kind}: a part comes whole, a short one short, one without an end is cut off`, async () => {
    const chunk = Uint8Array.from({ length: 1000 }, (_, index) => index);
    const whole = Buffer.from(await fetchPart(0, () => make(chunk, 1048)).catch(() => new ArrayBuffer(0)));
    assert.equal(whole.length, 1_048_000, 'shorter than a part, and given as it is');
    assert.ok(whole.equals(Buffer.concat(Array(1048).fill(chunk))));
    assert.equal((await fetchPart(0, () => make(new Uint8Array(kPartBytes / 16), 16))).byteLength, kPartBytes);
    let cancelled = false;
    await assert.rejects(fetchPart(1, () => make(chunk, 1e9, () => (cancelled = true))), (/** @type {any} */ error) => error.code === 'bad-answer');
    assert.ok(cancelled);
  });
}

test('parts are fetched as their files are wanted, the first file by itself, three at a time, and opened in memory that is used again', async () => {
  const { fetch } = globalThis;
  /** @type {number[]} */
  const asked = [];
  /** @type {number[]} */
  const opened = [];
  /** @type {number[]} */
  let alone = [];
  let [moving, most, fresh] = [0, 0, 0];
  globalThis.fetch = async (url) => {
    most = Math.max(most, ++moving);
    if (asked.length === 3) alone = [...opened];
    asked.push(Number(/parts\/(\d+)$/.exec(String(url))?.[1]));
    await new Promise((resolve) => setTimeout(resolve, 2));
    return new Response(stream(new Uint8Array(kPartBytes), 1));
  };
  const place = (/** @type {number} */ offset) => ({ name: '', type: '', size: 2 * kMiB, offset });
  const files = [place(kMiB), place(5 * kMiB)];
  /** @type {WeakSet<ArrayBuffer>} */
  const known = new WeakSet();
  const receiver = {
    partCount: 20,
    workers: 2,
    /** @param {number} n @param {ArrayBuffer} memory */
    async openPart(n, memory) {
      moving -= 1;
      opened.push(n);
      if (!known.has(memory)) fresh += 1;
      known.add(memory);
      return { plain: new Blob([new Uint8Array(kMiB).fill(n)]), memory };
    },
    manifest: () => ({ v: /** @type {const} */ (1), files }),
  };
  /** @type {Map<number, Blob>} */
  const given = new Map();
  const events = { onManifest: () => [...files].reverse(), onFile: (/** @type {number} */ index, /** @type {Blob} */ content) => void given.set(index, content), onProgress() {}, onWait() {} };
  try {
    await new Download({ view: 'v', token: 't', size: 20 * kMiB, partSize: kMiB }, receiver, events).run();
  } finally {
    globalThis.fetch = fetch;
  }
  assert.deepEqual(asked.slice(0, 6), [0, 5, 6, 1, 2, 3]);
  assert.deepEqual(alone, [0, 5, 6], 'others share the line with what is wanted first');
  assert.equal(new Set(asked).size, 20);
  assert.ok(most <= 3, `${most} at a time`);
  assert.ok(fresh <= 4, `${fresh} parts had memory of their own`);
  const second = new Uint8Array(await (given.get(1) ?? new Blob()).arrayBuffer());
  assert.deepEqual([second.length, second[0], second.at(-1)], [2 * kMiB, 5, 6]);
});

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
