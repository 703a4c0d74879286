// A folder of the browser's own storage that holds what was opened from a large drop, for as long as its page is there.

/** A drop up to so many bytes is kept in memory, and leaves nothing on the disk. */
export const kMemoryBytesMax = 128 << 20;
/** What a page may take in memory, where it has to, without a word of warning. */
const kAskedBytesMin = 512 << 20;
/** Of the folders' names, which are those of their pages' locks as well. */
const kPrefix = 'opened ';

/** Fails where there is none, as in private windows of Firefox. */
const openRoot = () => navigator.storage.getDirectory();

/** Takes a lock that ends with the page, however that ends. @param {string} name @returns {Promise<void>} when it is taken */
const hold = (name) =>
  new Promise((resolve, reject) => {
    const held = () => {
      resolve();
      return new Promise(() => {});
    };
    navigator.locks.request(name, held).catch(reject);
  });

export class Scratch {
  #root;

  /** @param {FileSystemDirectoryHandle} root at hand, since a page that goes waits for nothing @param {string} folder */
  constructor(root, folder) {
    this.#root = root;
    this.folder = folder;
    addEventListener('pagehide', () => void this.remove());
    // A page that comes back from the browser's memory has lost its files.
    addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
  }

  /** @returns {Promise<Scratch | null>} null where this browser has no such storage */
  static async make() {
    try {
      const root = await openRoot();
      const folder = kPrefix + crypto.randomUUID();
      await hold(folder);
      await root.getDirectoryHandle(folder, { create: true });
      return new Scratch(root, folder);
    } catch {
      return null;
    }
  }

  /** Removes all that is in it. What is being written to it at that moment is left to `sweep`. */
  async remove() {
    await this.#root.removeEntry(this.folder, { recursive: true }).catch(() => {});
  }
}

/** Has a drop of that size to be kept in memory, and is it large for that? @param {number} size in bytes @returns {Promise<boolean>} */
export async function strainsMemory(size) {
  if (size < kAskedBytesMin) return false;
  try {
    await openRoot();
    const { quota = 0, usage = 0 } = await navigator.storage.estimate();
    return quota - usage < size;
  } catch {
    return true;
  }
}

/** Removes what pages left that could not do it themselves, as after a crash. */
export async function sweep() {
  try {
    /** The library of types does not know what is in a folder. @type {any} */
    const root = await openRoot();
    for await (const name of root.keys()) {
      if (name.startsWith(kPrefix)) await navigator.locks.request(name, { ifAvailable: true }, (lock) => lock && root.removeEntry(name, { recursive: true }));
    }
  } catch {
    // No such storage here, or a file that another page has just begun to remove.
  }
}
