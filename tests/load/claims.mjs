// Claims a second, on one drop and over many, each on disk before its answer; with its gates. claims.mjs [SECONDS=5] [CONNECTIONS=64]
import { startServer } from '../system/server.mjs';
import { Client, planMarked, printTable } from './client.mjs';
import { judge } from './gates.mjs';
import { measureClaims } from './measure_claims.mjs';

const kDrops = 200;
const kRateMin = 1000;

const [seconds = 5, connections = 64] = process.argv.slice(2).map(Number);
const server = await startServer({ args: ['--open-drops-max', '1000'] });
const client = new Client(server.url, connections);

try {
  const plans = Array.from({ length: kDrops }, () => planMarked(1));
  for (const plan of plans) await client.upload(plan, { grant: { max_views: 0 } });
  const one = await measureClaims(client, plans.slice(0, 1), { seconds, connections });
  const many = await measureClaims(client, plans, { seconds, connections });
  printTable({
    'claims a second on one drop': one.rate,
    'median, ms': one.median,
    'p99, ms': one.p99,
    [`claims a second over ${kDrops} drops`]: many.rate,
    'median, ms ': many.median,
    'p99, ms ': many.p99,
  });
  judge([
    { name: 'claims a second on one drop', measured: one.rate, atLeast: kRateMin },
    { name: `claims a second over ${kDrops} drops`, measured: many.rate, atLeast: kRateMin },
  ]);
} finally {
  client.close();
  await server.close();
}
