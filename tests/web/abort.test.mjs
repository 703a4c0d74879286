// One signal of several: it aborts with the first, for the same reason, and nothing listens any more once the work is done.
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import test from 'node:test';
import { withAny } from '../../web/js/transfer/abort.js';

const [one, other] = [new AbortController(), new AbortController()];
const signals = [one.signal, other.signal];
const listeners = () => signals.map((signal) => getEventListeners(signal, 'abort').length);

/** @param {AbortSignal} signal @returns {Promise<never>} */
const untilAborted = (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('gives what the work gives, and listens no longer than that takes', async () => {
  for (let round = 0; round < 3; round += 1) {
    const given = await withAny(signals, async (signal) => {
      assert.deepEqual(listeners(), [1, 1]);
      return signal.aborted;
    });
    assert.equal(given, false);
    assert.deepEqual(listeners(), [0, 0]);
  }
});

test('nor where the work fails', async () => {
  await assert.rejects(withAny(signals, () => Promise.reject(new RangeError('failed'))), RangeError);
  assert.deepEqual(listeners(), [0, 0]);
});

test('aborts with the first of them, for its reason', async () => {
  const reason = new Error('enough');
  const work = withAny(signals, untilAborted);
  other.abort(reason);
  await assert.rejects(work, reason);
  assert.deepEqual(listeners(), [0, 0]);
});

test('is aborted from the beginning where one of them is', async () => {
  const { aborted, reason } = await withAny(signals, (signal) => Promise.resolve(signal));
  assert.ok(aborted);
  assert.equal(reason, other.signal.reason);
});
