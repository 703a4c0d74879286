// Bytes become Blobs in runs that a browser hands over at once, and nothing is lost between them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { blobsOf, joined } from '../../web/js/core/blobs.js';

const kKiB = 1024;
/** What Chromium takes along in a message: DataElementBytes::kMaximumEmbeddedDataSize. */
const kHandedOverMax = 256 * kKiB;

test('runs are small, and together they are the bytes', async () => {
  for (const size of [0, 1, 192 * kKiB - 1, 192 * kKiB, 192 * kKiB + 1, 1024 * kKiB + 256]) {
    const bytes = Uint8Array.from({ length: size }, (_, index) => index % 251);
    const runs = blobsOf(bytes);
    assert.ok(runs.every((run) => run.size > 0 && run.size <= kHandedOverMax));
    assert.ok(Buffer.from(await joined(runs).arrayBuffer()).equals(bytes), `${size} bytes`);
  }
});

test('a run is a copy: the memory may be used for others', async () => {
  const bytes = new Uint8Array(300 * kKiB).fill(1);
  const blob = joined(blobsOf(bytes));
  bytes.fill(2);
  assert.ok(new Uint8Array(await blob.arrayBuffer()).every((byte) => byte === 1));
});
