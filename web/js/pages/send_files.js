// Choosing what to send: the drop zone, the list of files, pasting, and the total against the server's limit.
import { bytes, number } from '../text/formats.js';
import { t } from '../text/text.js';
import { h, icon, mark } from '../ui/h.js';
import { announce } from '../ui/parts.js';
import { chosenFolder, dropped } from './send_folder.js';
import { kFilesMax } from './send_limits.js';
import { orderHandle } from './send_order.js';

/** Shown as pictures; what a browser cannot decode falls back to an icon. */
const kPictures = /^image\/(jpeg|png|gif|webp|avif)$/;

/**
 * A chosen file, with what its thumbnail told.
 * @typedef {{file: File, row: HTMLElement, width?: number, height?: number, url?: string}} Chosen
 */

/** Does it go to a field for words? @param {Event} event */
export const isTyping = ({ target }) => target instanceof Element && target.matches('textarea, input:not([type="radio"], [type="checkbox"], [type="file"])');

/** Programs for texts and tables add a picture of what was copied, systems the names of files. @param {ClipboardEvent} event @param {File[]} files */
function areWords(event, files) {
  const words = event.clipboardData?.getData('text/plain') ?? '';
  return words !== '' && !files.some(({ name }) => words.includes(name));
}

export class FileChooser {
  /** @param {() => void} onchange */
  constructor(onchange) {
    this.onchange = onchange;
    /** @type {Chosen[]} */
    this.chosen = [];
    /** In bytes; unknown until the server has told. @type {number | null} */
    this.limit = null;
    this.input = h('input', { type: 'file', id: 'files', class: 'unseen', multiple: true, 'aria-describedby': 'limit', onchange: () => this.take(this.input) });
    this.folder = h('input', { type: 'file', id: 'folder', hidden: true, webkitdirectory: true, onchange: () => this.take(this.folder) });
    // Phones' own choosers differ in whether they offer the camera at all, and all of them some taps later.
    this.camera = h('input', { type: 'file', id: 'camera', hidden: true, accept: 'image/*', capture: 'environment', onchange: () => this.take(this.camera) });
    const shoot = h('button', { type: 'button', class: 'button plain camera', onclick: () => this.camera.click() }, icon('camera'), h('span', {}, t('send.camera')));
    this.chooseFolder = h('button', { type: 'button', class: 'link folder', onclick: () => this.folder.click() }, t('send.chooseFolder'));
    this.invitation = h('strong', {}, t('send.drop'));
    this.limitLine = h('span', { class: 'help', id: 'limit' });
    this.zone = h(
      'label',
      { class: 'zone', for: 'files' },
      this.input,
      mark('large'),
      icon('plus'),
      h('span', { class: 'words' }, this.invitation, h('span', { class: 'or' }, t('send.dropOr')), this.limitLine),
    );
    this.list = h('ul', { class: 'files', 'aria-label': t('send.files'), hidden: true });
    this.total = h('p', { class: 'total', hidden: true });
    this.veil = h('div', { class: 'veil', hidden: true }, mark('large'), h('strong', {}, t('send.dropHere')));
    this.element = h('div', { class: 'chooser' }, this.zone, shoot, this.camera, this.chooseFolder, this.folder, this.list, this.total, this.veil);
    this.listening = new AbortController();
    this.listen();
  }

  /** Lets files fall anywhere on the page, and takes them from the clipboard. */
  listen() {
    const { signal } = this.listening;
    const holds = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (/** @type {DragEvent} */ event) => {
      if (!holds(event)) return;
      event.preventDefault();
      this.veil.hidden = false;
    };
    addEventListener('dragenter', over, { signal });
    addEventListener('dragover', over, { signal });
    addEventListener('dragleave', (event) => (this.veil.hidden = event.relatedTarget === null), { signal });
    addEventListener(
      'drop',
      (event) => {
        this.veil.hidden = true;
        if (!holds(event)) return;
        event.preventDefault();
        void dropped(event.dataTransfer).then((files) => this.add(files));
      },
      { signal },
    );
    document.addEventListener(
      'paste',
      (event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        if (files.length === 0 || (isTyping(event) && areWords(event, files))) return;
        event.preventDefault();
        this.add(files);
      },
      { signal },
    );
  }

  /** @param {HTMLInputElement} input */
  take(input) {
    const files = [...(input.files ?? [])];
    // Emptied, so that the same file can be chosen again after it was removed.
    input.value = '';
    this.add(input === this.folder ? chosenFolder(files) : files);
  }

