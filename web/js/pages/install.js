// What makes the send page an app: its service worker, and what other apps share to it.
import { scriptUrl } from '../core/scripts.js';

const kAnswerMs = 10_000;

/** Only who sends gets a service worker; a recipient may never come again. */
export function registerServiceWorker() {
  // Refused in private windows and where it is switched off: everything else works without.
  void navigator.serviceWorker?.register(scriptUrl('/sw.js')).catch(() => {});
}

/**
 * What was just shared to this page.
 * @returns {Promise<{files: File[], words: string} | 'lost' | null>} null where nothing was
 */
export async function takeShared() {
  if (!new URLSearchParams(location.search).has('shared')) return null;
  history.replaceState(null, '', '/');
  const worker = navigator.serviceWorker?.controller;
  if (!worker) return 'lost';
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = (event) => resolve(event.data ?? 'lost');
    setTimeout(() => resolve('lost'), kAnswerMs);
  });
  worker.postMessage('take-shared', [port2]);
  return answer;
}
