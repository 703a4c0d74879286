// A thread that keeps looking through all files of a folder for marked drops: every file that is new or has changed since the last look is read whole.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';

/** @typedef {{began: number, ended: number, tags: Set<string>, files: number, read: number}} Look times of Date.now() */

/** @param {Buffer} bytes @param {Buffer} mark @param {number} tagSize */
function tagsIn(bytes, mark, tagSize) {
  /** @type {Set<string>} */
  const tags = new Set();
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
    tags.add(bytes.toString('hex', at + mark.length, at + mark.length + tagSize));
  }
  return [...tags];
}

/** Looks for ever. @param {{folder: string, mark: Buffer, tagSize: number}} wanted */
function lookForEver({ folder, mark, tagSize }) {
  /** @type {Map<string, {version: string, tags: string[]}>} */
  let known = new Map();
  const look = () => {
    const began = Date.now();
    /** @type {typeof known} */
    const now = new Map();
    let read = 0;
    const visit = (/** @type {string} */ path) => {
      for (const entry of readdirSync(path, { withFileTypes: true })) {
        const name = join(path, entry.name);
        if (entry.isDirectory()) {
          visit(name);
          continue;
        }
        try {
          const { ino, size, mtimeNs } = statSync(name, { bigint: true });
          const version = `${ino} ${size} ${mtimeNs}`;
          const former = known.get(name);
          if (former?.version === version) {
            now.set(name, former);
          } else if (size > 0n) {
            const bytes = readFileSync(name);
            read += bytes.length;
            now.set(name, { version, tags: tagsIn(bytes, mark, tagSize) });
          }
        } catch (error) {
          if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
        }
      }
    };
    visit(folder);
    known = now;
    const tags = new Set([...now.values()].flatMap((file) => file.tags));
    parentPort?.postMessage({ began, ended: Date.now(), tags, files: now.size, read });
    setTimeout(look, 5);
  };
  look();
}

/** Of this thread, since what looks must not wait for what it looks at; where that is not allowed, it finds what is gone later than it went. */
function comeFirst() {
  try {
    setPriority(0, constants.priority.PRIORITY_HIGH);
  } catch {
    // Only root may.
  }
}

if (workerData?.folder) {
  comeFirst();
  lookForEver(workerData);
}

export class Finder {
  /** @param {string} folder @param {Buffer} mark @param {number} tagSize */
  constructor(folder, mark, tagSize) {
    this.worker = new Worker(fileURLToPath(import.meta.url), { workerData: { folder, mark, tagSize } });
    /** @type {((look: Look) => void)[]} */
    this.waiting = [];
    /** @type {number[]} */
    this.lookMilliseconds = [];
    this.worker.on('message', (/** @type {Look} */ look) => {
      this.lookMilliseconds.push(look.ended - look.began);
      for (const tell of this.waiting.splice(0)) tell(look);
    });
  }

  /** The next look that ends. @returns {Promise<Look>} */
  next() {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Milliseconds from `since` to the end of the first look, begun later, that finds the tag in no file. @param {string} tag @param {number} since */
  async untilGone(tag, since) {
    for (;;) {
      const look = await this.next();
      if (look.began >= since && !look.tags.has(tag)) return look.ended - since;
    }
  }

  async close() {
    await this.worker.terminate();
  }
}
