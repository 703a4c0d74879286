// Reporting a drop to who runs the server: sealed to their key in this page, sent only when the button is pressed.
import { CoreError, sealReport } from '../core/door.js';
import { duration } from '../text/formats.js';
import { t } from '../text/text.js';
import { ApiError, call } from '../transfer/api.js';
import { h } from '../ui/h.js';
import { announce, button } from '../ui/parts.js';

/** @typedef {import('../text/text.js').TextKey} TextKey */

/** In characters; three bytes each still fit into a report. */
const kWordsMax = 1000;

/** The codes of docs/protocol.md, section 4. @type {[string, TextKey][]} */
const kReasons = [
  ['child-abuse', 'report.childAbuse'],
  ['violence', 'report.violence'],
  ['malware', 'report.malware'],
  ['without-consent', 'report.withoutConsent'],
  ['other', 'report.other'],
];

/** What can be said of a drop: filled in by the page as it gets to know it. */
export class Reportable {
  /** @param {string} grant id @param {string | null} link its fragment without `#`; null where it opens nothing any more */
  constructor(grant, link) {
    this.grant = grant;
    this.link = link;
    /** @type {string | null} */
    this.password = null;
  }

  /** Nothing is left that the link could open. */
  end() {
    this.link = null;
    this.password = null;
  }
}

export class ReportDialog {
  /** @param {Reportable} about @param {string} recipient the operator's age recipient */
  constructor(about, recipient) {
    this.about = about;
    this.recipient = recipient;
    this.words = h('textarea', { id: 'report-words', dir: 'auto', rows: 3, maxlength: kWordsMax });
    this.share = h('input', { type: 'checkbox', id: 'report-link', 'aria-describedby': 'report-link-help' });
    this.wrong = h('p', { class: 'wrong', role: 'alert', hidden: true });
    this.send = h('button', { type: 'submit', class: 'button main' }, h('span', {}, t('report.send')));
    this.form = h(
      'form',
      { class: 'inner report', novalidate: true, onsubmit: (/** @type {Event} */ event) => void this.submit(event) },
      h('h2', { id: 'report-title' }, t('report.title')),
      h('p', {}, t('report.lead')),
      this.reasons(),
      h('div', { class: 'field' }, h('label', { for: 'report-words' }, t('report.words')), this.words),
      this.linkField(),
      this.wrong,
      h('div', { class: 'row' }, button(t('report.cancel'), () => this.dialog.close()), this.send),
    );
    this.dialog = h('dialog', { class: 'question', 'aria-labelledby': 'report-title', onclose: () => this.dialog.remove() }, this.form);
  }

  reasons() {
    const choices = kReasons.map(([code, label]) => h('label', {}, h('input', { type: 'radio', name: 'reason', value: code }), h('span', {}, t(label))));
    return h('fieldset', {}, h('legend', {}, t('report.reason')), ...choices);
  }

  linkField() {
    if (!this.about.link) return h('p', { class: 'help' }, t('report.linkGone'));
    const help = t(this.about.password === null ? 'report.linkHelp' : 'report.linkPasswordHelp');
    return h('label', {}, this.share, h('span', {}, t('report.link'), h('small', { id: 'report-link-help' }, help)));
  }

  show() {
    document.body.append(this.dialog);
    this.dialog.showModal();
  }

  /** @param {Event} event */
  async submit(event) {
    event.preventDefault();
    if (this.send.getAttribute('aria-disabled') === 'true') return;
    const reason = new FormData(this.form).get('reason');
    if (reason === null) return this.complain(t('report.reasonMissing'));
    this.busy(true);
    try {
      await this.deliver(String(reason));
      this.thank();
    } catch (error) {
      this.complain(whyNot(error));
    }
  }

  /** @param {string} reason */
  async deliver(reason) {
    const { grant, link, password } = this.about;
    const handedOver = this.share.checked ? { link, password } : { link: null, password: null };
    const report = await sealReport({ v: 1, grant, ...handedOver, reason, words: this.words.value.trim() }, this.recipient);
    await call('POST', `/grants/${grant}/reports`, { body: { report } });
  }

  /** @param {boolean} busy */
  busy(busy) {
    this.wrong.hidden = true;
    this.send.setAttribute('aria-disabled', String(busy));
    this.send.classList.toggle('busy', busy);
  }

  /** @param {string} why */
  complain(why) {
    this.busy(false);
    this.wrong.textContent = why;
    this.wrong.hidden = false;
  }

  thank() {
    const close = button(t('app.close'), () => this.dialog.close(), { kind: 'main' });
    this.form.replaceChildren(h('h2', { id: 'report-title' }, t('report.sent')), h('p', {}, t('report.sentBody')), h('div', { class: 'row' }, close));
    announce(t('report.sent'));
    close.focus();
  }
}

/** @param {unknown} error @returns {string} */
function whyNot(error) {
  if (error instanceof CoreError) return t(error.code === 'too-large' ? 'report.tooLong' : 'report.failed');
  if (!(error instanceof ApiError)) return t('report.failed');
  if (error.status === 429) return t('report.slow', { time: duration(error.retryAfter ?? 60) });
  if (error.code === 'storage-full') return t('report.full');
  if (error.code === 'grant-not-found') return t('report.missing');
  return t(error.passing ? 'report.offline' : 'report.failed');
}
