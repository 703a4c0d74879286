// Waiting for another try: until its time, until the device is back, or until it is stopped.
import assert from 'node:assert/strict';
import test from 'node:test';
import { ApiError } from '../../web/js/transfer/api.js';
import { retry } from '../../web/js/transfer/retry.js';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Something that fails as often as told, under timers that are moved by hand. @param {import('node:test').TestContext} t @param {number} failures @param {object} [more] */
function harness(t, failures, more = {}) {
  const window = new EventTarget();
  const add = (/** @type {any[]} */ ...args) => Reflect.apply(window.addEventListener, window, args);
  Object.assign(globalThis, { addEventListener: add, document: { addEventListener: add } });
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  const stop = new AbortController();
  const state = { attempts: 0, waits: /** @type {number[]} */ ([]), stop, window };
  const attempt = async () => {
    state.attempts += 1;
    if (state.attempts <= failures) throw new ApiError(0, 'offline');
    return state.attempts;
  };
  const result = retry(attempt, { signal: stop.signal, onWait: (seconds) => state.waits.push(seconds), ...more });
  result.catch(() => {});
  return { state, result };
}

test('it tries again when the time has come', async (t) => {
  const { state, result } = harness(t, 1);
  await settled();
  assert.deepEqual([state.attempts, state.waits], [1, [1]]);
  t.mock.timers.tick(500);
  assert.equal(await result, 2);
  assert.deepEqual(state.waits, [1, 0]);
});

for (const event of ['online', 'resume']) {
  test(`it tries again at once on “${event}”`, async (t) => {
    const { state, result } = harness(t, 1);
    await settled();
    state.window.dispatchEvent(new Event(event));
    assert.equal(await result, 2);
  });
}

test('it tries again at once after a sleep, in which timers slept as well', async (t) => {
  const { state, result } = harness(t, 12);
  for (let failed = 1; failed < 12; failed += 1) {
    await settled();
    t.mock.timers.tick(20_000);
  }
  await settled();
  assert.equal(state.attempts, 12);
  t.mock.timers.setTime(3 * 3600 * 1000);
  t.mock.timers.tick(2000);
  assert.equal(await result, 13);
});

test('it gives up after some minutes, unless it has all the time there is', async (t) => {
  const { state, result } = harness(t, Infinity);
  while (state.attempts < 30) {
    await settled();
    t.mock.timers.tick(20_000);
  }
  await assert.rejects(result, { code: 'offline' });
  t.mock.timers.reset();
  const patient = harness(t, 99, { attempts: Infinity });
  while (patient.state.attempts < 100) {
    await settled();
    t.mock.timers.tick(20_000);
  }
  assert.equal(await patient.result, 100);
});

test('a stop ends the wait', async (t) => {
  const { state, result } = harness(t, 1);
  await settled();
  state.stop.abort();
  await assert.rejects(result, { name: 'AbortError' });
  assert.equal(state.attempts, 1);
});
