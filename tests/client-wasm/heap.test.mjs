// The modules' own heap: what it gives out does not overlap, and what comes back is used again.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import test from 'node:test';
import { instantiate } from '../../web/js/core/loader.js';
import { scriptBuilds, wasmBuilds } from './support.mjs';

const ROUNDS = 20_000;
const LIVE_MAX = 60;
const MIB = 1024 * 1024;

for (const { name, module } of [wasmBuilds, scriptBuilds].flatMap((builds) => builds[0] ?? assert.fail())) {
  test(`${name}: pieces lie apart, keep what is in them, and are given again`, (t) => {
    const { memory, mayfly_alloc: alloc, mayfly_free: free } = instantiate(module);
    /** @type {{pointer: number, size: number, mark: number}[]} */
    const live = [];
    /** @param {number} index */
    const drop = (index) => {
      const [piece] = live.splice(index, 1);
      if (!piece) return;
      const bytes = new Uint8Array(memory.buffer, piece.pointer, piece.size);
      assert.ok(bytes.every((byte) => byte === piece.mark), 'somebody wrote into another piece');
      free(piece.pointer, piece.size);
    };
    for (let round = 0; round < ROUNDS; round++) {
      const size = randomInt(10) === 0 ? randomInt(40_000) : randomInt(200);
      const pointer = alloc(size);
      assert.ok(pointer > 0 && pointer % 8 === 0);
      const mark = round % 256;
      new Uint8Array(memory.buffer, pointer, size).fill(mark);
      live.push({ pointer, size, mark });
      if (live.length > LIVE_MAX) drop(randomInt(live.length));
    }
    while (live.length > 0) drop(0);
    t.diagnostic(`${memory.buffer.byteLength / MIB} MiB after ${ROUNDS} rounds`);
    assert.ok(memory.buffer.byteLength <= 8 * MIB);

    // All of it is one piece again: as much as was out at a time fits without growing.
    const before = memory.buffer.byteLength;
    const large = alloc(400_000);
    free(large, 400_000);
    assert.equal(memory.buffer.byteLength, before);
  });

  test(`${name}: what cannot be had is refused, and the rest goes on`, () => {
    const { memory, mayfly_alloc: alloc, mayfly_free: free } = instantiate(module);
    for (const size of [2 ** 31 - 1, 2 ** 31 + 1, 2 ** 32 - 1]) assert.equal(alloc(size), 0);
    const pointer = alloc(100);
    assert.ok(pointer > 0 && pointer + 100 < memory.buffer.byteLength);
    free(pointer, 100);
    free(0, 0);
    assert.equal(alloc(100), pointer);
  });
}
