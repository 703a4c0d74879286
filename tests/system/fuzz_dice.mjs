// Choices for fuzzing that repeat themselves: all of them come from one seed (mulberry32).

export class Dice {
  #state;

  /** @param {number} seed 32 bits */
  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** 32 random bits. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** A whole number from 0 up to, not including, `end`. @param {number} end */
  below(end) {
    return Math.floor((this.next() / 2 ** 32) * end);
  }

  /** @param {number} probability */
  chance(probability) {
    return this.next() / 2 ** 32 < probability;
  }

  /** @template T @param {readonly T[]} list not empty @returns {T} */
  pick(list) {
    return /** @type {T} */ (list[this.below(list.length)]);
  }

  /** @template T @param {readonly [number, T][]} choices weights and what they stand for @returns {T} */
  weighted(choices) {
    let left = this.below(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, choice] of choices) {
      if (left < weight) return choice;
      left -= weight;
    }
    throw new Error('no choice has any weight');
  }

  /** @param {number} size */
  bytes(size) {
    const words = Uint32Array.from({ length: Math.ceil(size / 4) }, () => this.next());
    return Buffer.from(words.buffer, 0, size);
  }

  /** As bytes(), as base64url. @param {number} size */
  text(size) {
    return this.bytes(size).toString('base64url');
  }
}
