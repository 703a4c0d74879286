// The page of the sender: choose, seal and send, hand over the link.
import { ready } from '../core/door.js';
import { language, spoken, t } from '../text/text.js';
import { call } from '../transfer/api.js';
import { h } from '../ui/h.js';
import { redrawWith, show } from '../ui/page.js';
import { endOf, showEnd } from './ends.js';
import { addFooterLinks, addNoWasmLine } from './footer.js';
import { registerServiceWorker, takeShared } from './install.js';
import { FileChooser, isTyping } from './send_files.js';
import { noteFault } from './send_limits.js';
import { Options, sentence } from './send_options.js';
import { send } from './send_run.js';

/** @typedef {{limits: {drop_bytes: number, expires_in_max: number, open_idle_seconds: number, max_views: number}, defaults: {expires_in: number, max_views: number}}} Info */

/** The form. It stays as it is while something is sent, so that one can come back to it. */
class Composer {
  /** @param {Info} info */
  constructor(info) {
    const { limits, defaults } = info;
    this.info = info;
    this.language = language();
    this.note = h('textarea', { id: 'note', dir: 'auto', rows: 3, spellcheck: 'false', autocomplete: 'off', placeholder: t('send.notePlaceholder'), 'aria-describedby': 'note-help', oninput: () => this.clear() });
    this.says = h('p', { class: 'says', 'aria-live': 'polite' });
    this.wrong = h('p', { class: 'wrong', role: 'alert', hidden: true });
    this.options = new Options(limits, defaults, () => this.refresh());
    this.chooser = new FileChooser(() => this.clear());
    this.chooser.setLimit(limits.drop_bytes);
    const submit = h('button', { type: 'submit', class: 'button main wide' }, h('span', {}, t('send.submit')));
    this.options.form.append(h('div', { class: 'closing' }, this.says, this.wrong, submit));
    this.options.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    document.addEventListener('paste', (event) => this.pasteWords(event), { signal: this.chooser.listening.signal });
    const note = h('div', { class: 'field' }, h('label', { for: 'note' }, t('send.note')), this.note, h('p', { class: 'help', id: 'note-help' }, t('send.noteHelp')));
    this.element = h(
      'div',
      { class: 'compose' },
      h('div', { class: 'hero' }, h('h1', {}, t('send.title')), h('p', { class: 'lead' }, t('send.lead'))),
      h('div', { class: 'what' }, this.chooser.element, note),
      this.options.form,
    );
    this.refresh();
  }

  /** The same form in the words of now: what was chosen and typed stays. */
  translated() {
    if (this.language === language()) return this;
    const other = new Composer(this.info);
    other.note.value = this.note.value;
    other.options.adopt(this.options);
    other.chooser.adopt(this.chooser);
    other.refresh();
    return other;
  }

  /** Words pasted outside any field are the message. @param {ClipboardEvent} event */
  pasteWords(event) {
    const words = event.clipboardData?.getData('text/plain') ?? '';
    if (!this.element.isConnected || isTyping(event) || words === '' || event.defaultPrevented) return;
    event.preventDefault();
    this.note.value += words;
    this.note.focus();
    this.clear();
  }

  /** @param {Awaited<ReturnType<typeof takeShared>>} shared by another app */
  takeShared(shared) {
    if (shared === 'lost') return this.complain(t('send.sharedLost'), this.chooser.input);
    if (shared === null) return;
    this.chooser.add(shared.files);
    this.note.value = shared.words;
    this.clear();
  }

  refresh() {
    this.says.textContent = sentence(this.options.choice());
    this.clear();
  }

  clear() {
    if (this.wrong) this.wrong.hidden = true;
    for (const field of this.element?.querySelectorAll('[aria-invalid]') ?? []) field.removeAttribute('aria-invalid');
  }

  /** @param {string} why @param {HTMLElement} field that has to change */
  complain(why, field) {
    this.wrong.textContent = why;
    this.wrong.hidden = false;
    field.setAttribute('aria-invalid', 'true');
    field.closest('details')?.setAttribute('open', '');
    field.focus();
  }

  submit() {
    const { chosen, fault: wrongFiles, input } = this.chooser;
    const note = this.note.value.trim();
    const wrongNote = noteFault(note, chosen.map(({ file }) => file));
    const fault = this.options.fault();
    if (chosen.length === 0 && note === '') this.complain(t('send.empty'), input);
    else if (wrongFiles) this.complain(wrongFiles, input);
    else if (wrongNote) this.complain(wrongNote, this.note);
    else if (fault) this.complain(fault.why, fault.field);
    else this.send();
  }

  send() {
    const { chooser, options } = this;
    options.remember();
    send({ choice: options.choice(), chosen: chooser.chosen, note: this.note.value.trim(), idleSeconds: this.info.limits.open_idle_seconds }, {
      back: () => showForm(this),
      unreadable: () => void this.unreadable(),
      sent: () => chooser.close(),
    });
  }

  /** Names the file that cannot be read any more; one that has changed may be readable all the same. */
  async unreadable() {
    showForm(this);
    for (const { file, row } of this.chooser.chosen) {
      const readable = await file.slice(0, 1).arrayBuffer().then(() => true, () => false);
      if (!readable) return this.complain(t('send.unreadable', { name: file.name }), row.querySelector('button') ?? row);
    }
    this.complain(t('send.changed'), this.chooser.input);
  }
}

/** @param {Composer} form */
function showForm(form) {
  const shown = form.translated();
  show(t('app.name'), shown.element);
  redrawWith(() => showForm(shown));
}

async function start() {
  try {
    const [info] = await Promise.all([call('GET', '/info'), spoken]);
    const form = new Composer(info);
    showForm(form);
    addFooterLinks(info);
    form.takeShared(await takeShared());
    await painted();
    await fetchCore();
    registerServiceWorker();
  } catch (error) {
    await spoken;
    showEnd(endOf(error), { error, own: false, again: () => location.reload() });
  }
}

/** Until what is on the page can be seen. @returns {Promise<void>} */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/** Needed when something is sent, and asked for again then; until then a line that is gone takes nothing from who is writing. */
async function fetchCore() {
  try {
    if (await ready('seal')) addNoWasmLine();
  } catch (error) {
    if (endOf(error) !== 'offline') throw error;
  }
}

void start();
