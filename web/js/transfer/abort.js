// One signal of several. AbortSignal.any would be that, but Safari has it only from 17.4 on, and Firefox 115 not at all.

/**
 * Does something with a signal that aborts with the first of several, and listens to these no longer than that takes.
 * @template T
 * @param {AbortSignal[]} signals
 * @param {(signal: AbortSignal) => Promise<T>} act
 * @returns {Promise<T>}
 */
export async function withAny(signals, act) {
  const joined = new AbortController();
  const over = new AbortController();
  for (const signal of signals) {
    const abort = () => joined.abort(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { signal: over.signal });
  }
  try {
    return await act(joined.signal);
  } finally {
    over.abort();
  }
}
