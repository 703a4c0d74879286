// Brings the modules of tests/bench/page into a page of mayflyd, as /bench/…: by the browser's own hand, so that the server
// under measure is the one that is shipped.
import { readFileSync } from 'node:fs';

const kPattern = '*/bench/*';
/** Workers of an isolated page must be isolated too. */
const kHeaders = [
  { name: 'Content-Type', value: 'text/javascript' },
  { name: 'Cross-Origin-Embedder-Policy', value: 'require-corp' },
];

/**
 * Before the page goes anywhere. Only requests for /bench/ are looked at; all others go their way.
 * @param {import('./chromium.mjs').ChromiumPage} page
 */
export async function inviteGuests(page) {
  page.connection.listeners.add(({ sessionId, method, params }) => {
    if (sessionId !== page.session || method !== 'Fetch.requestPaused') return;
    const name = new URL(params.request.url).pathname.replace(/^\/bench\//, '');
    const body = readFileSync(new URL(`./page/${name}`, import.meta.url)).toString('base64');
    void page.send('Fetch.fulfillRequest', { requestId: params.requestId, responseCode: 200, responseHeaders: kHeaders, body });
  });
  await page.send('Fetch.enable', { patterns: [{ urlPattern: kPattern }] });
  // The pages allow no workers but their own: Trusted Types.
  await page.send('Page.setBypassCSP', { enabled: true });
}
