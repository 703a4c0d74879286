// Tries again, ever more slowly, what failed for a reason that passes.
import { ApiError } from './api.js';

const kFirstDelayMs = 500;
const kLongestDelayMs = 20_000;
const kAttempts = 30;

/**
 * @typedef {object} RetryOptions
 * @property {AbortSignal} signal
 * @property {(seconds: number) => void} [onWait] told before each pause; 0 when the next attempt begins
 * @property {(error: unknown) => boolean} [again] which errors pass; network faults, 408 and 5xx of proxies by default
 */

/**
 * @template T
 * @param {() => Promise<T>} attempt
 * @param {RetryOptions} options
 * @returns {Promise<T>}
 */
export async function retry(attempt, options) {
  const again = options.again ?? ((error) => error instanceof ApiError && error.passing);
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (options.signal.aborted || count >= kAttempts || !again(error)) throw error;
      const asked = error instanceof ApiError ? (error.retryAfter ?? 0) * 1000 : 0;
      const delay = Math.max(asked, backoff(count));
      options.onWait?.(Math.ceil(delay / 1000));
      await pause(delay, options.signal);
      options.onWait?.(0);
    }
  }
}

/** Doubles, with up to a third off so that many clients do not come back at once. @param {number} count from 1 */
const backoff = (count) => Math.min(kLongestDelayMs, kFirstDelayMs * 2 ** (count - 1)) * (1 - Math.random() / 3);

/**
 * Waits; shorter when the device says that it is online again.
 * @param {number} delayMs
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pause(delayMs, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(end, delayMs);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
    function end() {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    }
  });
}
