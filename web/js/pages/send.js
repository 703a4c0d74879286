// The page of the sender: choose, seal and send, hand over the link.
import { createDrop, ready } from '../core/door.js';
import { language, spoken, t } from '../text/text.js';
import { ApiError, call } from '../transfer/api.js';
import { UnreadableError, Upload } from '../transfer/upload.js';
import { h } from '../ui/h.js';
import { redrawWith, show } from '../ui/page.js';
import { announce } from '../ui/parts.js';
import { endOf, showEnd } from './ends.js';
import { addFooterLinks, addNoWasmLine } from './footer.js';
import { registerServiceWorker, takeShared } from './install.js';
import { showDone } from './send_done.js';
import { FileChooser } from './send_files.js';
import { Options, sentence } from './send_options.js';
import { UploadView } from './send_progress.js';

/** @typedef {import('./send_options.js').Choice} Choice */

const kLabelMax = 80;

/** @typedef {{limits: {drop_bytes: number, expires_in_max: number, max_views: number}, defaults: {expires_in: number, max_views: number}}} Info */

/** The form. It stays as it is while something is sent, so that one can come back to it. */
class Composer {
  /** @param {Info} info */
  constructor(info) {
    const { limits, defaults } = info;
    this.info = info;
    this.language = language();
    this.note = h('textarea', { id: 'note', dir: 'auto', rows: 3, placeholder: t('send.notePlaceholder'), 'aria-describedby': 'note-help', oninput: () => this.clear() });
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
    const inField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
    if (!this.element.isConnected || inField || words === '' || event.defaultPrevented) return;
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
    const fault = this.options.fault();
    if (this.chooser.chosen.length === 0 && this.note.value.trim() === '') this.complain(t('send.empty'), this.chooser.input);
    else if (this.chooser.tooLarge) this.complain(this.chooser.total.textContent ?? '', this.chooser.input);
    else if (fault) this.complain(fault.why, fault.field);
    else void send(this);
  }

  /** Names the file that cannot be read any more. */
  async unreadable() {
    showForm(this);
    for (const { file, row } of this.chooser.chosen) {
      const readable = await file.slice(0, 1).arrayBuffer().then(() => true, () => false);
      if (!readable) return this.complain(t('send.unreadable', { name: file.name }), row.querySelector('button') ?? row);
    }
  }
}

/** @param {Composer} form */
function showForm(form) {
  const shown = form.translated();
  show(t('app.name'), shown.element);
  redrawWith(() => showForm(shown));
}

/** Seals and sends what the form holds. @param {Composer} form */
async function send(form) {
  const choice = form.options.choice();
  form.options.remember();
  const files = form.chooser.chosen.map((entry) => entry.file);
  const view = new UploadView(sentence(choice));
  view.show();
  try {
    const note = form.note.value.trim();
    const sender = await createDrop({
      files: form.chooser.chosen.map(({ file, width, height }) => ({
        name: file.name,
        type: file.type,
        size: file.size,
        ...(width && height ? { width, height } : {}),
      })),
      ...(note ? { note } : {}),
      password: choice.password,
      onProgress: (done) => view.preparing(done),
    });
    const label = files.map((file) => file.name).join(', ') || t('send.note');
    const terms = {
      ...choice,
      note: await sender.sealNote({ label: [...label].slice(0, kLabelMax).join(''), link: sender.grant.fragment }),
      hint: choice.hint && (await sender.sealHint(hintOf(choice.hint.from, files))),
    };
    const upload = new Upload(sender, files, terms, { onProgress: (meter) => view.progress(meter), onWait: (seconds) => view.wait(seconds) });
    await run(form, view, upload, choice);
  } catch (error) {
    showEnd(endOf(error), { error, again: () => showForm(form), own: false });
  }
}

/** What whoever has the link may know before opening it. @param {string} from @param {File[]} files */
function hintOf(from, files) {
  const pictures = files.length > 0 && files.every((file) => file.type.startsWith('image/'));
  const kind = files.length === 0 ? 'message' : pictures ? 'pictures' : 'files';
  return { ...(from ? { from } : {}), files: files.length, bytes: files.reduce((sum, file) => sum + file.size, 0), kind };
}

/**
 * Runs an upload, as often as it takes.
 * @param {Composer} form
 * @param {UploadView} view
 * @param {Upload} upload
 * @param {Choice} choice
 */
async function run(form, view, upload, choice) {
  const leaving = new AbortController();
  const { signal } = leaving;
  addEventListener('beforeunload', (event) => event.preventDefault(), { signal });
  addEventListener('pagehide', () => void upload.cancel(), { signal });
  view.onCancel(() => {
    leaving.abort();
    void upload.cancel();
    showForm(form);
    announce(t('upload.cancelled'));
  });
  try {
    const sealed = await upload.run();
    leaving.abort();
    form.chooser.close();
    showDone(upload.sender, choice, sealed.expires_at);
  } catch (error) {
    if (upload.stop.signal.aborted) return;
    if (error instanceof ApiError && error.passing) return view.stopped(() => void run(form, view, upload, choice));
    leaving.abort();
    void upload.cancel();
    if (error instanceof UnreadableError) return void form.unreadable();
    const code = endOf(error);
    showEnd(code === 'missing' ? 'lost' : code, { error, again: () => showForm(form), own: false });
  } finally {
    leaving.abort();
  }
}

async function start() {
  try {
    const [info, noWasm] = await Promise.all([call('GET', '/info'), ready('seal'), spoken]);
    const form = new Composer(info);
    showForm(form);
    addFooterLinks(info);
    if (noWasm) addNoWasmLine();
    form.takeShared(await takeShared());
    registerServiceWorker();
  } catch (error) {
    await spoken;
    showEnd(endOf(error), { error, own: false, again: () => location.reload() });
  }
}

void start();
