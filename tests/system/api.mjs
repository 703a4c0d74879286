// The HTTP API as a stranger would write it from docs/protocol.md: plain fetch, random bytes for a payload.
import { randomBytes } from 'node:crypto';
import { blake2b256 } from './blake2b.mjs';

const kChunkSize = 64 * 1024;
const kTagSize = 16;
export const kMiB = 1024 * 1024;

/** @param {Uint8Array} bytes */
export const text = (bytes) => Buffer.from(bytes).toString('base64url');
/** A fresh id of 16 bytes. */
export const newId = () => text(randomBytes(16));
/** A token and its verifier. @param {Uint8Array} bytes 32 of them */
export const tokenOf = (bytes) => ({ token: text(bytes), verifier: text(blake2b256(bytes)) });
/** A fresh one. */
export const newToken = () => tokenOf(randomBytes(32));

/**
 * @typedef {{status: number, body: any, bytes: Buffer, headers: Headers}} Reply `body` is the JSON, or null
 * @typedef {{token?: string, json?: unknown, body?: Uint8Array | string, type?: string, headers?: Record<string, string>}} Options
 */

/**
 * One call; `path` is below /api/v1.
 * @param {string} url of the server @param {string} method @param {string} path @param {Options} [options]
 * @returns {Promise<Reply>}
 */
export async function call(url, method, path, { token, json, body, type, headers = {} } = {}) {
  /** @type {Record<string, string>} */
  const fields = { ...headers };
  if (token) fields['Authorization'] = `Bearer ${token}`;
  if (json !== undefined) fields['Content-Type'] = 'application/json';
  if (type ?? (body && json === undefined)) fields['Content-Type'] = type ?? 'application/octet-stream';
  const sent = json === undefined ? body : JSON.stringify(json);
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: fields,
    ...(sent === undefined ? {} : { body: /** @type {BodyInit} */ (sent) }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, body: isJson ? JSON.parse(bytes.toString()) : null, bytes, headers: response.headers };
}

/** The sealed size of `size` plaintext bytes. @param {number} size */
export const sealedSize = (size) => size + Math.max(1, Math.ceil(size / kChunkSize)) * kTagSize;

/**
 * A drop with one grant, as its owner and a holder of its link know it.
 * @typedef {object} TestDrop
 * @property {string} drop
 * @property {{token: string, verifier: string}} owner
 * @property {string} grant
 * @property {{token: string, verifier: string}} access
 * @property {Buffer[]} parts random, in place of ciphertext
 * @property {Buffer} header
 * @property {Buffer} note
 * @property {Buffer} hint
 * @property {number} size
 * @property {number} partSize
 */

/** @param {{size?: number, partSize?: number}} [options] @returns {TestDrop} */
export function planDrop({ size = 100_000, partSize = kMiB } = {}) {
  const parts = [];
  for (let begin = 0; begin === 0 || begin < size; begin += partSize) {
    parts.push(randomBytes(sealedSize(Math.min(partSize, size - begin))));
  }
  return {
    drop: newId(),
    owner: newToken(),
    grant: newId(),
    access: newToken(),
    parts,
    header: randomBytes(300),
    note: randomBytes(200),
    hint: randomBytes(150),
    size,
    partSize,
  };
}

/** @param {TestDrop} plan @param {object} [changes] */
export const dropBody = (plan, changes = {}) => ({
  size: plan.size,
  part_size: plan.partSize,
  expires_in: 3600,
  owner_verifier: plan.owner.verifier,
  owner_key: text(randomBytes(32)),
  track: false,
  ...changes,
});

/** @param {TestDrop} plan @param {object} [changes] */
export const grantBody = (plan, changes = {}) => ({
  access_verifier: plan.access.verifier,
  header: text(plan.header),
  max_views: 1,
  password: null,
  note: text(plan.note),
  hint: text(plan.hint),
  ...changes,
});

/** Throws unless a reply has one of these statuses. @param {Reply} reply @param {...number} statuses */
export function expect(reply, ...statuses) {
  if (!statuses.includes(reply.status)) throw new Error(`${reply.status} ${reply.bytes.subarray(0, 500)}`);
  return reply;
}

/**
 * Makes a drop and seals it.
 * @param {string} url
 * @param {{size?: number, partSize?: number, drop?: object, grant?: object, seal?: boolean}} [options] changes to the two bodies
 */
export async function makeDrop(url, options = {}) {
  const plan = planDrop(options);
  const { owner, drop } = plan;
  expect(await call(url, 'PUT', `/drops/${drop}`, { json: dropBody(plan, options.drop) }), 201);
  for (const [n, body] of plan.parts.entries()) {
    expect(await call(url, 'PUT', `/drops/${drop}/parts/${n}`, { token: owner.token, body }), 204);
  }
  const json = grantBody(plan, options.grant);
  expect(await call(url, 'PUT', `/drops/${drop}/grants/${plan.grant}`, { token: owner.token, json }), 201);
  if (options.seal !== false) expect(await call(url, 'POST', `/drops/${drop}/seal`, { token: owner.token }), 200);
  return plan;
}

/** @param {string} url @param {TestDrop} plan @param {{token: string, verifier: string}} lease */
export const claim = (url, plan, lease) =>
  call(url, 'POST', `/grants/${plan.grant}/claim`, { token: plan.access.token, json: { lease_verifier: lease.verifier } });

/** @param {string} url @param {string} view @param {number} n @param {{token: string}} lease */
export const getPart = (url, view, n, lease) => call(url, 'GET', `/views/${view}/parts/${n}`, { token: lease.token });

/** @param {string} url @param {string} view @param {{token: string}} lease */
export const done = (url, view, lease) => call(url, 'POST', `/views/${view}/done`, { token: lease.token });

/** @param {string} url @param {TestDrop} plan */
export const burn = (url, plan) => call(url, 'DELETE', `/drops/${plan.drop}`, { token: plan.owner.token });
