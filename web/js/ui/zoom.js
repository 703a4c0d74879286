// A picture that is pinched, wheeled or dragged larger in its stage. What is dragged while it fits is a swipe.

const kScaleMax = 8;
const kDoubleScale = 2.5;
const kWheelStep = 0.0015; // of scale, in natural logarithms, for each pixel of a wheel
const kDoubleTapMs = 300;
const kTapPixels = 8;

/** @typedef {{x: number, y: number}} Point in pixels of the window */

export class Zoom {
  /**
   * @param {HTMLElement} stage
   * @param {{onDrag: (by: Point) => void, onSwipe: (by: Point) => void}} swipes of a picture that fits, while and after it is dragged
   */
  constructor(stage, swipes) {
    this.stage = stage;
    this.swipes = swipes;
    /** @type {HTMLImageElement | null} */
    this.image = null;
    this.scale = 1;
    this.at = { x: 0, y: 0 };
    /** @type {Map<number, Point>} */
    this.fingers = new Map();
    this.dragged = { x: 0, y: 0 };
    this.lastTap = 0;
    stage.addEventListener('pointerdown', (event) => this.down(event));
    stage.addEventListener('pointermove', (event) => this.move(event));
    for (const type of /** @type {const} */ (['pointerup', 'pointercancel'])) stage.addEventListener(type, (event) => this.up(event));
    stage.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
  }

  /** @param {HTMLImageElement} image that fills the stage, `object-fit: contain` */
  show(image) {
    this.image = image;
    this.reset();
  }

  reset() {
    this.scale = 1;
    this.at = { x: 0, y: 0 };
    this.draw();
  }

  /** @param {number} factor @param {Point} [around] what stays where it is; the middle unless told */
  by(factor, around = this.middle) {
    const scale = Math.min(kScaleMax, Math.max(1, this.scale * factor));
    const { x, y } = this.middle;
    const [dx, dy] = [around.x - x, around.y - y];
    const ratio = scale / this.scale;
    this.at = { x: dx - (dx - this.at.x) * ratio, y: dy - (dy - this.at.y) * ratio };
    this.scale = scale;
    this.draw();
  }

  /** @returns {Point} */
  get middle() {
    const { left, top, width, height } = this.stage.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  }

  draw() {
    const { image, stage, scale } = this;
    if (!image) return;
    const fit = Math.min(stage.clientWidth / (image.naturalWidth || 1), stage.clientHeight / (image.naturalHeight || 1));
    const room = (/** @type {number} */ shown, /** @type {number} */ stageSize) => Math.max(0, (shown * fit * scale - stageSize) / 2);
    const within = (/** @type {number} */ value, /** @type {number} */ most) => Math.min(most, Math.max(-most, value));
    this.at = { x: within(this.at.x, room(image.naturalWidth, stage.clientWidth)), y: within(this.at.y, room(image.naturalHeight, stage.clientHeight)) };
    image.style.transform = `translate(${this.at.x}px, ${this.at.y}px) scale(${scale})`;
    stage.classList.toggle('zoomed', scale > 1);
  }

  /** @param {PointerEvent} event */
  down(event) {
    if (event.button !== 0) return;
    this.stage.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    if (this.fingers.size === 1) this.dragged = { x: 0, y: 0 };
  }

  /** @param {PointerEvent} event */
  move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.fingers.set(event.pointerId, now);
    if (other) return this.pinch(before, now, other);
    this.dragged = { x: this.dragged.x + now.x - before.x, y: this.dragged.y + now.y - before.y };
    if (this.scale === 1) return this.swipes.onDrag(this.dragged);
    this.at = { x: this.at.x + now.x - before.x, y: this.at.y + now.y - before.y };
    this.draw();
  }

  /** @param {Point} before @param {Point} now of one finger @param {Point} other that rests */
  pinch(before, now, other) {
    const apart = (/** @type {Point} */ finger) => Math.max(1, Math.hypot(finger.x - other.x, finger.y - other.y));
    this.dragged = { x: 0, y: 0 };
    this.by(apart(now) / apart(before), { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
  }

  /** @param {PointerEvent} event */
  up(event) {
    if (!this.fingers.delete(event.pointerId) || this.fingers.size > 0) return;
    const { x, y } = this.dragged;
    if (event.type === 'pointercancel') return this.swipes.onSwipe({ x: 0, y: 0 });
    if (Math.hypot(x, y) < kTapPixels) this.tap(event);
    else if (this.scale === 1) this.swipes.onSwipe(this.dragged);
  }

  /** @param {PointerEvent} event */
  tap(event) {
    const isDouble = event.timeStamp - this.lastTap < kDoubleTapMs;
    this.lastTap = isDouble ? 0 : event.timeStamp;
    if (!isDouble) return;
    if (this.scale > 1) this.reset();
    else this.by(kDoubleScale, { x: event.clientX, y: event.clientY });
  }

  /** @param {WheelEvent} event */
  wheel(event) {
    event.preventDefault();
    this.by(Math.exp(-event.deltaY * kWheelStep), { x: event.clientX, y: event.clientY });
  }
}