  /** Not while something else is shown: nobody would see them, and what is sent was chosen before. @param {File[]} files */
  add(files) {
    if (!this.element.isConnected) return;
    const before = this.chosen.length;
    for (const file of files) this.append(file);
    if (files.length > 0) announce(t('send.added', { n: files.length, total: bytes(this.size) }));
    this.refresh();
    if (before > 0) this.list.scrollTop = this.list.scrollHeight;
  }

  /** @param {File} file */
  append(file) {
    /** @type {Chosen} */
    const entry = { file, row: h('li') };
    entry.row.append(
      this.thumbnail(entry),
      h('span', { class: 'name' }, h('span', { title: file.name }, h('bdi', {}, file.name)), h('small', {}, bytes(file.size))),
      orderHandle(file.name, entry.row, (to) => this.move(entry, to)),
      h('button', { type: 'button', class: 'button quiet square', 'aria-label': t('send.remove', { name: file.name }), onclick: () => this.remove(entry) }, icon('close')),
    );
    this.chosen.push(entry);
    this.list.append(entry.row);
  }

  /** Takes over the files of another, which is closed. @param {FileChooser} other */
  adopt(other) {
    other.close();
    for (const { file } of other.chosen) this.append(file);
    this.refresh();
  }

  /** @param {Chosen} entry */
  thumbnail(entry) {
    if (!kPictures.test(entry.file.type)) return h('span', { class: 'thumb' }, icon('file'));
    const url = (entry.url = URL.createObjectURL(entry.file));
    const picture = h('img', {
      class: 'thumb',
      alt: '',
      src: url,
      decoding: 'async',
      onload: () => Object.assign(entry, { width: picture.naturalWidth, height: picture.naturalHeight }),
      onerror: () => {
        delete entry.url;
        URL.revokeObjectURL(url);
        picture.replaceWith(h('span', { class: 'thumb' }, icon('file')));
      },
    });
    return picture;
  }

  /** @param {Chosen} entry */
  remove(entry) {
    const index = this.chosen.indexOf(entry);
    this.chosen.splice(index, 1);
    entry.row.remove();
    if (entry.url) URL.revokeObjectURL(entry.url);
    announce(t('send.removed', { name: entry.file.name }));
    const next = this.chosen[Math.min(index, this.chosen.length - 1)];
    (next?.row.querySelector('button') ?? this.input).focus();
    this.refresh();
  }

  /** @param {Chosen} entry @param {number} to its place from 0 */
  move(entry, to) {
    const from = this.chosen.indexOf(entry);
    this.chosen.splice(from, 1);
    this.chosen.splice(to, 0, entry);
    // The others move around it: a row that leaves the page, if only to come back, loses the finger that drags it.
    const { row } = entry;
    for (let place = from; place < to; place += 1) row.before(/** @type {Element} */ (row.nextElementSibling));
    for (let place = from; place > to; place -= 1) row.after(/** @type {Element} */ (row.previousElementSibling));
    announce(t('send.moved', { name: entry.file.name, place: number(to + 1), n: this.chosen.length }));
  }

  /** Bytes in all, before tar headers and padding. */
  get size() {
    return this.chosen.reduce((sum, entry) => sum + entry.file.size, 0);
  }

  /** Why these cannot be sent together; empty where they can. */
  get fault() {
    const { size, limit } = this;
    if (limit !== null && size > limit) return t('send.tooLarge', { size: bytes(size), limit: bytes(limit) });
    const n = this.chosen.length;
    return n > kFilesMax ? t('send.tooMany', { files: t('app.files', { n }), max: number(kFilesMax) }) : '';
  }

  /** @param {number} limit in bytes */
  setLimit(limit) {
    this.limit = limit;
    this.limitLine.textContent = t('send.limit', { size: bytes(limit) });
    this.refresh();
  }

  refresh() {
    const some = this.chosen.length > 0;
    this.zone.classList.toggle('small', some);
    this.invitation.textContent = t(some ? 'send.dropMore' : 'send.drop');
    this.list.hidden = !some;
    this.list.classList.toggle('single', this.chosen.length === 1);
    this.total.hidden = !some;
    const { fault } = this;
    this.total.classList.toggle('wrong', fault !== '');
    const files = t('app.files', { n: this.chosen.length });
    const [size, limit] = [bytes(this.size), bytes(this.limit ?? 0)];
    const total = this.limit === null ? t('app.filesSize', { files, size }) : t('send.total', { files, size, limit });
    this.total.textContent = fault || total;
    this.onchange();
  }

  /** Stops listening to the page, and lets the thumbnails go. */
  close() {
    this.listening.abort();
    for (const entry of this.chosen) if (entry.url) URL.revokeObjectURL(entry.url);
  }
}
