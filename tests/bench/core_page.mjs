// In the measuring page: rounds in which every candidate gets its turn, and the same work by one worker and by two.
import { candidates } from './core_candidates.mjs';

/** @typedef {import('./core_candidates.mjs').Candidate} Candidate */

/** @type {Promise<Candidate[]> | null} */
let prepared = null;
let calls = 0;
let sum = 0;

/** Bytes in a second over at least `ms`. @param {Candidate} candidate @param {number} ms */
async function speed({ bytes, seal }, ms) {
  const began = performance.now();
  let done = 0;
  let now = began;
  do {
    sum += await seal((calls += 1));
    done += bytes;
    now = performance.now();
  } while (now - began < ms);
  return (done * 1000) / (now - began);
}

/**
 * One turn each, of some slices; what is not worth its time is left out by name.
 * @param {{slices: number, sliceMs: number, only?: string[]}} options
 * @returns {Promise<Record<string, number[]>>} bytes in a second
 */
export async function round({ slices, sliceMs, only }) {
  prepared ??= candidates({ packages: true });
  /** @type {Record<string, number[]>} */
  const speeds = {};
  for (const candidate of await prepared) {
    if (only && !only.some((word) => candidate.name.includes(word))) continue;
    await speed(candidate, sliceMs); // caches are another candidate's
    const own = [];
    for (let i = 0; i < slices; i += 1) own.push(await speed(candidate, sliceMs));
    speeds[candidate.name] = own;
  }
  return speeds;
}

/** What was sealed leaves a trace, so that no compiler can leave it out. */
export const trace = () => sum;

/** @type {Worker[]} */
const workers = [];

/** @param {Worker} worker @param {object} request @returns {Promise<{bytes: number, from: number, to: number}>} */
function ask(worker, request) {
  return new Promise((resolve, reject) => {
    worker.onmessage = (event) => resolve(event.data);
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage(request);
  });
}

/**
 * Bytes in a second that so many workers seal together, from the first one's beginning to the last one's end.
 * @param {{count: number, cipher: string, ms: number}} options cipher: see core_worker.mjs
 */
export async function together({ count, cipher, ms }) {
  while (workers.length < count) workers.push(new Worker('/tests/bench/core_worker.mjs', { type: 'module' }));
  const done = await Promise.all(workers.slice(0, count).map((worker) => ask(worker, { cipher, ms })));
  const [from, to] = [Math.min(...done.map((one) => one.from)), Math.max(...done.map((one) => one.to))];
  return (done.reduce((bytes, one) => bytes + one.bytes, 0) * 1000) / (to - from);
}
