// Erasing under load, as a table, with its gates. erase_under_load.mjs [SECONDS=10] [CONNECTIONS=4] [BURNS-A-SECOND=10]
import { printTable, quantile } from './client.mjs';
import { judge } from './gates.mjs';
import { measureErasing } from './measure_erasing.mjs';

const [seconds = 10, connections = 4, burnsPerSecond = 10] = process.argv.slice(2).map(Number);
const { without, withBurns, erasedAfter, lookMilliseconds } = await measureErasing({ seconds, connections, burnsPerSecond });
const [p99, maximum] = [0.99, 1].map((share) => quantile(erasedAfter, share));
printTable({
  'uploads without burns, MiB/s': without,
  'uploads with burns, MiB/s': withBurns,
  'with / without': withBurns / without,
  'burns measured': erasedAfter.length,
  'in no file after, ms, median': quantile(erasedAfter, 0.5),
  'in no file after, ms, p99': Number(p99),
  'in no file after, ms, maximum': Number(maximum),
  'one look through all files, ms, median': quantile(lookMilliseconds, 0.5),
});
judge([
  { name: 'in no file after, ms, p99', measured: Number(p99), atMost: 1000 },
  { name: 'in no file after, ms, maximum', measured: Number(maximum), atMost: 3000 },
  { name: 'uploads with burns / without', measured: withBurns / without, atLeast: 0.9 },
]);
