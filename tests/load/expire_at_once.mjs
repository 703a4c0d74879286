// Expiring at once, as a table, with its gate. expire_at_once.mjs [DROPS=1000] [SECONDS-FOR-UPLOADING=60]
import { printTable, quantile } from './client.mjs';
import { judge } from './gates.mjs';
import { measureExpiring } from './measure_expiring.mjs';

const [drops = 1000, uploadSeconds = 60] = process.argv.slice(2).map(Number);
const { spare, firstGone, allGone, lookMilliseconds } = await measureExpiring({ drops, uploadSeconds });
printTable({
  'drops of 1 MiB that expired at once': drops,
  'uploaded with this to spare, s': spare,
  'the first in no file, ms after the expiry': firstGone,
  'all in no file, ms after the expiry': allGone,
  'one look through all files, ms, median': quantile(lookMilliseconds, 0.5),
});
judge([{ name: 'all in no file, ms after the expiry', measured: allGone, atMost: 5000 }]);
