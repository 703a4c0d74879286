// Looking for bytes in every file of a data folder.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const kWindow = 32;

/** Every file of a folder, read whole; one that vanishes meanwhile holds nothing. @param {string} folder */
export function readAllFiles(folder) {
  /** @type {{name: string, bytes: Buffer}[]} */
  const files = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    try {
      const path = join(folder, name);
      if (statSync(path).isFile()) files.push({ name, bytes: readFileSync(path) });
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
    }
  }
  return files;
}

/** The window of 32 bytes at each `step`, and the last one. @param {Buffer} bytes @param {number} [step] */
export function windowsIn(bytes, step = kWindow) {
  const windows = [];
  for (let at = 0; at + kWindow <= bytes.length; at += step) windows.push(bytes.subarray(at, at + kWindow));
  windows.push(bytes.subarray(bytes.length - kWindow));
  return windows;
}

/**
 * Windows of what must vanish: of payload parts one each 256 bytes and the end, of small things all that do not overlap.
 * @param {import('./api.mjs').TestDrop} plan
 */
export const windowsOf = (plan) => [
  ...plan.parts.flatMap((part) => windowsIn(part, 256)),
  ...[plan.header, plan.note, plan.hint].flatMap((small) => windowsIn(small)),
];

/** @param {Uint8Array} bytes @param {number} at the first three bytes there, as a number */
const startOf = (bytes, at) => Number(bytes[at]) | (Number(bytes[at + 1]) << 8) | (Number(bytes[at + 2]) << 16);

/**
 * How many windows are found in which files, in one pass over each: a table of their first three bytes says where to look.
 * @param {string} folder @param {Buffer[]} windows @returns {Map<string, number>}
 */
export function findWindows(folder, windows) {
  const isStart = new Uint8Array(1 << 24);
  for (const window of windows) isStart[startOf(window, 0)] = 1;
  const wanted = new Set(windows.map((window) => window.toString('latin1')));
  const found = new Map();
  for (const { name, bytes } of readAllFiles(folder)) {
    for (let at = 0; at + kWindow <= bytes.length; ++at) {
      if (isStart[startOf(bytes, at)] && wanted.has(bytes.toString('latin1', at, at + kWindow))) {
        found.set(name, (found.get(name) ?? 0) + 1);
      }
    }
  }
  return found;
}
