// The service worker. It says that one is offline where the network would say nothing, and takes what other apps share to a
// Mayfly that is installed. It serves nothing else, so that no stale page ever seals or opens anything.

const kCache = 'mayfly-offline-3';
const kOfflinePage = '/offline.html';
const kShell = [
  kOfflinePage,
  '/css/pages/state.css',
  '/favicon.svg',
  '/js/pages/offline.js',
  '/js/text/text.js',
  '/js/text/formats.js',
  '/js/text/languages.js',
  '/js/text/en.js',
];
const kSharePath = '/share';

/** The library of types knows pages only. @type {any} */
const worker = self;

/** What another app has shared, until the page asks for it; never on disk. @type {{files: File[], words: string} | null} */
let shared = null;

async function install() {
  const cache = await caches.open(kCache);
  await cache.addAll(kShell.map((path) => new Request(path, { cache: 'no-cache', referrerPolicy: 'no-referrer' })));
  await worker.skipWaiting();
}

async function activate() {
  for (const name of await caches.keys()) if (name !== kCache) await caches.delete(name);
  await worker.clients.claim();
}

/** @param {Request} request @returns {Promise<Response>} */
async function navigate(request) {
  try {
    // A worker that was started again has forgotten the policy that its script came with.
    return await fetch(request, { referrerPolicy: 'no-referrer' });
  } catch {
    return (await caches.match(kOfflinePage)) ?? Response.error();
  }
}

/** A file of the offline page: from the network while there is one, and kept for when there is none. @param {Request} request */
async function fetchShell(request) {
  try {
    const response = await fetch(request, { referrerPolicy: 'no-referrer' });
    if (response.ok) await (await caches.open(kCache)).put(request, response.clone());
    return response;
  } catch {
    return (await caches.match(request)) ?? Response.error();
  }
}

/** @param {Request} request @returns {Promise<Response>} */
async function takeShare(request) {
  const form = await request.formData();
  const words = ['title', 'text', 'url'].flatMap((name) => form.get(name) || []).join('\n');
  shared = { files: form.getAll('files').filter((file) => file instanceof File), words };
  return Response.redirect('/?shared', 303);
}

worker.addEventListener('install', (/** @type {any} */ event) => {
  event.waitUntil(install());
  // Calls and parts go past it where the browser can do that: a part that passes by here is copied once more.
  if (event.addRoutes) event.waitUntil(event.addRoutes({ condition: { urlPattern: { pathname: '/api/*' } }, source: 'network' }));
});
worker.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(activate()));
worker.addEventListener('fetch', (/** @type {any} */ event) => {
  /** @type {Request} */
  const request = event.request;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === 'POST' && pathname === kSharePath) event.respondWith(takeShare(request));
  else if (request.method === 'GET' && request.mode === 'navigate') event.respondWith(navigate(request));
  else if (request.method === 'GET' && (kShell.includes(pathname) || /^\/js\/text\/\w+\.js$/.test(pathname))) event.respondWith(fetchShell(request));
});
worker.addEventListener('message', (/** @type {MessageEvent} */ event) => {
  if (event.data !== 'take-shared') return;
  event.ports[0]?.postMessage(shared);
  shared = null;
});
