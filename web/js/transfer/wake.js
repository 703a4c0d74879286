// Tells when a device is back: online again, or awake after a sleep, of which timers say nothing, since they slept as well.

const kTickMs = 2000;
/** Browsers let the timers of pages behind others run once a minute, so that only a longer leap is a sleep. */
const kLeapMs = 90_000;

/** @param {() => void} act @param {AbortSignal} signal ends it */
export function onReturn(act, signal) {
  let last = Date.now();
  const timer = setInterval(() => {
    const leap = Date.now() - last;
    last += leap;
    if (leap > kLeapMs) act();
  }, kTickMs);
  signal.addEventListener('abort', () => clearInterval(timer));
  addEventListener('online', act, { signal });
  document.addEventListener('resume', act, { signal });
}
