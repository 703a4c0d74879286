// Very many live drops, as a table, with its gates. many_drops.mjs [DROPS=100000] [DUE=10000] [PART-BYTES=1000] [CLAIM-SECONDS=3];
// fill_drops must be built (env FILL_DROPS, or in build/release).
import { printTable, quantile } from './client.mjs';
import { judge } from './gates.mjs';
import { measureManyDrops } from './measure_many_drops.mjs';

const kPromisedAtOnce = 1000;
const [drops = 100_000, due = 10_000, partBytes = 1_000, claimSeconds = 3] = process.argv.slice(2).map(Number);
await measureManyDrops({ drops, due, partBytes, claimSeconds }, (found) => {
  printTable({
    'drops, one part each': drops,
    'filled in, s': found.filled,
    'start until the ready line, s': found.started,
    'resident after the start, MiB': found.resident,
    'resident after the sweep, MiB': found.residentAtEnd,
    'claims a second': found.claims.rate,
    'a claim, ms, p99': found.claims.p99,
    'one burn: erased after, ms, median': quantile(found.erasedAfter, 0.5),
    'one burn: erased after, ms, maximum': quantile(found.erasedAfter, 1),
    'one burn: written, KiB': found.writtenPerBurn / 1024,
    [`${due} due at once${found.wasLate ? ' (already before the sweep was watched)' : ''}: erased after, s`]: found.swept,
    'that sweep: written, KiB for each drop': found.writtenPerSwept / 1024,
  });
  judge([
    { name: 'one burn: erased after, ms, maximum', measured: quantile(found.erasedAfter, 1), atMost: 3000 },
    ...(due > kPromisedAtOnce ? [] : [{ name: `${due} due at once: erased after, s`, measured: found.swept, atMost: 5 }]),
  ]);
});
