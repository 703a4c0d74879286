// What the sender sees while parts go out: how far, how fast, how long, what is in the way, and what can be done.
import { bytes, duration } from '../text/formats.js';
import { t } from '../text/text.js';
import { ApiError } from '../transfer/api.js';
import { h, icon } from '../ui/h.js';
import { show } from '../ui/page.js';
import { announce, button, progressBar } from '../ui/parts.js';
import { Thumbs } from './send_thumbs.js';

/** A line on which nothing moved for so long, or that would take long at this rate, is called slow. */
const kSilentMs = 8000;
const kSlowBytesPerSecond = 64_000;
const kLongSeconds = 20;
const kLookMs = 1000;
const kMinute = 60;

/** @typedef {'running' | 'paused' | 'stopped'} State */
/** What the sender can do. @typedef {{pause: () => void, goOn: () => void, cancel: () => void}} Acts */

/** @satisfies {Record<State, {title: import('../text/text.js').TextKey, lead: import('../text/text.js').TextKey}>} */
const kStates = /** @type {const} */ ({
  running: { title: 'upload.title', lead: 'upload.lead' },
  paused: { title: 'upload.paused', lead: 'upload.pausedLead' },
  stopped: { title: 'upload.stopped', lead: 'upload.stoppedLead' },
});

export class UploadView {
  /**
   * @param {string} says what the drop will do, in one sentence
   * @param {import('./send_files.js').Chosen[]} chosen
   * @param {Acts} acts
   * @param {() => number} keeps for how many seconds at the least what has arrived outlives a pause
   */
  constructor(says, chosen, acts, keeps) {
    this.keeps = keeps;
    /** @type {State} */
    this.state = 'running';
    this.movedAt = performance.now();
    /** @type {import('../transfer/meter.js').Meter | null} */
    this.meter = null;
    /** How many parts or calls wait for another try; while others move on, too. */
    this.waiting = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.toldAgain = undefined;
    this.heading = h('h1', {}, t('upload.title'));
    this.lead = h('p', { class: 'lead' }, t('upload.lead'));
    this.thumbs = new Thumbs(chosen);
    this.bar = progressBar(t('upload.title'));
    this.bar.busy(t('upload.preparing'));
    this.notice = h('p', { class: 'notice', role: 'status', hidden: true });
    // One button for both, so that who pressed it finds the other under the same finger, and the focus stays.
    this.hold = button('', () => (this.state === 'running' ? acts.pause() : acts.goOn()));
    this.hold.hidden = true;
    this.element = h(
      'section',
      { class: 'working' },
      this.heading,
      this.lead,
      this.thumbs.element,
      this.bar.element,
      this.notice,
      h('p', { class: 'says' }, says),
      h('div', { class: 'row' }, this.hold, button(t('upload.cancel'), acts.cancel, { kind: 'plain' })),
    );
  }

  show() {
    show(t('upload.title'), this.element);
    const looking = setInterval(() => (this.element.isConnected ? this.look() : clearInterval(looking)), kLookMs);
  }

  /** Says so where nothing has moved for long. */
  look() {
    if (this.state !== 'running' || performance.now() - this.movedAt < kSilentMs) return;
    this.numbers(false);
    if (this.notice.hidden) this.tell(t('upload.slow'));
  }

  /** The key is worked out of the password, which takes long without WebAssembly. @param {number} done of 1 */
  preparing(done) {
    this.movedAt = performance.now();
    this.tell('');
    this.bar.set(done, t('upload.preparing'));
  }

  /** Parts go out from now on. */
  running() {
    this.set('running');
    this.movedAt = performance.now();
    this.waiting = 0;
  }

  /** @param {import('../transfer/meter.js').Meter} meter */
  progress(meter) {
    if (this.state !== 'running') return;
    this.movedAt = performance.now();
    this.meter = meter;
    const { done, total, rate, left } = meter;
    this.thumbs.progress(done / total);
    const isSlow = rate > 0 && rate < kSlowBytesPerSecond && (left ?? 0) > kLongSeconds;
    if (this.waiting === 0) this.tell(isSlow ? t('upload.slow') : '');
    this.numbers(true);
  }

  /** Only what goes on moves: before the first byte, too, and after the last. @param {boolean} isMoving or else how fast it was would say nothing */
  numbers(isMoving) {
    const { done, total, rate, left } = this.meter ?? { done: 0, total: 0, rate: 0, left: null };
    if (this.state === 'running' && done === total) return this.bar.busy(t(this.meter ? 'upload.finishing' : 'upload.preparing'));
    const words = [t('upload.bytes', { done: bytes(done), total: bytes(total) })];
    if (isMoving && rate > 0) words.push(t('upload.rate', { rate: bytes(rate) }));
    if (isMoving && left !== null) words.push(t('upload.left', { time: duration(left) }));
    this.bar.set(total && done / total, total ? words.join(' · ') : '');
  }

  /** @param {number} seconds until the next try; 0 when it begins @param {unknown} error that made it wait */
  wait(seconds, error) {
    this.waiting += seconds === 0 ? -1 : 1;
    if (seconds > 0) this.numbers(false);
    const isBusy = error instanceof ApiError && error.status > 0;
    if (!navigator.onLine) this.tell(t('upload.offline'));
    else if (seconds > 0) this.tellWait(isBusy ? 'upload.busy' : 'upload.waiting', seconds);
    else if (!isBusy) this.tell(t('app.again'));
  }

  /** Counted down by minutes: each second would be read out. @param {'upload.busy' | 'upload.waiting'} why @param {number} seconds */
  tellWait(why, seconds) {
    clearTimeout(this.toldAgain);
    this.tell(t(why, { time: duration(seconds) }));
    if (seconds <= kMinute) return;
    this.toldAgain = setTimeout(() => {
      if (this.state === 'running' && this.waiting > 0 && navigator.onLine) this.tellWait(why, seconds - kMinute);
    }, kMinute * 1000);
  }

  /** The same words again are not said again. @param {string} words empty for none */
  tell(words) {
    this.notice.hidden = words === '';
    if (this.notice.textContent !== words) this.notice.textContent = words;
  }

  paused() {
    this.set('paused');
    announce(t('upload.paused'));
  }

  /** It cannot go on by itself. */
  stopped() {
    this.set('stopped');
    this.heading.focus();
    announce(t('upload.stopped'));
  }

  /** @param {State} state */
  set(state) {
    this.state = state;
    const { title, lead } = kStates[state];
    const isRunning = state === 'running';
    this.numbers(false);
    this.heading.textContent = document.title = t(title);
    this.lead.textContent = t(lead, { time: duration(this.keeps()) });
    this.tell('');
    this.hold.hidden = false;
    this.hold.classList.toggle('main', !isRunning);
    this.hold.classList.toggle('plain', isRunning);
    this.hold.replaceChildren(icon(isRunning ? 'pause' : 'play'), h('span', {}, t(isRunning ? 'upload.pause' : 'upload.goOn')));
    this.element.classList.toggle('resting', !isRunning);
  }
}
