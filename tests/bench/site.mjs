// A loopback server for the pages that measure: this tree as it stands, and the others' npm packages. Mayfly's own pages never see it.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** @type {Record<string, string>} */
const kTypes = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' };
/** Our modules name these by their places on mayflyd. */
const kMoved = [
  [/^\/js\/core\/([\w-]+\.wasm(?:\.js)?)$/, '/build/wasm/$1'],
  [/^\/js\//, '/web/js/'],
];
const kServed = /^\/(web|tests\/bench|build\/wasm|node_modules)\//;

const npm = '/node_modules';
const kImportMap = {
  imports: {
    'age-encryption': `${npm}/age-encryption/dist/index.js`,
    libsodium: `${npm}/libsodium/dist/modules-esm/libsodium.mjs`,
    'libsodium-sumo': `${npm}/libsodium-sumo/dist/modules-sumo-esm/libsodium-sumo.mjs`,
    'libsodium-wrappers': `${npm}/libsodium-wrappers/dist/modules-esm/libsodium-wrappers.mjs`,
    'libsodium-wrappers-sumo': `${npm}/libsodium-wrappers-sumo/dist/modules-sumo-esm/libsodium-wrappers.mjs`,
    openpgp: `${npm}/openpgp/dist/openpgp.min.mjs`,
    '@noble/ciphers/': `${npm}/@noble/ciphers/`,
    '@noble/curves/': `${npm}/@noble/curves/`,
    '@noble/hashes/': `${npm}/@noble/hashes/`,
    '@noble/post-quantum/': `${npm}/@noble/post-quantum/`,
    '@scure/base': `${npm}/@scure/base/index.js`,
  },
  scopes: {
    [`${npm}/@noble/post-quantum/`]: {
      '@noble/curves/': `${npm}/@noble/post-quantum/node_modules/@noble/curves/`,
      '@noble/hashes/': `${npm}/@noble/post-quantum/node_modules/@noble/hashes/`,
    },
  },
};
const kPage = `<!doctype html><title>bench</title><script type="importmap">${JSON.stringify(kImportMap)}</script>`;

/** @param {string} url */
async function answer(url) {
  const path = new URL(url, 'http://localhost').pathname;
  if (path === '/') return { type: kTypes['.html'], body: kPage };
  const moved = kMoved.reduce((place, [from, to]) => place.replace(/** @type {RegExp} */ (from), String(to)), path);
  const place = normalize(moved);
  if (!kServed.test(place)) return null;
  const body = await readFile(join(root, place)).catch(() => null);
  return body && { type: kTypes[extname(place)] ?? 'application/octet-stream', body };
}

/** Isolated pages get clocks of 5 microseconds instead of 100. */
const kIsolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

export async function startSite() {
  const server = createServer(async (request, response) => {
    const found = await answer(request.url ?? '/');
    response.writeHead(found ? 200 : 404, { ...kIsolation, 'Cache-Control': 'no-store', 'Content-Type': found?.type ?? 'text/plain' });
    response.end(found?.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://localhost:${port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
