// After a crash: whether the server still keeps all that it had promised.
import assert from 'node:assert/strict';
import { canHaveEnded, newLease, unixNow, viewsDelivered } from './crash_model.mjs';
import { findWindows, windowsIn } from './folder.mjs';

/** @typedef {import('./crash_model.mjs').DropModel} DropModel */
/** @typedef {import('./crash_model.mjs').GrantModel} GrantModel */
/** @typedef {import('./crash_clients.mjs').Clients} Clients */

const kErasedMillisecondsMax = 10_000;
const kScannedPerRound = 2_000;

/** What the owner is told against what was acknowledged. @param {Clients} clients @param {DropModel} drop */
export async function checkDrop(clients, drop) {
  const { model } = clients;
  const reply = await clients.ask('GET', `/drops/${drop.plan.drop}`, clients.owner(drop));
  if (!reply) throw new Error('the server is gone while it is checked');
  const { status, body } = reply;
  model.demand(status === 200 || (status === 404 && drop.created !== 'acked'), 'an acknowledged drop is not there', status);
  if (status !== 200) {
    drop.ended ??= 'never made';
    return null;
  }
  drop.created = 'acked';
  const { state } = body;
  const details = [state, drop.sealed, drop.burned, drop.ended];
  if (state === 'open') model.demand(drop.sealed !== 'acked' && unixNow() < drop.openUntil + 2, 'a seal came undone', details);
  if (state === 'live') drop.sealed = 'acked';
  if (state === 'open' || state === 'live') {
    model.demand(drop.burned !== 'acked' && !drop.ended, 'what had ended came back', details);
    model.demand(drop.expires.some((time) => Math.abs(time - body.expires_at) <= 2), 'an expiry that nobody asked for', body.expires_at);
    // A burn that the crash cut off did not happen; it is told once, and holds.
    if (drop.burned === 'tried') drop.burned = 'no';
  } else {
    model.demand(canHaveEnded(drop, state), 'ended without a cause', details);
    drop.ended ??= state;
  }
  for (const grant of drop.grants) checkGrant(clients, drop, grant, body);
  return body;
}

/** @param {Clients} clients @param {DropModel} drop @param {GrantModel} grant @param {any} body */
function checkGrant({ model }, drop, grant, body) {
  const seen = body.grants.find((/** @type {{grant: string}} */ one) => one.grant === grant.grant);
  if (!seen) {
    model.demand(grant.put !== 'acked', 'an acknowledged grant is not there', drop.plan.drop);
    grant.put = 'no';
    return;
  }
  grant.put = 'acked';
  if (seen.state === 'removed') {
    model.demand(grant.revoked !== 'no', 'a grant was revoked by nobody');
    grant.revoked = 'acked';
  } else {
    model.demand(grant.revoked !== 'acked' || drop.ended, 'a revoked grant came back', [seen.state, drop.ended]);
    if (grant.revoked === 'tried' && !drop.ended) grant.revoked = 'no';
  }
  const claims = grant.leases.filter(({ claimed }) => claimed !== 'no').length;
  const delivered = viewsDelivered(grant);
  const details = { views: seen.views, max: seen.max_views, delivered, claims, limits: grant.limits };
  model.demand(seen.views <= grant.limitMax, 'more views counted than the limit', details);
  model.demand(seen.views >= delivered, 'a delivered view was given back', details);
  model.demand(seen.views <= claims, 'a view counted that nobody claimed', details);
  const limit = seen.max_views === 0 ? Infinity : seen.max_views;
  model.demand(grant.limits.includes(limit), 'a limit that nobody asked for', details);
  grant.limits = [limit];
}

/**
 * Once every lease has lapsed: what was sent or done is counted, what was not is not.
 * @param {Clients} clients @param {DropModel} drop
 */
export async function checkExactly(clients, drop) {
  const body = await checkDrop(clients, drop);
  if (body?.state !== 'live' && body?.state !== 'viewed') return 0;
  for (const grant of drop.grants) {
    const seen = body.grants.find((/** @type {{grant: string}} */ one) => one.grant === grant.grant);
    if (!seen || seen.state === 'removed') continue;
    const unsure = grant.leases.filter((lease) => !lease.got && (lease.asked > 0 || lease.done !== 'no')).length;
    const delivered = viewsDelivered(grant);
    const details = { views: seen.views, delivered, unsure, leases: seen.leases };
    clients.model.demand(seen.leases === 0, 'a lease lives for ever', details);
    clients.model.demand(seen.views >= delivered && seen.views <= delivered + unsure, 'views that do not add up', details);
  }
  return 1;
}

/** All parts of what is live; through a limited link only now and then. @param {Clients} clients @param {DropModel} drop */
export async function readWhole(clients, drop) {
  const hasViews = (/** @type {GrantModel} */ { limits, leases }) => limits.every((limit) => leases.length < limit);
  const usable = drop.grants.filter((grant) => grant.put === 'acked' && grant.revoked === 'no' && hasViews(grant));
  const grant = usable.find(({ limitMax }) => limitMax === Infinity) ?? usable[0];
  if (!grant || (grant.limitMax !== Infinity && clients.random() < 0.6)) return 0;
  const lease = newLease();
  grant.leases.push(lease);
  lease.claimed = 'tried';
  const held = await clients.claim(drop, grant, lease);
  clients.model.demand(held, 'a drop that is live cannot be claimed');
  if (!held) return 0;
  for (const n of drop.plan.parts.keys()) await clients.fetchPart(drop, grant, held, n);
  clients.model.demand(held.got && held.asked === 0, 'a part is missing of what was sealed', drop.plan.drop);
  await clients.finish(held);
  return 1;
}

/** Goes on with what the crash interrupted, as a client would. @param {Clients} clients @param {DropModel} drop @param {any} body of its description */
export async function resume(clients, drop, body) {
  if (drop.grants.length === 0) await clients.addGrant(drop);
  for (const grant of drop.grants) await clients.putGrant(drop, grant);
  // What was cut off may have been a part that was to replace another.
  const numbers = [...drop.plan.parts.keys()].filter((n) => body.missing.includes(n) || !drop.stored.has(n));
  if (await clients.putParts(drop, numbers)) await clients.seal(drop);
  clients.model.demand(drop.sealed === 'acked', 'an upload cannot be taken up again', drop.plan.drop);
}

/** Some bytes of all that must not be there any more. @param {DropModel} drop */
const traces = (drop) => [
  ...[...drop.plan.parts, ...drop.replaced].map((bytes) => windowsIn(bytes, bytes.length)[0]),
  ...drop.grants.map(({ header }) => windowsIn(header, 300)[0]),
  windowsIn(drop.plan.hint, 150)[0],
];

/**
 * Waits until no byte of these is found in any file; gives the milliseconds that it took.
 * @param {string} folder @param {DropModel[]} gone
 */
export async function waitErased(folder, gone) {
  const windows = /** @type {Buffer[]} */ (gone.slice(-kScannedPerRound).flatMap(traces));
  const begin = Date.now();
  for (;;) {
    const asked = Date.now() - begin;
    const found = windows.length === 0 ? new Map() : findWindows(folder, windows);
    if (found.size === 0) return asked;
    assert.ok(asked < kErasedMillisecondsMax, `orphans after ${asked} ms: ${JSON.stringify([...found])}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
