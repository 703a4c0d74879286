// What the load generator asks of mayflyd: plans of parts to store and to fetch, of claims and of small calls.
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dropBody, grantBody, newToken, planDrop, sealedSize, text } from '../system/api.mjs';
import { pause } from '../load/client.mjs';

/** @typedef {import('../load/client.mjs').Client} Client */
/** @typedef {import('../system/api.mjs').TestDrop} TestDrop */

const api = (/** @type {string} */ method, /** @type {string} */ path, token = '-', body = '-') => `${method} /api/v1${path} ${token} ${body}`;

/** An open drop of `parts` parts, and the plan that fills it. @param {Client} client @param {number} parts @param {number} partSize */
export async function openDrop(client, parts, partSize) {
  const plan = { ...planDrop({ size: 0, partSize }), size: parts * partSize };
  await client.must(201, 'PUT', `/drops/${plan.drop}`, { json: dropBody(plan) });
  const lines = Array.from({ length: parts }, (_, n) => api('PUT', `/drops/${plan.drop}/parts/${n}`, plan.owner.token, `=${sealedSize(partSize)}`));
  return { plan, lines };
}

/** Gives a filled drop a link without a limit, and seals it. @param {Client} client @param {TestDrop} plan */
export async function sealDrop(client, plan) {
  const { token } = plan.owner;
  await client.must(201, 'PUT', `/drops/${plan.drop}/grants/${plan.grant}`, { token, json: grantBody(plan, { max_views: 0 }) });
  await client.must(200, 'POST', `/drops/${plan.drop}/seal`, { token });
}

/** The plan of as many views as `views`, each fetching all parts. @param {Client} client @param {TestDrop} plan @param {number} views */
export async function fetchPlan(client, plan, views) {
  /** @type {{view: string, token: string}[]} */
  const leases = [];
  for (let i = 0; i < views; ++i) {
    const { token, verifier } = newToken();
    const { bytes } = await client.must(200, 'POST', `/grants/${plan.grant}/claim`, { token: plan.access.token, json: { lease_verifier: verifier } });
    leases.push({ view: JSON.parse(bytes.toString()).view, token });
  }
  const parts = plan.size / plan.partSize;
  return Array.from({ length: parts * views }, (_, i) => {
    const { view, token } = /** @type {{view: string, token: string}} */ (leases[i % views]);
    return api('GET', `/views/${view}/parts/${Math.floor(i / views)}`, token);
  });
}

/** As many claims, each of its own, on the drops in turn. @param {TestDrop[]} plans @param {number} count */
export function claimPlan(plans, count) {
  return Array.from({ length: count }, (_, i) => {
    const plan = /** @type {TestDrop} */ (plans[i % plans.length]);
    return api('POST', `/grants/${plan.grant}/claim`, plan.access.token, JSON.stringify({ lease_verifier: text(randomBytes(32)) }));
  });
}

/** @param {TestDrop[]} plans */
export const lookPlan = (plans) => plans.map(({ grant }) => api('GET', `/grants/${grant}`));

/** How many files of parts there are. @param {string} dataDir */
export function countParts(dataDir) {
  const folder = join(dataDir, 'parts');
  const shards = readdirSync(folder).filter((name) => /^[0-9a-f]{3}$/.test(name));
  return shards.reduce((all, shard) => all + readdirSync(join(folder, shard)).length, 0);
}

/** Burns it; seconds until as many files of parts are left as `left`. @param {Client} client @param {string} dataDir @param {TestDrop} plan @param {number} left */
export async function burnUntilGone(client, dataDir, plan, left) {
  const began = Date.now();
  await client.must(204, 'DELETE', `/drops/${plan.drop}`, { token: plan.owner.token });
  while (countParts(dataDir) > left) await pause(1);
  return (Date.now() - began) / 1000;
}
