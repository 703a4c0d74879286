// What the clients of a server that is killed know: all that was acknowledged, and all that was under way.
import { newToken, planDrop } from './api.mjs';

/** @typedef {'no' | 'tried' | 'acked'} Known tried: sent, and no answer came */

/**
 * A lease as its holder knows it. One that lapsed and was claimed anew is two.
 * @typedef {object} LeaseModel
 * @property {{token: string, verifier: string}} lease
 * @property {string | null} view
 * @property {Known} claimed
 * @property {number} claimedAt milliseconds, before the first claim that may have made it was sent
 * @property {number} touchedAt milliseconds, before the last request that renewed it was sent
 * @property {boolean} got a whole part came
 * @property {number} asked parts that were asked for, and no answer came
 * @property {number} bytes asked for
 * @property {Known} done
 */

/**
 * @typedef {object} GrantModel
 * @property {string} grant
 * @property {{token: string, verifier: string}} access
 * @property {Buffer} header
 * @property {number[]} limits that it may have now; Infinity is no limit
 * @property {number} limitMax the highest that it ever may have had
 * @property {Known} put
 * @property {Known} revoked
 * @property {LeaseModel[]} leases
 */

/**
 * @typedef {object} DropModel
 * @property {import('./api.mjs').TestDrop} plan
 * @property {Buffer[]} replaced former bytes of parts
 * @property {Set<number>} stored numbers of parts whose bytes were acknowledged
 * @property {Known} created
 * @property {Known} sealed
 * @property {Known} burned
 * @property {number[]} expires that it may have now, in Unix seconds
 * @property {number} openUntil Unix seconds
 * @property {string | null} ended as the server said first
 * @property {boolean} abandoned nobody will seal it
 * @property {GrantModel[]} grants
 */

/** Numbers from 0 to 1, the same for the same seed (mulberry32). @param {number} seed */
export function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export const unixNow = () => Date.now() / 1000;

/** @param {{size: number, partSize: number, expiresIn: number}} options @returns {DropModel} */
export const newDrop = ({ size, partSize, expiresIn }) => ({
  plan: planDrop({ size, partSize }),
  replaced: [],
  stored: new Set(),
  created: 'no',
  sealed: 'no',
  burned: 'no',
  expires: [unixNow() + expiresIn],
  openUntil: Infinity,
  ended: null,
  abandoned: false,
  grants: [],
});

/** @param {number} limit Infinity is no limit @returns {GrantModel} */
export const newGrant = (limit) => {
  const { grant, access, header } = planDrop({ size: 0 });
  return { grant, access, header, limits: [limit], limitMax: limit, put: 'no', revoked: 'no', leases: [] };
};

/** @returns {LeaseModel} */
export const newLease = () => ({
  lease: newToken(),
  view: null,
  claimed: 'no',
  claimedAt: 0,
  touchedAt: 0,
  got: false,
  asked: 0,
  bytes: 0,
  done: 'no',
});

/** What went wrong, counted and told; nothing stops at it, so that one run shows all. */
export class Model {
  /** @type {DropModel[]} */
  drops = [];
  /** @type {string[]} */
  violations = [];
  /** @type {Record<string, number>} */
  counts = {};

  /** @param {unknown} holds @param {string} what @param {unknown} [details] */
  demand(holds, what, details) {
    if (!holds) this.violations.push(details === undefined ? what : `${what}: ${JSON.stringify(details)}`);
  }

  /** @param {string} what */
  count(what) {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  /** Drops of which the last that was heard is that they can be used. */
  living() {
    return this.drops.filter((drop) => drop.sealed === 'acked' && drop.burned === 'no' && !drop.ended);
  }
}

/**
 * Whether an end with this reason can be, from all that the clients did.
 * @param {DropModel} drop @param {string} reason
 */
export function canHaveEnded(drop, reason) {
  if (drop.ended) return drop.ended === reason;
  if (reason === 'burned') return drop.burned !== 'no';
  if (reason === 'expired') {
    if (drop.openUntil === Infinity) return true; // nobody heard when it was made
    const due = drop.sealed === 'acked' ? Math.min(...drop.expires) : Math.min(...drop.expires, drop.openUntil);
    return unixNow() + 1 >= due;
  }
  return reason === 'viewed' && drop.grants.every((grant) => grant.put !== 'acked' || grant.revoked !== 'no' || canBeUsedUp(grant));
}

/** @param {GrantModel} grant */
export const canBeUsedUp = (grant) => grant.leases.filter((lease) => lease.claimed !== 'no').length >= Math.min(...grant.limits);

/** The distinct views under which a part arrived. @param {GrantModel} grant */
export const viewsDelivered = (grant) => new Set(grant.leases.filter((lease) => lease.got).map((lease) => lease.view)).size;
