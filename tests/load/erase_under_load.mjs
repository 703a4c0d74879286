// Erasing under load, as a table. erase_under_load.mjs [SECONDS=10] [CONNECTIONS=4] [BURNS-A-SECOND=10]
import { printTable, quantile } from './client.mjs';
import { measureErasing } from './measure_erasing.mjs';

const [seconds = 10, connections = 4, burnsPerSecond = 10] = process.argv.slice(2).map(Number);
const { without, withBurns, erasedAfter, lookMilliseconds } = await measureErasing({ seconds, connections, burnsPerSecond });
printTable({
  'uploads without burns, MiB/s': without,
  'uploads with burns, MiB/s': withBurns,
  'with / without': withBurns / without,
  'burns measured': erasedAfter.length,
  'in no file after, ms, median': quantile(erasedAfter, 0.5),
  'in no file after, ms, p99': quantile(erasedAfter, 0.99),
  'in no file after, ms, maximum': Math.max(...erasedAfter),
  'one look through all files, ms, median': quantile(lookMilliseconds, 0.5),
});
