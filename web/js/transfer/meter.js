// How fast it goes, from the last seconds only, so that a pause shows and an old burst does not.

const kWindowMs = 6000;

export class Meter {
  /** @param {number} total in bytes */
  constructor(total) {
    this.total = total;
    this.done = 0;
    /** @type {{at: number, done: number}[]} */
    this.samples = [{ at: performance.now(), done: 0 }];
  }

  /** @param {number} done bytes so far; may fall when a part has to be sent again */
  set(done) {
    const at = performance.now();
    this.done = Math.min(done, this.total);
    this.samples.push({ at, done: this.done });
    while (this.samples.length > 2 && at - (this.samples[1]?.at ?? at) > kWindowMs) this.samples.shift();
  }

  /** Bytes per second; 0 where it cannot be told yet. */
  get rate() {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (!first || !last || last.at - first.at < 500) return 0;
    return Math.max(0, ((last.done - first.done) * 1000) / (last.at - first.at));
  }

  /** Seconds to go; null where it cannot be told yet. @returns {number | null} */
  get left() {
    return this.rate > 0 ? Math.ceil((this.total - this.done) / this.rate) : null;
  }
}
