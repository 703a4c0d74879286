// The received pictures as large as the window, one after another: by keys, buttons or swipes; larger still by pinching.
import { number } from '../text/formats.js';
import { t } from '../text/text.js';
import { h, icon } from '../ui/h.js';
import { announce } from '../ui/parts.js';
import { Zoom } from '../ui/zoom.js';

const kSwipePixels = 60;
const kClosePixels = 100;
const kKeyFactor = 1.5;
const kSavedMs = 2000;

/** A picture that is shown on the page. @typedef {{url: string, alt: string, save: (() => void) | null}} Picture */

/** @param {string} name @param {import('../ui/h.js').IconName} image @param {() => void} onclick */
const tool = (name, image, onclick) => h('button', { type: 'button', class: 'button quiet square', 'aria-label': name, onclick }, icon(image));

export class Lightbox {
  /** @param {Picture[]} pictures that are here already @param {number} first */
  constructor(pictures, first) {
    this.pictures = pictures;
    this.index = first;
    this.image = h('img', { draggable: 'false' });
    this.stage = h('div', { class: 'stage' }, this.image);
    this.zoom = new Zoom(this.stage, { onDrag: (by) => this.drag(by), onSwipe: (by) => this.swipe(by) });
    this.image.addEventListener('load', () => this.zoom.show(this.image));
    this.place = h('p', { class: 'place' });
    this.live = h('p', { class: 'unseen', role: 'status' });
    this.save = tool('', 'save', () => this.keep());
    this.back = tool(t('view.previous'), 'back', () => this.step(-1));
    this.forth = tool(t('view.next'), 'forth', () => this.step(1));
    this.turn = h('div', { class: 'turn' }, this.back, this.forth);
    const tools = h('div', { class: 'tools' }, this.place, this.save, document.fullscreenEnabled && tool(t('view.fullScreen'), 'expand', () => this.fill()), tool(t('app.close'), 'close', () => this.dialog.close()));
    // What fills the screen, since a dialog itself is not let.
    this.room = h('div', {}, this.stage, tools, this.turn, this.live);
    this.dialog = h('dialog', { class: 'lightbox', onclose: () => this.close(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.key(event) }, this.room);
  }

  get current() {
    return /** @type {Picture} */ (this.pictures[this.index]);
  }

  open() {
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.show();
  }

  show() {
    const { url, alt, save } = this.current;
    this.image.src = url;
    this.image.alt = alt;
    this.settle();
    this.dialog.setAttribute('aria-label', alt);
    this.save.hidden = save === null;
    this.save.setAttribute('aria-label', t('view.saveName', { name: alt }));
    this.count();
    announce(`${alt}. ${this.place.textContent}`);
  }

  count() {
    this.place.textContent = t('view.place', { place: number(this.index + 1), n: this.pictures.length });
    this.turn.hidden = this.pictures.length === 1;
    // Not disabled, or the focus would fall from under who presses it.
    this.back.setAttribute('aria-disabled', String(this.index === 0));
    this.forth.setAttribute('aria-disabled', String(this.index === this.pictures.length - 1));
  }

  /** More have arrived, before or behind the one that is seen. @param {Picture[]} pictures all, in their order */
  renew(pictures) {
    const { url } = this.current;
    this.pictures = pictures;
    this.index = pictures.findIndex((picture) => picture.url === url);
    this.count();
  }

  keep() {
    this.current.save?.();
    this.save.replaceChildren(icon('check'));
    setTimeout(() => this.save.replaceChildren(icon('save')), kSavedMs);
  }

  /** @param {number} by */
  step(by) {
    const next = this.index + by;
    if (next < 0 || next >= this.pictures.length) return this.settle();
    this.index = next;
    this.show();
  }

  /** The picture follows the finger. @param {import('../ui/zoom.js').Point} by */
  drag({ x, y }) {
    const sideways = Math.abs(x) > Math.abs(y);
    this.image.style.translate = sideways ? `${x}px 0` : `0 ${Math.max(0, y)}px`;
  }

  /** @param {import('../ui/zoom.js').Point} by */
  swipe({ x, y }) {
    const sideways = Math.abs(x) > Math.abs(y);
    if (sideways && Math.abs(x) >= kSwipePixels) return this.step(x < 0 === this.leftToRight ? 1 : -1);
    if (!sideways && y >= kClosePixels) return this.dialog.close();
    this.settle();
  }

  settle() {
    this.image.style.translate = '';
  }

  get leftToRight() {
    return document.documentElement.dir !== 'rtl';
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const forth = this.leftToRight ? 1 : -1;
    /** @type {Record<string, () => void>} */
    const acts = {
      ArrowRight: () => this.step(forth),
      ArrowLeft: () => this.step(-forth),
      Home: () => this.step(-this.index),
      End: () => this.step(this.pictures.length - 1 - this.index),
      '+': () => this.zoom.by(kKeyFactor),
      '=': () => this.zoom.by(kKeyFactor),
      '-': () => this.zoom.by(1 / kKeyFactor),
      0: () => this.zoom.reset(),
    };
    const act = acts[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  }

  fill() {
    // Refused where the system allows no full screen: the picture is as large as the window anyway.
    if (document.fullscreenElement) void document.exitFullscreen();
    else void this.room.requestFullscreen().catch(() => {});
  }

  close() {
    if (document.fullscreenElement) void document.exitFullscreen();
    this.dialog.remove();
  }
}
