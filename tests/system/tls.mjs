// Certificates made on the spot, and HTTPS clients that believe nothing else.
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';

const kKeys = { ec: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'], rsa: ['rsa:2048'], weak: ['rsa:1024'] };

/**
 * A self-signed certificate for this machine.
 * @param {string} folder @param {string} name of its two files @param {keyof typeof kKeys} [kind]
 */
export function makeCertificate(folder, name, kind = 'ec') {
  const certificate = join(folder, `${name}.crt`);
  const key = join(folder, `${name}.key`);
  const names = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', certificate];
  execFileSync('openssl', ['req', '-x509', '-nodes', '-days', '30', '-newkey', ...kKeys[kind], ...files, ...names], { stdio: 'pipe' });
  return { certificate, key, ca: readFileSync(certificate), args: ['--tls-certificate', certificate, '--tls-key', key] };
}

/**
 * A connection after its handshake.
 * @param {number} port @param {import('node:tls').ConnectionOptions} options `ca` at least
 */
export async function openTls(port, options) {
  const socket = connect({ port, host: '127.0.0.1', servername: 'localhost', ...options });
  await once(socket, 'secureConnect');
  return socket;
}

/**
 * One request; fails where the certificate is not one of `ca`.
 * @param {number} port @param {import('node:https').RequestOptions} options `path` is whole @param {Uint8Array | string} [body]
 * @returns {Promise<{status: number, bytes: Buffer, headers: import('node:http').IncomingHttpHeaders}>}
 */
export async function callTls(port, options, body) {
  return await new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'Content-Length': Buffer.byteLength(body) };
    const sent = request({ port, host: '127.0.0.1', servername: 'localhost', ...options, headers: { ...options.headers, ...length } });
    sent.once('error', reject);
    sent.once('response', (response) => {
      /** @type {Buffer[]} */
      const pieces = [];
      response.on('data', (bytes) => pieces.push(bytes));
      response.once('error', reject);
      response.once('end', () => resolve({ status: Number(response.statusCode), bytes: Buffer.concat(pieces), headers: response.headers }));
    });
    sent.end(body);
  });
}
