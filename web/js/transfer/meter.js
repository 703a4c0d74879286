// How far and how fast it goes; the rate is of the last seconds only, so that a pause shows and an old burst does not.

const kWindowMs = 6000;
/** Bytes move far more often than anybody can read numbers, and writing them costs more than moving the bytes. */
const kReportMs = 200;

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
    // After a silence as long as a broken line or a sleep the rate is a new one.
    if (at - (this.samples.at(-1)?.at ?? at) > kWindowMs) this.samples = [{ at, done: this.done }];
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

/** What parts add to a meter, those that have arrived and those under way. */
export class Moving {
  #reportedAt = -Infinity;
  /** Bytes by part. @type {Map<number, number>} */
  #parts = new Map();

  /** @param {Meter} meter @param {(meter: Meter) => void} onProgress */
  constructor(meter, onProgress) {
    this.meter = meter;
    this.onProgress = onProgress;
  }

  /** @param {number} n @param {number} bytes of part n so far */
  set(n, bytes) {
    this.#parts.set(n, bytes);
    let done = 0;
    for (const moved of this.#parts.values()) done += moved;
    const now = performance.now();
    if (now - this.#reportedAt < kReportMs && done < this.meter.total) return;
    this.#reportedAt = now;
    this.meter.set(done);
    this.onProgress(this.meter);
  }
}
