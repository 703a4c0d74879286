// A thousand live drops, in short: tests/load/many_drops.mjs has the long form.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { quantile } from '../load/client.mjs';
import { measureManyDrops } from '../load/measure_many_drops.mjs';

const kErasedSecondsMax = 10; // what docs/threat-model.md promises, on the slowest machine
const kStartSecondsMax = 15;
const kResidentMiBMax = 200;
const kWrittenKiBMax = 1024;
const filler = process.env['FILL_DROPS'] ?? fileURLToPath(new URL('../../build/dev/tests/load/fill_drops', import.meta.url));

test('a start with 1,000 drops, burns among them, and 200 that are due at once', async () => {
  const found = await measureManyDrops({ drops: 1000, due: 200, partBytes: 1000, claimSeconds: 0.3, burns: 5, dueSeconds: 3, filler });
  const burned = quantile(found.erasedAfter, 1);
  console.log(`start ${found.started.toFixed(2)} s, resident ${found.resident.toFixed(0)} MiB, ${found.residentAtEnd.toFixed(0)} after the sweep`);
  console.log(`a burn: in no file after ${burned.toFixed(0)} ms at most, ${(found.writtenPerBurn / 1024).toFixed(0)} KiB written`);
  console.log(`200 due at once: in no file ${found.swept.toFixed(2)} s after the expiry${found.wasLate ? ', or before that was watched' : ''}, ${(found.writtenPerSwept / 1024).toFixed(0)} KiB written for each`);
  assert.ok(found.started < kStartSecondsMax);
  assert.ok(Math.max(found.resident, found.residentAtEnd) < kResidentMiBMax);
  assert.ok(burned < kErasedSecondsMax * 1000);
  assert.ok(found.swept < kErasedSecondsMax);
  assert.ok(Math.max(found.writtenPerBurn, found.writtenPerSwept) < kWrittenKiBMax * 1024);
  assert.equal(found.left, 795, 'no other drop has lost anything');
});
