// Keeps what was opened in a file of the browser's own storage instead of in memory. Workers load it where a drop is large.
import { blobsOf, joined } from './blobs.js';

/**
 * @param {string} folder in the origin's private file system
 * @param {string} name of a file in it, not there yet
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {Promise<Blob>} of the file; of the bytes where they find no room on the disk
 */
export async function keepInFile(folder, name, bytes) {
  try {
    return await write(folder, name, bytes);
  } catch {
    return joined(blobsOf(bytes));
  }
}

/** @param {string} folder @param {string} name @param {Uint8Array<ArrayBuffer>} bytes */
async function write(folder, name, bytes) {
  const root = await navigator.storage.getDirectory();
  const place = await root.getDirectoryHandle(folder);
  const file = await place.getFileHandle(name, { create: true });
  /** The library of types knows pages only. @type {any} */
  const handle = await /** @type {any} */ (file).createSyncAccessHandle();
  try {
    if (handle.write(bytes, { at: 0 }) !== bytes.byteLength) throw new RangeError('written in part only');
  } finally {
    await handle.close();
  }
  return file.getFile();
}
