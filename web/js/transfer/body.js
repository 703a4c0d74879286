// Reads the body of an answer into memory of its size.
import { ApiError } from './api.js';

/** @typedef {{done: boolean, value?: Uint8Array<ArrayBuffer> | undefined}} Run bytes of a body, at the front of the memory that was given for them */
/** @typedef {{read: (free: Uint8Array<ArrayBuffer>) => Promise<Run>, cancel: () => Promise<void>}} BodyReader */

/** Held until their bodies are here: Chromium may collect a reader that only its own pending read knows of. @type {Set<BodyReader>} */
const reading = new Set();

/**
 * Where the browser can, bytes arrive in the buffer itself; in no case is a list of chunks kept.
 * @param {Response} response
 * @param {ArrayBuffer} buffer taken; as large as the body should be
 * @param {(bytes: number) => void} onBytes how many are here so far
 * @returns {Promise<ArrayBuffer>} the same memory, or a copy of its front where the body is shorter; rejects with 'bad-answer' where the
 *   body is longer, perhaps without end
 */
export async function readBody(response, buffer, onBytes) {
  const size = buffer.byteLength;
  const reader = readerOf(response.body ?? new Blob().stream());
  reading.add(reader);
  try {
    let [memory, here] = [buffer, 0];
    while (here < size) {
      const { done, value } = await reader.read(new Uint8Array(memory, here));
      memory = value?.buffer ?? memory;
      if (done) return memory.slice(0, here);
      here += value?.byteLength ?? 0;
      onBytes(here);
    }
    // One byte more is asked for, to be told that there is none.
    const { done } = await reader.read(new Uint8Array(1));
    if (!done) await tooLong(reader);
    return memory;
  } finally {
    reading.delete(reader);
  }
}

/** @param {{cancel: () => Promise<void>}} reader @returns {Promise<never>} */
async function tooLong(reader) {
  await reader.cancel();
  throw new ApiError(0, 'bad-answer');
}

/** @param {ReadableStream<Uint8Array<ArrayBuffer>>} body @returns {BodyReader} */
function readerOf(body) {
  try {
    return body.getReader({ mode: 'byob' });
  } catch {
    return copyingReader(body.getReader());
  }
}

/** For browsers that choose the memory themselves. @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader @returns {BodyReader} */
const copyingReader = (reader) => ({
  async read(free) {
    const { done, value } = await reader.read();
    if (!value) return { done };
    if (value.length > free.length) await tooLong(reader);
    free.set(value);
    return { done, value: free.subarray(0, value.length) };
  },
  cancel: () => reader.cancel(),
});
