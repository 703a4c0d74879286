// Runs the load generator on a plan, and reads what the measured processes took meanwhile.
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const kProgram = process.env['HTTP_LOAD'] ?? fileURLToPath(new URL('../../build/release/tests/load/http_load', import.meta.url));
const kClockTicks = 100; // a second; sysconf(_SC_CLK_TCK) is this on Linux

/**
 * @typedef {object} Load
 * @property {number} port
 * @property {number[]} pids of the server
 * @property {string[]} plan lines as http_load takes them
 * @property {number} connections
 * @property {number} seconds at the most
 * @property {boolean} again begin anew when the plan is used up
 */
/**
 * @typedef {object} Loaded
 * @property {number} seconds @property {number} answers @property {number} received @property {number} sent bytes
 * @property {number} broken connections @property {number} median @property {number} p99 milliseconds
 * @property {number} processor seconds that the generator took @property {number} served seconds that the server took
 * @property {number} residentMiB the most that the server had @property {Record<string, number>} statuses
 */

/** Seconds of processor time. @param {number} pid */
function processor(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /s, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / kClockTicks;
}

/** @param {number[]} numbers */
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

/** @param {number} pid */
const peakMiB = (pid) => Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** @param {Load} load @returns {Promise<Loaded>} */
export async function runLoad({ port, pids, plan, connections, seconds, again }) {
  for (const pid of pids) writeFileSync(`/proc/${pid}/clear_refs`, '5'); // the peak begins anew
  const before = sum(pids.map(processor));
  const child = spawn(kProgram, [port, connections, seconds, again ? 'again' : 'once'].map(String), { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (bytes) => (output += bytes));
  child.stdin.on('error', () => {}); // told by its status
  child.stdin.end(plan.join('\n') + '\n');
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (status !== 0) throw new Error(`http_load ended with ${status}`);
  return { ...JSON.parse(output), served: sum(pids.map(processor)) - before, residentMiB: sum(pids.map(peakMiB)) };
}

/** Throws unless every answer had this status. @param {Loaded} loaded @param {number} status @returns {Loaded} */
export function expectAll(loaded, status) {
  const others = Object.keys(loaded.statuses).filter((found) => Number(found) !== status);
  if (loaded.broken > 0 || others.length > 0) throw new Error(`expected ${status} only: ${JSON.stringify(loaded)}`);
  return loaded;
}
