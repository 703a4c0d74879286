// A worker of encryptors.js: AES-256-GCM of WebCrypto, record by record.
import { BlobReader } from '/js/core/blob_reader.js';
import { blobsOf, joined } from '/js/core/blobs.js';

const reader = new BlobReader();
const key = crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
let recordSize = 0;
let turn = Promise.resolve();

/** @param {Blob} plain @returns {Promise<Blob>} the last tag is cut to fit, which changes no time */
async function seal(plain) {
  const sizes = [];
  for (let left = plain.size; left > 0; left -= recordSize) sizes.push(Math.min(left, recordSize));
  /** @type {Blob[]} */
  const blobs = [];
  let left = plain.size;
  for await (const record of reader.read(plain, sizes)) {
    const iv = new Uint8Array(12);
    new DataView(iv.buffer).setUint32(8, blobs.length);
    const bytes = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key, record);
    const sealed = new Uint8Array(bytes, 0, Math.min(bytes.byteLength, left));
    blobs.push(...blobsOf(sealed));
    left -= sealed.length;
  }
  return joined(blobs);
}

addEventListener('message', ({ data }) => {
  if (data.recordSize) recordSize = data.recordSize;
  else {
    turn = turn.then(async () => {
      const sealed = await seal(data.plain);
      postMessage({ id: data.id, sealed });
    });
  }
});
