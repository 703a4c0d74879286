// How many parts travel at once: one until the line has shown that it is fast, and one again when it is slow or breaks.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Lanes } from '../../web/js/transfer/lanes.js';

const kMiB = 1 << 20;
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Lanes whose parts arrive when they are told to, by a clock that is moved. @param {import('node:test').TestContext} t */
function harness(t) {
  let clock = 0;
  t.mock.method(performance, 'now', () => clock);
  const lanes = new Lanes(3);
  /** @type {{arrive: () => void, fail: () => void}[]} */
  const moving = [];
  return {
    moving,
    /** @param {number} [bytes] */
    ask: (bytes = kMiB) => lanes.run(bytes, () => new Promise((resolve, reject) => moving.push({ arrive: () => resolve(undefined), fail: () => reject(new Error('broken')) }))),
    /** The first of those that move comes to its end. @param {number} seconds later @param {'arrive' | 'fail'} [how] */
    async pass(seconds, how = 'arrive') {
      clock += seconds * 1000;
      moving.shift()?.[how]();
      await settled();
    },
  };
}

test('one goes first, several once it was fast', async (t) => {
  const { moving, ask, pass } = harness(t);
  const all = [1, 2, 3, 4, 5].map(() => ask());
  assert.equal(moving.length, 1);
  await pass(0.1);
  assert.equal(moving.length, 3);
  await pass(0.1);
  assert.equal(moving.length, 3);
  for (let left = 3; left > 0; left -= 1) await pass(0.1);
  await Promise.all(all);
});

test('on a slow line there is never more than one', async (t) => {
  const { moving, ask, pass } = harness(t);
  const all = [1, 2, 3].map(() => ask());
  for (let left = 3; left > 0; left -= 1) {
    assert.equal(moving.length, 1);
    await pass(20);
  }
  await Promise.all(all);
});

test('a line that becomes slow goes back to one, and what others share of it counts', async (t) => {
  const { moving, ask, pass } = harness(t);
  const all = Array.from({ length: 9 }, () => ask());
  await pass(0.1);
  await pass(3); // a third of a line that is fast
  assert.equal(moving.length, 3);
  await pass(30);
  assert.equal(moving.length, 2, 'those under way go on, no other is added');
  await pass(0.1);
  assert.equal(moving.length, 1);
  while (moving.length > 0) await pass(30);
  await Promise.all(all);
});

test('after a failure it begins with one again, and nobody is forgotten', async (t) => {
  const { moving, ask, pass } = harness(t);
  await Promise.all([ask(), pass(0.1)]);
  const all = Array.from({ length: 5 }, () => ask().catch(() => 'broken'));
  assert.equal(moving.length, 3);
  await pass(0.1, 'fail');
  assert.equal(moving.length, 2);
  await pass(0.1, 'fail');
  await pass(0.1, 'fail');
  assert.equal(moving.length, 1);
  await pass(0.1);
  await pass(0.1);
  assert.deepEqual(await Promise.all(all), ['broken', 'broken', 'broken', undefined, undefined]);
});

test('how fast a few bytes arrive tells nothing', async (t) => {
  const { moving, ask, pass } = harness(t);
  const all = [ask(kMiB), ask(1000), ask(kMiB), ask(kMiB)];
  await pass(0.1);
  assert.equal(moving.length, 3);
  await pass(0.1);
  await pass(10);
  await pass(0.1);
  await Promise.all(all);
});
