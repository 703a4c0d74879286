// Keeps the screen on while something is under way that a sleeping phone would interrupt.

/** @param {AbortSignal} signal ends it */
export function keepAwake(signal) {
  const ask = async () => {
    if (document.visibilityState !== 'visible') return;
    try {
      const lock = await navigator.wakeLock?.request('screen');
      if (signal.aborted) await lock?.release();
      else signal.addEventListener('abort', () => void lock?.release(), { once: true });
    } catch {
      // Not there, or the battery is low: what sleep breaks off goes on after it.
    }
  };
  // The browser takes it back whenever the page is not to be seen.
  document.addEventListener('visibilitychange', () => void ask(), { signal });
  void ask();
}
