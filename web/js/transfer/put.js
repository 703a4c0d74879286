// PUTs a part. By XMLHttpRequest, since fetch cannot tell how much of a body has left.
import { ApiError, authorization, problem } from './api.js';
import { onReturn } from './wake.js';

/** A part that moves no byte for so long is broken off. */
const kStallMs = 45_000;
/** Longer once all of it has left: some of that may still wait in the system's buffers. */
const kAnswerMs = 120_000;
/** Shorter when the device comes back: what was under way before is most likely dead. */
const kReturnMs = 15_000;

/**
 * A Blob is handed on; bytes would be copied by the page, its service worker, the browser and its network in turn, and take twice as long.
 * @param {string} path under /api/v1
 * @param {{token: string, body: Blob, signal: AbortSignal, onBytes: (bytes: number) => void}} options onBytes is told how many have left
 * @returns {Promise<void>}
 */
export function putBlob(path, { token, body, signal, onBytes }) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const xhr = new XMLHttpRequest();
    const over = new AbortController();
    const abort = () => xhr.abort();
    let timer = setTimeout(abort, kStallMs);
    const allow = (/** @type {number} */ milliseconds) => {
      clearTimeout(timer);
      timer = setTimeout(abort, milliseconds);
    };
    xhr.open('PUT', `/api/v1${path}`);
    xhr.setRequestHeader('Content-Type', 'application/octet-stream');
    for (const [name, value] of Object.entries(authorization(token))) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = ({ loaded, total }) => {
      allow(loaded < total ? kStallMs : kAnswerMs);
      onBytes(loaded);
    };
    xhr.onloadend = () => {
      clearTimeout(timer);
      over.abort();
      if (signal.aborted) reject(signal.reason);
      else if (xhr.status === 0) reject(new ApiError(0, 'offline'));
      else if (xhr.status >= 300) reject(problem(xhr.status, xhr.responseText, xhr.getResponseHeader('Retry-After')));
      else resolve();
    };
    signal.addEventListener('abort', abort, { signal: over.signal });
    onReturn(() => allow(kReturnMs), over.signal);
    xhr.send(body);
  });
}
