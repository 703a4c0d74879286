// Small pictures of what is being sent, pale until their bytes have left. They say nothing that the bar does not.
import { number } from '../text/formats.js';
import { h, icon } from '../ui/h.js';

/** As many as fit beside each other; more are counted. */
const kMost = 10;

export class Thumbs {
  /** @param {import('./send_files.js').Chosen[]} chosen */
  constructor(chosen) {
    const sizes = chosen.map(({ file }) => file.size);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    let sum = 0;
    /** Up to which share of the whole each reaches. */
    this.ends = sizes.map((size) => (sum += size) / (total || 1));
    const shown = chosen.length > kMost ? chosen.slice(0, kMost - 1) : chosen;
    this.items = shown.map(({ url }) => h('li', {}, url ? h('img', { class: 'thumb', alt: '', src: url, decoding: 'async' }) : h('span', { class: 'thumb' }, icon('file'))));
    const more = chosen.length - shown.length;
    this.element = h('ul', { class: 'thumbs', 'aria-hidden': 'true', hidden: chosen.length === 0 }, ...this.items, more > 0 && h('li', { class: 'thumb' }, `+${number(more)}`));
  }

  /** @param {number} share from 0 to 1 */
  progress(share) {
    for (const [index, item] of this.items.entries()) item.classList.toggle('sent', share >= (this.ends[index] ?? 1));
  }
}
