// How many parts travel at once: several where the line is fast. On a slow one each of several would be slower than servers have
// patience for, and all of them would be lost when it breaks; so it begins with one, and goes back to one.

/** From this on there is room for several, each several times faster than a server asks for (`slowest`, docs/operate.md). */
const kFastBytesPerSecond = 256 * 1024;
/** Of less the time is that of the way, not of the bytes. */
const kTellingBytes = 64 * 1024;

export class Lanes {
  #open = 1;
  #busy = 0;
  /** @type {(() => void)[]} */
  #waiting = [];

  /** @param {number} most at once */
  constructor(most) {
    this.most = most;
  }

  /** Does it when there is a lane, in the order of asking. @param {number} bytes that it moves @param {() => Promise<void>} act */
  async run(bytes, act) {
    if (this.#busy >= this.#open) await new Promise((resolve) => this.#waiting.push(() => resolve(null)));
    else this.#busy += 1;
    const began = performance.now();
    let open = 1;
    try {
      await act();
      const rate = (bytes * this.#busy * 1000) / Math.max(1, performance.now() - began);
      open = bytes < kTellingBytes ? this.#open : rate >= kFastBytesPerSecond ? this.most : 1;
    } finally {
      this.#busy -= 1;
      this.#open = open;
      this.#next();
    }
  }

  #next() {
    while (this.#busy < this.#open) {
      const go = this.#waiting.shift();
      if (!go) return;
      this.#busy += 1;
      go();
    }
  }
}
