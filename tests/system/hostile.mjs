// Attackers by the hundred from addresses of their own, and honest clients whose waits are measured meanwhile.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { call, claim, expect, getPart, kMiB, makeDrop, newToken } from './api.mjs';
import { isSanitized } from './server.mjs';

const kVisitMillisecondsMax = isSanitized ? 60_000 : 15_000;
// A sanitized server that falls ever further behind tells nothing more than one that does not.
const kWaveMilliseconds = isSanitized ? 250 : 20;

/** The n-th attacker's address; honest clients are 127.0.0.1. @param {number} n */
export const addressOf = (n) => `127.66.${Math.floor(n / 250)}.${(n % 250) + 1}`;

/** @typedef {{socket: import('node:net').Socket, closed: boolean}} Attacker */

/**
 * Connects, says `bytes`, and reads no more than it must.
 * @param {number} port @param {string} from @param {string | Uint8Array} bytes
 * @returns {Attacker}
 */
export function attack(port, from, bytes) {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from });
  const attacker = { socket, closed: false };
  socket.on('error', () => (attacker.closed = true));
  socket.on('close', () => (attacker.closed = true));
  if (bytes.length > 0) socket.write(bytes);
  return attacker;
}

/** @param {Attacker[]} attackers */
export const callOff = (attackers) => attackers.forEach(({ socket }) => socket.destroy());

/** Waves of connections that do something each, for as long as `work` takes. @param {(n: number) => Attacker} begin @param {() => Promise<void>} work */
export async function flood(begin, work) {
  let count = 0;
  /** @type {Attacker[]} */
  let attackers = [];
  const timer = setInterval(() => {
    if (attackers.length > 1000) callOff(attackers.splice(0, 500));
    for (let i = 0; i < 40; ++i) attackers.push(begin(count++));
  }, kWaveMilliseconds);
  try {
    await work();
  } finally {
    clearInterval(timer);
    callOff(attackers);
  }
  return count;
}

/** One `GET` on a fresh connection, in milliseconds; throws unless it is answered 200. @param {number} port @param {string} [path] */
export function visit(port, path = '/api/v1/info') {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const socket = connect({ port, host: '127.0.0.1' });
    let received = '';
    socket.on('data', (bytes) => (received += bytes.toString('latin1')));
    socket.on('error', reject);
    socket.on('close', () => {
      if (received.startsWith('HTTP/1.1 200 ')) resolve(performance.now() - begin);
      else reject(new Error(`an honest client got: ${received.slice(0, 200)}`));
    });
    socket.setTimeout(kVisitMillisecondsMax, () => socket.destroy(new Error(`an honest client got nothing in ${kVisitMillisecondsMax / 1000} s`)));
    socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
  });
}

/** Visits one after the other for so long; the longest wait, in milliseconds. @param {number} port @param {number} milliseconds */
export async function longestWait(port, milliseconds) {
  let longest = 0;
  for (const end = performance.now() + milliseconds; performance.now() < end; ) {
    longest = Math.max(longest, await visit(port));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return longest;
}

/** A drop made, viewed and compared, in milliseconds; begun again where the server is busy, as clients do. @param {string} url @param {number} [size] */
export async function roundTrip(url, size = kMiB) {
  const begin = performance.now();
  for (let tries = 1; ; ++tries) {
    try {
      await roundTripOnce(url, size);
      return performance.now() - begin;
    } catch (error) {
      if (tries === 10 || !String(error).includes('503 {')) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** @param {string} url @param {number} size */
async function roundTripOnce(url, size) {
  const plan = await makeDrop(url, { size, partSize: Math.max(kMiB, size) });
  const lease = newToken();
  const { view } = expect(await claim(url, plan, lease), 200).body;
  assert.deepEqual(expect(await getPart(url, view, 0, lease), 200).bytes, plan.parts[0]);
  expect(await call(url, 'DELETE', `/drops/${plan.drop}`, { token: plan.owner.token }), 204);
}

/** @param {number[]} times */
export const p99 = (times) => [...times].sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? NaN;

/** Starts over what residentPeak() tells. @param {number} pid */
export const forgetPeak = (pid) => writeFileSync(`/proc/${pid}/clear_refs`, '5');
/** The most memory that the process had in RAM since, in MiB. @param {number} pid */
export function residentPeak(pid) {
  const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Math.round(Number(found?.[1]) / 1024);
}

/**
 * Honest work while something else goes on: visits one after the other, and some round trips; all must succeed.
 * @param {import('./server.mjs').TestServer} server
 * @param {{name: string, visits?: number, trips?: number, size?: number, pauseMs?: number, p99Max?: number, peakMax: number}} options MiB, ms
 */
export async function serveHonestly(server, { name, visits = 100, trips = 3, size = kMiB, pauseMs = 10, p99Max = 1500, peakMax }) {
  const waits = [];
  for (let i = 0; i < visits; ++i) {
    waits.push(await visit(server.port));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  const drops = [];
  for (let i = 0; i < trips; ++i) drops.push(await roundTrip(server.url, size));
  const peak = residentPeak(server.pid);
  console.log(
    `${name}: honest p99 ${p99(waits).toFixed(0)} ms of ${visits} visits; slowest of ${trips} drops of ${size / kMiB} MiB there and back ` +
      `${Math.max(...drops).toFixed(0)} ms; peak memory ${peak} MiB`,
  );
  if (isSanitized) return;
  assert.ok(p99(waits) < p99Max, `p99 ${p99(waits)} ms`);
  assert.ok(peak < peakMax, `peak ${peak} MiB`);
}
