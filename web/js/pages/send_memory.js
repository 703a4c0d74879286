// The sender's last choices, kept on this device: how often and how long, never a password, a name or anything about files.

const kKey = 'mayfly.choices';

/** @typedef {{views?: string, count?: number, expiry?: string, track?: boolean}} Remembered */

/** @returns {Remembered} empty where nothing is kept, or the browser keeps nothing */
export function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(kKey) ?? '{}');
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

/** @param {Remembered} choices */
export function remember(choices) {
  try {
    localStorage.setItem(kKey, JSON.stringify(choices));
  } catch {
    // A browser that keeps nothing starts from the defaults again.
  }
}
