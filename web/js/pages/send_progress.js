// What the sender sees while parts go out: how far, how fast, how long, and what to do when it stops.
import { bytes, duration } from '../text/formats.js';
import { t } from '../text/text.js';
import { h } from '../ui/h.js';
import { show } from '../ui/page.js';
import { announce, button, progressBar } from '../ui/parts.js';

export class UploadView {
  /** @param {string} says what the drop will do, in one sentence */
  constructor(says) {
    this.heading = h('h1', {}, t('upload.title'));
    this.lead = h('p', { class: 'lead' }, t('upload.lead'));
    this.bar = progressBar(t('upload.title'));
    this.bar.busy(t('upload.preparing'));
    this.notice = h('p', { class: 'notice', role: 'status', hidden: true });
    this.goOn = button(t('upload.goOn'), () => {}, { kind: 'main' });
    this.cancel = button(t('upload.cancel'), () => this.cancelled(), { kind: 'plain' });
    this.goOn.hidden = true;
    this.cancelled = () => {};
    this.resumed = () => {};
    this.goOn.addEventListener('click', () => this.resumed());
    this.element = h(
      'section',
      { class: 'working' },
      this.heading,
      this.lead,
      this.bar.element,
      this.notice,
      h('p', { class: 'says' }, says),
      h('div', { class: 'row' }, this.goOn, this.cancel),
    );
  }

  show() {
    show(t('upload.title'), this.element);
  }

  /** The key is worked out of the password, which takes long without WebAssembly. @param {number} done of 1 */
  preparing(done) {
    this.bar.set(done, t('upload.preparing'));
  }

  /** @param {import('../transfer/meter.js').Meter} meter */
  progress(meter) {
    this.notice.hidden = true;
    if (meter.done === meter.total) return this.bar.busy(t('upload.finishing'));
    const words = [t('upload.bytes', { done: bytes(meter.done), total: bytes(meter.total) })];
    if (meter.rate > 0) words.push(t('upload.rate', { rate: bytes(meter.rate) }));
    if (meter.left !== null) words.push(t('upload.left', { time: duration(meter.left) }));
    this.bar.set(meter.done / meter.total, words.join(' · '));
  }

  /** @param {number} seconds until the next try; 0 when it begins */
  wait(seconds) {
    this.notice.hidden = false;
    this.notice.textContent = seconds === 0 ? t('app.again') : t('upload.waiting', { time: duration(seconds) });
  }

  /** @param {() => void} act */
  onCancel(act) {
    this.cancelled = act;
  }

  /** It gave up for now. @param {() => void} resume */
  stopped(resume) {
    this.state(true);
    this.heading.focus();
    announce(t('upload.stopped'));
    this.resumed = () => {
      this.state(false);
      resume();
    };
  }

  /** @param {boolean} stopped */
  state(stopped) {
    this.heading.textContent = t(stopped ? 'upload.stopped' : 'upload.title');
    this.lead.textContent = t(stopped ? 'upload.stoppedLead' : 'upload.lead');
    this.notice.hidden = true;
    this.goOn.hidden = !stopped;
  }
}
