// Claims a second, on one drop and over many, each on disk before its answer. claims.mjs [SECONDS=5] [CONNECTIONS=64]
import { newToken } from '../system/api.mjs';
import { startServer } from '../system/server.mjs';
import { Client, planMarked, printTable, quantile } from './client.mjs';

const kDrops = 200;

const [seconds = 5, connections = 64] = process.argv.slice(2).map(Number);
const server = await startServer({ args: ['--open-drops-max', '1000'] });
const client = new Client(server.url, connections);

/** @param {ReturnType<typeof planMarked>[]} plans */
async function measure(plans) {
  /** @type {number[]} */
  const took = [];
  const begin = Date.now();
  const end = begin + seconds * 1000;
  const claimUntilEnd = async () => {
    while (Date.now() < end) {
      const plan = /** @type {ReturnType<typeof planMarked>} */ (plans[Math.floor(Math.random() * plans.length)]);
      const asked = performance.now();
      await client.must(200, 'POST', `/grants/${plan.grant}/claim`, { token: plan.access.token, json: { lease_verifier: newToken().verifier } });
      took.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: connections }, claimUntilEnd));
  return { rate: took.length / ((Date.now() - begin) / 1000), median: quantile(took, 0.5), p99: quantile(took, 0.99) };
}

try {
  const plans = Array.from({ length: kDrops }, () => planMarked(1));
  for (const plan of plans) await client.upload(plan, { grant: { max_views: 0 } });
  const one = await measure(plans.slice(0, 1));
  const many = await measure(plans);
  printTable({
    'claims a second on one drop': one.rate,
    'median, ms': one.median,
    'p99, ms': one.p99,
    [`claims a second over ${kDrops} drops`]: many.rate,
    'median, ms ': many.median,
    'p99, ms ': many.p99,
  });
} finally {
  client.close();
  await server.close();
}
