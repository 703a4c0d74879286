// What the measuring programs share: a client that keeps its connections, drops that can be found in files, and small tables.
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { dropBody, grantBody, planDrop, sealedSize } from '../system/api.mjs';

/** @typedef {{status: number, bytes: Buffer}} Reply */
/** @typedef {import('../system/api.mjs').TestDrop} TestDrop */

export const pause = (/** @type {number} */ milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export class Client {
  /** @param {string} url @param {number} connections */
  constructor(url, connections) {
    this.url = new URL(url);
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /**
   * @param {string} method @param {string} path below /api/v1
   * @param {{token?: string, json?: unknown, body?: Buffer}} [options]
   * @returns {Promise<Reply>}
   */
  call(method, path, { token, json, body } = {}) {
    const sent = json === undefined ? body : Buffer.from(JSON.stringify(json));
    /** @type {Record<string, string | number>} */
    const headers = {};
    if (token) headers['Authorization'] = `Bearer ${token}`;
    if (sent) headers['Content-Length'] = sent.length;
    if (sent) headers['Content-Type'] = json === undefined ? 'application/octet-stream' : 'application/json';
    const { hostname, port } = this.url;
    return new Promise((resolve, reject) => {
      const asked = request({ agent: this.agent, hostname, port, method, path: `/api/v1${path}`, headers }, (answer) => {
        /** @type {Buffer[]} */
        const pieces = [];
        answer.on('data', (piece) => pieces.push(piece));
        answer.on('end', () => resolve({ status: Number(answer.statusCode), bytes: Buffer.concat(pieces) }));
        answer.on('error', reject);
      });
      asked.on('error', reject);
      asked.end(sent);
    });
  }

  /** Throws unless the answer has this status. @param {number} status @param {Parameters<Client['call']>} args */
  async must(status, ...args) {
    const reply = await this.call(...args);
    if (reply.status !== status) throw new Error(`${args[0]} ${args[1]}: ${reply.status} ${reply.bytes.subarray(0, 300)}`);
    return reply;
  }

  /** Makes a drop of `plan` and seals it. @param {TestDrop} plan @param {{drop?: object, grant?: object}} [changes] */
  async upload(plan, { drop = {}, grant = {} } = {}) {
    const { token } = plan.owner;
    const path = `/drops/${plan.drop}`;
    await this.must(201, 'PUT', path, { json: dropBody(plan, drop) });
    for (const [n, body] of plan.parts.entries()) await this.must(204, 'PUT', `${path}/parts/${n}`, { token, body });
    await this.must(201, 'PUT', `${path}/grants/${plan.grant}`, { token, json: grantBody(plan, grant) });
    await this.must(200, 'POST', `${path}/seal`, { token });
  }

  /** @param {TestDrop} plan */
  async burn(plan) {
    await this.must(204, 'DELETE', `/drops/${plan.drop}`, { token: plan.owner.token });
  }

  close() {
    this.agent.destroy();
  }
}

/** Stands before each tag, and nowhere else: it is what a search through files looks for. */
export const kMark = randomBytes(16);
export const kTagSize = 8;
const kMarksPerPart = 16;

/** Marks bytes with a tag, at the beginning, the end, and places in between. @param {Buffer} bytes @param {Buffer} tag @param {number} count */
function mark(bytes, tag, count) {
  const piece = Buffer.concat([kMark, tag]);
  const room = bytes.length - piece.length;
  for (let i = 0; i < count; ++i) piece.copy(bytes, Math.floor((room * i) / Math.max(1, count - 1)));
}

/**
 * A drop of `parts` parts of 1 MiB, of which every part, header, note and hint carries its tag.
 * @param {number} parts @returns {TestDrop & {tag: string}}
 */
export function planMarked(parts) {
  const kMiB = 1024 * 1024;
  const plan = planDrop({ size: 0, partSize: kMiB });
  const tag = randomBytes(kTagSize);
  plan.size = parts * kMiB;
  plan.parts = Array.from({ length: parts }, () => randomBytes(sealedSize(kMiB)));
  for (const part of plan.parts) mark(part, tag, kMarksPerPart);
  for (const small of [plan.header, plan.note, plan.hint]) mark(small, tag, 1);
  return { ...plan, tag: tag.toString('hex') };
}

/** @param {number[]} values @param {number} share as 0.99 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** Prints rows of name and value. @param {Record<string, string | number>} rows */
export function printTable(rows) {
  const width = Math.max(...Object.keys(rows).map((name) => name.length));
  for (const [name, value] of Object.entries(rows)) console.log(`${name.padEnd(width)}  ${typeof value === 'number' ? Math.round(value * 100) / 100 : value}`);
}
