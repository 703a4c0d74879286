// Tries again, ever more slowly, what failed for a reason that passes.
import { ApiError } from './api.js';
import { onReturn } from './wake.js';

const kFirstDelayMs = 500;
const kLongestDelayMs = 20_000;
/** Some minutes, unless told otherwise. */
const kAttempts = 30;

/**
 * @typedef {object} RetryOptions
 * @property {AbortSignal} signal
 * @property {number} [attempts] how often at the most
 * @property {(seconds: number, error: unknown) => void} [onWait] told before each pause, and why; 0 when the next attempt begins
 * @property {(error: unknown) => boolean} [again] which errors pass; network faults, 408 and 5xx of proxies by default
 */

/**
 * @template T
 * @param {() => Promise<T>} attempt
 * @param {RetryOptions} options
 * @returns {Promise<T>}
 */
export async function retry(attempt, options) {
  const attempts = options.attempts ?? kAttempts;
  const again = options.again ?? ((error) => error instanceof ApiError && error.passing);
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (options.signal.aborted || count >= attempts || !again(error)) throw error;
      const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1000 : 0;
      const delay = Math.max(asked, backoff(count));
      options.onWait?.(Math.ceil(delay / 1000), error);
      await pause(delay, options.signal);
      options.onWait?.(0, error);
    }
  }
}

/** Doubles, with up to a third off so that many clients do not come back at once. @param {number} count from 1 */
const backoff = (count) => Math.min(kLongestDelayMs, kFirstDelayMs * 2 ** (count - 1)) * (1 - Math.random() / 3);

/**
 * Waits; shorter when the device is back, online or from a sleep.
 * @param {number} delayMs
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pause(delayMs, signal) {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const timer = setTimeout(end, delayMs);
    onReturn(end, over.signal);
    signal.addEventListener('abort', end, { signal: over.signal });
    function end() {
      clearTimeout(timer);
      over.abort();
      if (signal.aborted) reject(signal.reason);
      else resolve();
    }
  });
}
