// Searches for things that must not be somewhere, in every dress they could wear.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const kEdge = 3;

/**
 * The forms in which bytes may turn up: as they are, hex, base64 and base64url at each of three alignments, percent-encoded.
 * @param {string | Buffer} secret
 * @returns {Buffer[]}
 */
function dresses(secret) {
  const bytes = Buffer.from(secret);
  const forms = [bytes, Buffer.from(bytes.toString('hex'))];
  for (let lead = 0; lead < kEdge; lead += 1) {
    const encoded = Buffer.concat([Buffer.alloc(lead), bytes]).toString('base64').replace(/=+$/, '');
    // The letters at both ends hang on what stands beside the bytes.
    const inner = encoded.slice(lead === 0 ? 0 : lead + 1, -2);
    forms.push(Buffer.from(inner), Buffer.from(inner.replaceAll('+', '-').replaceAll('/', '_')));
  }
  forms.push(Buffer.from(encodeURIComponent(bytes.toString('utf8'))));
  return forms;
}

/**
 * The names of the secrets that stand in a haystack.
 * @param {Buffer} haystack
 * @param {Record<string, string | Buffer>} secrets
 */
export const found = (haystack, secrets) =>
  Object.entries(secrets)
    .filter(([, secret]) => dresses(secret).some((form) => haystack.includes(form)))
    .map(([name]) => name);

/**
 * The same for every file under a folder.
 * @param {string} folder
 * @param {Record<string, string | Buffer>} secrets
 * @returns {string[]}
 */
export function foundInFolder(folder, secrets) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .flatMap((name) => found(readFileSync(join(folder, name)), secrets).map((secret) => `${secret} in ${name}`));
}
