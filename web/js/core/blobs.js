// Makes Blobs of bytes in memory, in the way that costs a browser least.

/**
 * So few that Chromium hands them over in its message about the Blob. More go through memory made for them, twice, and fresh memory
 * costs more than sealing does.
 */
const kRunBytes = 192 << 10;

/** @param {Uint8Array<ArrayBuffer>} bytes copied @returns {Blob[]} whose sizes add up to that of the bytes */
export function blobsOf(bytes) {
  const blobs = [];
  for (let start = 0; start < bytes.length; start += kRunBytes) blobs.push(new Blob([bytes.subarray(start, start + kRunBytes)]));
  return blobs;
}

/** One Blob of others, which are not used by themselves any more. @param {Blob[]} blobs @returns {Blob} */
export function joined(blobs) {
  const blob = new Blob(blobs);
  leave(blob);
  return blob;
}

/**
 * To be told of a Blob that this thread lets go. A browser keeps the bytes for as long as any thread has an object for them, whose size
 * the garbage collector does not count, so it would not come round before all of a large file is in memory. So garbage
 * of that size is made, which costs nothing since it is never touched.
 * @param {Blob} blob
 */
export const leave = ({ size }) => void new ArrayBuffer(size);
