// Claims as fast as some connections can ask for them.
import { newToken } from '../system/api.mjs';
import { quantile } from './client.mjs';

/** @typedef {{grant: string, access: {token: string}}} Claimable a grant without a limit of views */

/**
 * @param {import('./client.mjs').Client} client
 * @param {Claimable[]} plans of which each claim takes one by chance
 * @param {{seconds: number, connections: number}} load
 * @returns {Promise<{rate: number, median: number, p99: number}>} claims in a second; milliseconds
 */
export async function measureClaims(client, plans, { seconds, connections }) {
  /** @type {number[]} */
  const took = [];
  const begin = Date.now();
  const end = begin + seconds * 1000;
  const claimUntilEnd = async () => {
    while (Date.now() < end) {
      const plan = /** @type {Claimable} */ (plans[Math.floor(Math.random() * plans.length)]);
      const asked = performance.now();
      await client.must(200, 'POST', `/grants/${plan.grant}/claim`, { token: plan.access.token, json: { lease_verifier: newToken().verifier } });
      took.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: connections }, claimUntilEnd));
  return { rate: took.length / ((Date.now() - begin) / 1000), median: quantile(took, 0.5), p99: quantile(took, 0.99) };
}
