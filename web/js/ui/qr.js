// A link as a QR code, for a phone that is near: drawn here, and only when it is asked for.
import { t } from '../text/text.js';
import { h, icon } from './h.js';

/** Put there by the build, from the lock file's lean-qr. */
const kLibrary = '/js/lib/lean-qr.js';
/** Paper and ink whatever the theme: many readers want dark on light, and the margin that ISO/IEC 18004 asks for. */
const kLooks = /** @type {const} */ ({ on: [0, 0, 0, 255], off: [255, 255, 255, 255], pad: 4 });

/** @param {string} link @returns {HTMLElement} folded until it is asked for */
export function qrCode(link) {
  const canvas = h('canvas', { role: 'img', 'aria-label': t('done.qrLabel') });
  const fold = h('details', { class: 'qr', ontoggle: () => void draw() }, h('summary', {}, icon('qr'), h('span', {}, t('done.qr'))), canvas);
  let drawn = false;
  async function draw() {
    if (drawn) return;
    drawn = true;
    try {
      /** @type {import('lean-qr/nano')} */
      const { generate } = await import(kLibrary);
      generate(link).toCanvas(canvas, kLooks);
    } catch {
      drawn = false;
      fold.open = false;
    }
  }
  return fold;
}
