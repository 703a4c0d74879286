// What the recipient sees: the message and the files, each as soon as it is here.
import { bytes, duration } from '../text/formats.js';
import { t } from '../text/text.js';
import { ApiError } from '../transfer/api.js';
import { Download } from '../transfer/download.js';
import { dropLease, finish, hasEnded } from '../transfer/lease.js';
import { h } from '../ui/h.js';
import { show } from '../ui/page.js';
import { acknowledge, announce, button, copyText, countdown, progressBar } from '../ui/parts.js';
import { now } from '../ui/time.js';
import { endOf, showEnd, wordsOf } from './ends.js';
import { FileCard } from './open_file.js';
import { Lightbox } from './open_lightbox.js';

const kSavePauseMs = 300;
/** Ends after which there is nothing more to be had, in words that tell how the rest is lost. @type {Partial<Record<import('./ends.js').EndName, import('../text/text.js').TextKey>>} */
const kLost = { burned: 'view.endedBurned', lease: 'view.endedLease' };

/** Is the view as it was, so that the rest may come at another try? A fault of the server may pass, and what stands before it may recover. @param {unknown} error */
const mayPass = (error) => error instanceof ApiError && (error.passing || error.status >= 500 || error.code === 'bad-answer');

export class Viewer {
  /**
   * @param {string} grant id
   * @param {string} token of the lease
   * @param {import('../transfer/lease.js').Claimed} claimed
   * @param {import('../core/types.js').Receiver} receiver
   * @param {string} from who sent it, if they said so
   */
  constructor(grant, token, claimed, receiver, from) {
    this.grant = grant;
    this.token = token;
    this.claimed = claimed;
    /** @type {FileCard[]} */
    this.cards = [];
    /** The pictures, large. @type {Lightbox | null} */
    this.lightbox = null;
    /** What the sender asks of who looks. @type {import('../core/types.js').ViewRequest} */
    this.asked = {};
    this.title = from ? t('view.titleFrom', { from }) : t('view.title');
    this.heading = h('h1', {}, this.title);
    this.bar = progressBar(t('view.title'));
    this.notice = h('div', { class: 'notice', role: 'status', hidden: true });
    /** By itself, since the other goes when more arrives. */
    this.copying = h('p', { class: 'notice', role: 'status', hidden: true });
    this.note = h('div', { class: 'letter', hidden: true });
    this.gallery = h('div', { class: 'gallery' });
    this.saveAll = button(t('view.saveAll'), () => void this.saveEvery(), { icon: 'save' });
    this.saveAll.hidden = true;
    this.status = h('p', { class: 'status', hidden: true });
    this.terms = h('div', { class: 'terms', hidden: true });
    this.last = h('span');
    this.erased = h('span');
    this.download = new Download({ view: claimed.view, token, size: claimed.size, partSize: claimed.part_size }, receiver, {
      onManifest: (manifest) => this.lay(manifest),
      onFile: (index, content) => void this.fill(index, content),
      onProgress: (meter) => this.progress(meter),
      onWait: (seconds) => this.wait(seconds),
    });
    this.element = h('section', { class: 'viewer' }, h('div', { class: 'top' }, this.heading, this.saveAll), this.bar.element, this.status, this.notice, this.copying, this.terms, this.note, this.gallery);
  }

  async run() {
    show(`${this.title} – ${t('app.name')}`, this.element);
    addEventListener('beforeunload', (event) => this.leaving(event));
    await this.fetch();
  }

  async fetch() {
    this.notice.hidden = true;
    this.element.classList.remove('resting');
    try {
      await this.download.run();
      await this.complete();
    } catch (error) {
      this.failed(error);
    }
  }

  /**
   * Makes room for every file.
   * @param {import('../core/types.js').Manifest} manifest
   * @returns {import('../core/types.js').ManifestFile[]} in the order in which they are seen
   */
  lay(manifest) {
    this.asked = manifest.view ?? {};
    this.showTerms();
    if (manifest.note) {
      const words = manifest.note;
      const copy = button(t('view.copyNote'), () => void copyText(words).then((done) => acknowledge(copy, t(done ? 'app.copied' : 'app.copyByHand'), done)), { kind: 'quiet', icon: 'copy' });
      this.note.replaceChildren(h('h2', {}, t('view.note')), h('p', { class: 'words', dir: 'auto' }, words), this.keepable ? copy : '');
      this.note.hidden = false;
    }
    this.cards = manifest.files.map((file) => new FileCard(file, this.keepable, { enlarge: (card) => this.enlarge(card), saved: () => this.copies() }));
    // Pictures first, so that what can only be saved leaves no holes between them.
    const isPicture = (/** @type {FileCard} */ card) => card.element.className === 'picture';
    const seen = [...this.cards.filter(isPicture), ...this.cards.filter((card) => !isPicture(card))];
    this.gallery.replaceChildren(...seen.map((card) => card.element));
    if (this.cards.length === 0 && !manifest.note) this.gallery.replaceChildren(h('p', {}, t('view.nothing')));
    return seen.map((card) => card.file);
  }

  /** @param {number} index of the file @param {Blob} content */
  async fill(index, content) {
    await this.cards[index]?.fill(content);
    this.lightbox?.renew(this.pictures);
  }

  get shown() {
    return this.cards.filter((card) => card.url !== null);
  }

  get pictures() {
    return this.shown.map((card) => ({ url: String(card.url), alt: card.alt, save: this.keepable ? () => card.save() : null }));
  }

  /** Large, with all others to turn to, those that are still to come as well. @param {FileCard} first */
  enlarge(first) {
    this.lightbox = new Lightbox(this.pictures, this.shown.indexOf(first));
    this.lightbox.open();
  }

