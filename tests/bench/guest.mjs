// Brings the modules of tests/bench/page into a page of mayflyd, as /bench/…: by the browser's own hand, so that the server
// under measure is the one that is shipped.
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild-wasm';

const root = fileURLToPath(new URL('../../', import.meta.url));
const kGuests = ['encryptor', 'encryptors', 'plain'];
const kPattern = '*/bench/*';
/** Workers of an isolated page must be isolated too. */
const kHeaders = [
  { name: 'Content-Type', value: 'text/javascript' },
  { name: 'Cross-Origin-Embedder-Policy', value: 'require-corp' },
];

/** Our modules by their places on mayflyd, where they are joined and so not to be had one by one. @type {import('esbuild-wasm').Plugin} */
const kOurs = { name: 'ours', setup: ({ onResolve }) => onResolve({ filter: /^\/js\// }, ({ path }) => ({ path: `${root}web${path}` })) };

/** @returns {Promise<Map<string, Buffer>>} the guests, each with what it imports, by file name */
async function joinGuests() {
  const entryPoints = kGuests.map((name) => `${root}tests/bench/page/${name}.js`);
  const { outputFiles } = await build({ entryPoints, outdir: 'guests', bundle: true, format: 'esm', target: 'esnext', write: false, plugins: [kOurs] });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)]));
}

/** @type {ReturnType<joinGuests> | undefined} */
let joined;

/**
 * Before the page goes anywhere. Only requests for /bench/ are looked at; all others go their way.
 * @param {import('./chromium.mjs').ChromiumPage} page
 */
export async function inviteGuests(page) {
  const guests = await (joined ??= joinGuests());
  page.connection.listeners.add(({ sessionId, method, params }) => {
    if (sessionId !== page.session || method !== 'Fetch.requestPaused') return;
    const name = new URL(params.request.url).pathname.replace(/^\/bench\//, '');
    const body = guests.get(name)?.toString('base64') ?? '';
    void page.send('Fetch.fulfillRequest', { requestId: params.requestId, responseCode: 200, responseHeaders: kHeaders, body });
  });
  await page.send('Fetch.enable', { patterns: [{ urlPattern: kPattern }] });
  // The pages allow no workers but their own: Trusted Types.
  await page.send('Page.setBypassCSP', { enabled: true });
}
