// A worker of encryptors.js: AES-256-GCM of WebCrypto, record by record.
import { BlobReader } from '/js/core/blob_reader.js';

const kTagBytes = 16;
const reader = new BlobReader();
const key = crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt']);
let recordSize = 0;
let turn = Promise.resolve();

/** @param {Blob} plain @returns {Promise<ArrayBuffer>} the last tag is cut to fit, which changes no time */
async function seal(plain) {
  const sealed = new Uint8Array(plain.size);
  const sizes = [];
  for (let left = plain.size; left > 0; left -= recordSize) sizes.push(Math.min(left, recordSize));
  let at = 0;
  let count = 0;
  for await (const record of reader.read(plain, sizes)) {
    const iv = new Uint8Array(12);
    new DataView(iv.buffer).setUint32(8, count++);
    const bytes = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key, record);
    sealed.set(new Uint8Array(bytes, 0, Math.min(bytes.byteLength - kTagBytes, sealed.length - at)), at);
    at += record.length;
  }
  return sealed.buffer;
}

addEventListener('message', ({ data }) => {
  if (data.recordSize) recordSize = data.recordSize;
  else {
    turn = turn.then(async () => {
      const sealed = await seal(data.plain);
      postMessage({ id: data.id, sealed }, { transfer: [sealed] });
    });
  }
});