  /** @param {import('../transfer/meter.js').Meter} meter */
  progress(meter) {
    this.notice.hidden = true;
    this.bar.set(meter.done / meter.total, t('view.arriving', { done: bytes(meter.done), total: bytes(meter.total) }));
  }

  async complete() {
    const { views_left: left, view } = this.claimed;
    const clock = this.clock();
    this.bar.element.hidden = true;
    document.title = `${this.title} – ${t('app.name')}`;
    this.status.textContent = t('view.all');
    this.status.hidden = false;
    if (clock) this.terms.append(clock);
    this.terms.hidden = this.terms.childElementCount === 0;
    this.saveAll.hidden = this.cards.length < 2 || !this.keepable;
    announce([this.status, ...this.terms.children].map((line) => /** @type {HTMLElement} */ (line).innerText).join(' '));
    await finish(view, this.token);
    dropLease(this.grant);
    // The link opens nothing any more, so its secret need not stay in the browser's history.
    if (left === 0) history.replaceState({ end: 'viewed', grant: this.grant }, '', location.pathname);
    if (left === 0 && (await hasEnded(this.grant))) this.tellErased();
  }

  /** The last view, and nobody else is still looking. */
  tellErased() {
    this.last.style.visibility = 'hidden';
    this.erased.style.visibility = '';
    announce(String(this.erased.textContent));
  }

  /** What is left of the link, and what the sender asks: known before anything is seen, so that nothing moves later. */
  showTerms() {
    const { views_left: left, expires_at: expires } = this.claimed;
    const lines = [];
    if (left === 0) lines.push(this.lastWords());
    if (left) lines.push(h('p', {}, t('view.left', { n: left })));
    if (left !== 0) lines.push(h('p', {}, countdown(expires, (time) => t('view.expires', { time }))));
    if (!this.keepable) lines.push(h('p', {}, t('view.unsaved')));
    this.terms.replaceChildren(...lines);
    this.terms.hidden = lines.length === 0;
  }

  /** What is said of the last view, with room for what will be said once the server has erased it. */
  lastWords() {
    this.last.textContent = t(this.keepable ? 'view.last' : 'view.lastUnsaved');
    this.erased.textContent = t(this.keepable ? 'view.erased' : 'view.erasedUnsaved');
    this.erased.style.visibility = 'hidden';
    return h('p', { class: 'notice either' }, this.last, this.erased);
  }

  /** Does the sender let it be saved? A page can only ask, and leave the buttons away. */
  get keepable() {
    return this.asked.download !== false;
  }

  /** Where the sender asks for it, a line that counts down until everything is hidden. */
  clock() {
    const { seconds } = this.asked;
    if (!seconds) return null;
    const until = now() + seconds;
    const timer = setInterval(() => {
      if (now() < until) return;
      clearInterval(timer);
      this.hide();
    }, 250);
    return h('p', { class: 'notice' }, h('span', {}, countdown(until, (time) => t('view.hides', { time }))));
  }

  hide() {
    for (const dialog of document.querySelectorAll('dialog')) dialog.close();
    for (const card of this.cards) card.close();
    this.cards = [];
    this.lightbox = null;
    this.download.close();
    showEnd('hidden');
  }

  /** @param {unknown} error */
  failed(error) {
    if (mayPass(error)) {
      this.element.classList.add('resting');
      return this.tell(t('view.stopped'), button(t('view.goOn'), () => this.goOn(), { kind: 'main', icon: 'play' }));
    }
    const end = endOf(error);
    if (end === 'lease') dropLease(this.grant);
    if (this.download.opened.size === 0) return showEnd(end, { error });
    this.bar.element.hidden = true;
    const { body, again } = wordsOf(end, error);
    const why = kLost[end];
    if (end === 'damaged') this.tell(t('view.damaged'));
    else if (again) this.tell(body, button(t('app.retry'), () => location.reload(), { kind: 'main' }));
    else this.tell(t('view.ended', { why: why ? t(why) : body }));
  }

  /** The button goes, and would take the focus with it. */
  goOn() {
    this.heading.focus();
    void this.fetch();
  }

  /** @param {number} seconds until the next try; 0 when it begins */
  wait(seconds) {
    this.tell(seconds === 0 ? t('app.again') : t('view.waiting', { time: duration(seconds) }));
  }

  /** @param {string} words @param {Node} [action] */
  tell(words, action) {
    this.notice.replaceChildren(h('p', {}, words), action ?? '');
    this.notice.hidden = false;
  }

  /** What was saved is copied from a folder that goes with the page. */
  copies() {
    if (!this.download.scratch) return;
    this.copying.textContent = t('view.copying');
    this.copying.hidden = false;
  }

  /** Files that can only be saved, and were not, are lost with the last view; a copy that is cut off may be as well. @param {BeforeUnloadEvent} event */
  leaving(event) {
    const lost = this.claimed.views_left === 0 && this.cards.some((card) => card.unseen);
    const cut = this.download.scratch !== null && this.cards.some((card) => card.copying);
    if (lost || cut) event.preventDefault();
  }

  /** One after another: browsers drop downloads that begin at the same moment. */
  async saveEvery() {
    if (this.saveAll.getAttribute('aria-disabled') === 'true') return;
    this.saveAll.setAttribute('aria-disabled', 'true');
    for (const card of this.cards) {
      card.save();
      await new Promise((resolve) => setTimeout(resolve, kSavePauseMs));
    }
    this.saveAll.removeAttribute('aria-disabled');
  }
}
