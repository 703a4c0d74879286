// The two stages of a transfer: in order, never more in memory than they may, and an orderly end when something fails.
import assert from 'node:assert/strict';
import test from 'node:test';
import { partsByNeed } from '../../web/js/transfer/assembly.js';
import { pipeline } from '../../web/js/transfer/pipeline.js';

/** More turns of the event loop than 40 jobs take, one after another. */
const kTurnsOfAll = 40 * 2 * 7;

/** Turns of the event loop, more for some than for others, and in every run and on every machine the same. @param {number} n @param {number} factor */
async function pause(n, factor) {
  for (let turns = (n * factor) % 7; turns > 0; --turns) await new Promise((resolve) => setImmediate(resolve));
}

/** @param {number} count @param {number} ahead @param {number} abreast @param {number} [failAt] @param {'make' | 'pass'} [where] */
async function run(count, ahead, abreast, failAt = -1, where = 'pass') {
  const seen = { made: /** @type {number[]} */ ([]), passed: /** @type {number[]} */ ([]), most: 0, mostPassing: 0, alive: 0, passing: 0, madeBefore: 0 };
  function fail() {
    seen.madeBefore = seen.made.length;
    throw new RangeError(`${failAt}`);
  }
  const result = pipeline(Array(count).keys(), {
    ahead,
    abreast,
    async make(n) {
      seen.made.push(n);
      seen.most = Math.max(seen.most, ++seen.alive);
      await pause(n, 5);
      if (n === failAt && where === 'make') fail();
      return n * 10;
    },
    async pass(n, thing) {
      assert.equal(thing, n * 10);
      seen.mostPassing = Math.max(seen.mostPassing, ++seen.passing);
      await pause(n, 3);
      seen.passing -= 1;
      if (n === failAt) fail();
      seen.alive -= 1;
      seen.passed.push(n);
    },
  });
  return { seen, failure: await result.then(() => null, (error) => error) };
}

test('everything is made in order and passed on, and never more exists than may', async () => {
  for (const [ahead, abreast] of /** @type {[number, number][]} */ ([[1, 1], [2, 3], [1, 2], [4, 1]])) {
    for (const count of [0, 1, 2, 40]) {
      const { seen, failure } = await run(count, ahead, abreast);
      assert.equal(failure, null);
      assert.deepEqual(seen.made, Array.from({ length: count }, (_, n) => n));
      assert.deepEqual(seen.passed.sort((a, b) => a - b), seen.made);
      assert.ok(seen.most <= ahead + abreast, `${seen.most} of ${ahead} + ${abreast}`);
      assert.ok(seen.mostPassing <= abreast);
    }
  }
  assert.equal((await run(40, 2, 3)).seen.most, 5, 'what may be made ahead is');
});

for (const where of /** @type {const} */ (['make', 'pass'])) {
  test(`a failure to ${where} ends it, once all that had begun is over`, async () => {
    const { seen, failure } = await run(40, 2, 3, 9, where);
    assert.equal(failure?.message, '9');
    // What failed while it waited is noticed by the lane that takes it; until then the places ahead fill up.
    const late = where === 'make' ? 2 : 0;
    assert.ok(seen.made.length <= seen.madeBefore + late, `${seen.made.length} were made, ${seen.madeBefore} before the failure`);
    const [made, passed] = [seen.made.length, seen.passed.length];
    assert.equal(seen.passing, 0);
    for (let turns = kTurnsOfAll; turns > 0; --turns) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual([seen.made.length, seen.passed.length], [made, passed], 'nothing goes on behind it');
  });
}

test('parts come in the order in which their files are wanted', () => {
  const files = (/** @type {[number, number][]} */ ...places) => places.map(([offset, size]) => ({ name: '', type: '', offset, size }));
  assert.deepEqual(partsByNeed([], 10, 3), [0, 1, 2]);
  assert.deepEqual(partsByNeed(files([42, 3], [5, 30], [35, 0]), 10, 6), [4, 0, 1, 2, 3, 5]);
  assert.deepEqual(partsByNeed(files([20, 10], [0, 20]), 10, 3), [2, 0, 1]);
});
