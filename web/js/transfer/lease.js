// The lease of a view: kept for this tab only, so that a reload or a broken download costs no second view.
import { call } from './api.js';
import { retry } from './retry.js';

/**
 * @typedef {object} KeptLease
 * @property {string} token secret
 * @property {string} verifier
 * @property {number} until seconds since 1970; 0 before the first claim. Fetching renews it, so it may well live longer
 */

/** @typedef {{view: string, header: string, size: number, part_size: number, views_left: number | null, expires_at: number, lease_until: number}} Claimed */

/** @param {string} grant */
const keyOf = (grant) => `lease ${grant}`;

/** @param {string} grant id @returns {KeptLease | null} */
export function recallLease(grant) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(grant)) ?? 'null');
  } catch {
    return null;
  }
}

/** @param {string} grant id @param {KeptLease} lease */
export function keepLease(grant, lease) {
  try {
    sessionStorage.setItem(keyOf(grant), JSON.stringify(lease));
  } catch {
    // No storage here: a reload then costs another view.
  }
}

/** @param {string} grant id */
export function dropLease(grant) {
  try {
    sessionStorage.removeItem(keyOf(grant));
  } catch {
    // There was none.
  }
}

/**
 * Takes a view, or goes on with the one that this lease has already.
 * @param {string} grant id
 * @param {string} accessToken
 * @param {KeptLease} lease kept before anything is sent, so that no answer can be lost
 * @param {(seconds: number) => void} onWait
 * @returns {Promise<Claimed>}
 */
export async function claim(grant, accessToken, lease, onWait) {
  keepLease(grant, lease);
  const { signal } = new AbortController();
  const attempt = () => call('POST', `/grants/${grant}/claim`, { token: accessToken, body: { lease_verifier: lease.verifier } });
  const claimed = await retry(attempt, { signal, onWait });
  keepLease(grant, { ...lease, until: claimed.lease_until });
  return claimed;
}

/** Ends a view. @param {string} view @param {string} token of its lease */
export async function finish(view, token) {
  const { signal } = new AbortController();
  const attempt = () => call('POST', `/views/${view}/done`, { token, keepalive: true });
  await retry(attempt, { signal }).catch(() => {
    // A lease that nobody ends runs out by itself.
  });
}

/** Has the drop ended, so that the server has nothing of it any more? @param {string} grant id @returns {Promise<boolean>} false also where that cannot be told */
export async function hasEnded(grant) {
  const { state } = await call('GET', `/grants/${grant}`).catch(() => ({ state: 'live' }));
  return state !== 'live';
}
