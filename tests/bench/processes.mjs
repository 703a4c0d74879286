// Processes with all that they started, and the memory and time of each, as /proc tells them.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

const kTicksPerSecond = 100; // USER_HZ, proc(5)

/** @template T @param {() => T} act on a process that may just have gone @returns {T | null} */
function tryTo(act) {
  try {
    return act();
  } catch {
    return null;
  }
}

/** @param {number} pid @param {string} file in its folder @returns {string} empty where it has gone */
const tell = (pid, file) => tryTo(() => readFileSync(`/proc/${pid}/${file}`, 'utf8')) ?? '';

/** The words after the program's name, which may have spaces in it. @param {number} pid */
function fieldsOf(pid) {
  const stat = tell(pid, 'stat');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

/** A process and all under it. @param {number} root @returns {number[]} */
export function family(root) {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number);
  const parents = new Map(pids.map((pid) => [pid, Number(fieldsOf(pid)[1] ?? 0)]));
  return pids.filter((pid) => {
    let at = pid;
    while (at > 1 && at !== root) at = parents.get(at) ?? 0;
    return at === root;
  });
}

/** @param {number} pid @returns {string} its command, with zero bytes between the words */
export const commandOf = (pid) => tell(pid, 'cmdline');

/** @param {number} pid @returns {string} what it calls itself, cut to 15 letters */
export const nameOf = (pid) => tell(pid, 'comm').trim();

/** @param {number} pid @param {string} name of a line of its status @returns {number} bytes */
const bytesOf = (pid, name) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(tell(pid, 'status'))?.[1] ?? 0) * 1024;

/** Resident memory now. @param {number} pid @returns {number} bytes */
export const residentOf = (pid) => bytesOf(pid, 'VmRSS');

/** The most resident memory since it began or forgetPeak. @param {number} pid @returns {number} bytes */
export const peakOf = (pid) => bytesOf(pid, 'VmHWM');

/** @param {number} pid */
export const forgetPeak = (pid) => void tryTo(() => writeFileSync(`/proc/${pid}/clear_refs`, '5'));

/** Processor time since it began. @param {number} pid @returns {number} seconds */
export function processorTimeOf(pid) {
  const fields = fieldsOf(pid);
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / kTicksPerSecond;
}
