// Runs in a page of the server: what else could be done with the same bytes, the same calls and the same parts. Only to compare with.
import { blobsOf, joined } from '/js/core/blobs.js';
import { newLease } from '/js/core/door.js';
import { Cut } from '/js/core/pieces.js';
import { authorization, call } from '/js/transfer/api.js';
import { pipeline } from '/js/transfer/pipeline.js';
import { Upload } from '/js/transfer/upload.js';
import { Encryptors } from './encryptors.js';

const kPartsInFlight = 3;
const kWorkers = 2;

/** Fresh ids, tokens and verifiers: anything random serves, since nobody opens these drops. */
async function makeIds() {
  const [owner, access] = await Promise.all([newLease(), newLease()]);
  const id = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16)))).replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_');
  return { owner, access, drop: id(), grant: id() };
}

/**
 * Sends a file by the pages' own Upload, with parts made in another way.
 * @param {File} file
 * @param {number} partSize in bytes, of plaintext as the server counts it
 * @param {'read' | 'blob' | 'webcrypto-64K' | 'webcrypto-1M'} how its bytes are read and sent; slices of it are sent as they are, unread; or read
 *   and encrypted with AES-256-GCM in records of that size
 * @returns {Promise<{seconds: number, grant: string, accessToken: string}>}
 */
export async function sendPlain(file, partSize, how) {
  const start = performance.now();
  const { owner, access, drop, grant } = await makeIds();
  // As many bytes go out as the file has.
  const size = file.size - 16 * Math.ceil(file.size / 65552);
  const cut = new Cut(size, partSize);
  /** @param {number} n */
  const slice = (n) => file.slice(n * cut.sealedSize(0), n * cut.sealedSize(0) + cut.sealedSize(n));
  const encryptors = how === 'webcrypto-64K' ? new Encryptors(kWorkers, 1 << 16) : how === 'webcrypto-1M' ? new Encryptors(kWorkers, 1 << 20) : null;
  /** @type {(n: number) => Promise<Blob>} */
  const make = encryptors ? (n) => encryptors.seal(slice(n)) : how === 'read' ? async (n) => joined(blobsOf(new Uint8Array(await slice(n).arrayBuffer()))) : async (n) => slice(n);
  const sender = /** @type {any} */ ({
    drop,
    size,
    partSize,
    partCount: cut.partCount,
    workers: kWorkers,
    ownerToken: owner.token,
    ownerVerifier: owner.verifier,
    ownerKey: owner.verifier,
    grant: { grant, accessVerifier: access.verifier, header: 'A'.repeat(400), password: null },
    archive: [{ file: 0 }],
    sealPart: async (/** @type {number} */ n) => ({ sealed: await make(n), tags: '' }),
  });
  const terms = { expiry: { expires_in: 3600 }, maxViews: 0, track: false, note: null, hint: null };
  await new Upload(sender, [file], /** @type {any} */ (terms), { onProgress() {}, onWait() {} }).run();
  encryptors?.close();
  return { seconds: (performance.now() - start) / 1000, grant, accessToken: access.token };
}

/**
 * Fetches the parts of a drop and makes one Blob of them, as they come.
 * @param {{grant: string, accessToken: string}} drop by sendPlain
 * @returns {Promise<{seconds: number, size: number}>}
 */
export async function openPlain({ grant, accessToken }) {
  const start = performance.now();
  const lease = await newLease();
  const claimed = await call('POST', `/grants/${grant}/claim`, { token: accessToken, body: { lease_verifier: lease.verifier } });
  const count = new Cut(claimed.size, claimed.part_size).partCount;
  /** @type {Blob[]} */
  const parts = [];
  const make = async (/** @type {number} */ n) => {
    const response = await fetch(`/api/v1/views/${claimed.view}/parts/${n}`, { headers: authorization(lease.token), cache: 'no-store' });
    return response.blob();
  };
  await pipeline(Array(count).keys(), { make, ahead: kPartsInFlight - 1, pass: async (n, part) => void (parts[n] = part), abreast: 1 });
  const { size } = new Blob(parts);
  return { seconds: (performance.now() - start) / 1000, size };
}
