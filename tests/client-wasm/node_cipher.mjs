// age's payload by Node's own ChaCha20-Poly1305 (OpenSSL's): the other opinion.
import { createCipheriv } from 'node:crypto';

const CHUNK_SIZE = 65536;

/**
 * C2SP age.md, "Payload", without its nonce.
 * @param {Uint8Array} key @param {Uint8Array} plain @returns {Buffer}
 */
export function nodeSealed(key, plain) {
  const sealed = [];
  for (let at = 0, index = 0; at === 0 || at < plain.length; at += CHUNK_SIZE, index++) {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(index, 7);
    nonce[11] = at + CHUNK_SIZE >= plain.length ? 1 : 0;
    const cipher = createCipheriv('chacha20-poly1305', key, nonce, { authTagLength: 16 });
    sealed.push(cipher.update(plain.subarray(at, at + CHUNK_SIZE)), cipher.final(), cipher.getAuthTag());
  }
  return Buffer.concat(sealed);
}
