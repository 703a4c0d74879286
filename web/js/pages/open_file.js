// One received file: a picture that is shown, or a file that is offered.
import { bytes } from '../text/formats.js';
import { t } from '../text/text.js';
import { h, icon } from '../ui/h.js';
import { acknowledge, announce, button } from '../ui/parts.js';
import { looksLikePicture, pictureType } from './picture.js';

/** How long a download may take to begin before its address is let go. */
const kRevokeMs = 60_000;
/** No browser tells when a download is done; so slow are the slowest disks. */
const kCopiedBytesPerMs = 20_000;

export class FileCard {
  /**
   * @param {import('../core/types.js').ManifestFile} file
   * @param {boolean} keepable may it be saved, as the sender asks?
   * @param {{enlarge: (card: FileCard) => void, saved: () => void}} acts what the viewer does
   */
  constructor(file, keepable, { enlarge, saved }) {
    this.file = file;
    this.keepable = keepable;
    this.enlarge = enlarge;
    this.onSave = saved;
    /** @type {Blob | null} */
    this.content = null;
    this.saved = false;
    /** When it has been copied for sure, on the clock of the page. */
    this.copiedAt = 0;
    /** Of the picture, while it is shown. @type {string | null} */
    this.url = null;
    this.saveButton = button(t('view.save'), () => this.save(), { icon: 'save', name: t('view.saveName', { name: file.name }) });
    this.saveButton.disabled = true;
    this.frame = h('div', { class: 'frame waiting' });
    const picture = looksLikePicture(file.type);
    if (picture && file.width && file.height) this.frame.style.aspectRatio = `${file.width} / ${file.height}`;
    else if (!picture) this.frame.replaceChildren(icon('file'));
    this.element = h(
      'figure',
      { class: picture ? 'picture' : 'other' },
      this.frame,
      h(
        'figcaption',
        {},
        h('span', { class: 'name' }, h('span', {}, h('bdi', {}, file.name)), h('small', {}, bytes(file.size))),
        file.caption ? h('p', { class: 'caption', dir: 'auto' }, file.caption) : null,
        keepable && this.saveButton,
      ),
    );
  }

  /** What is told of the picture to who does not see it. */
  get alt() {
    return this.file.caption || this.file.name;
  }

  /** Complete and checked, neither shown nor saved. */
  get unseen() {
    return this.content !== null && this.keepable && this.url === null && !this.saved;
  }

  /** Is the browser perhaps still copying what was saved? */
  get copying() {
    return performance.now() < this.copiedAt;
  }

  /** The file is here. @param {Blob} content */
  async fill(content) {
    this.content = content;
    this.saveButton.disabled = false;
    const type = await pictureType(content);
    if (!type) return this.offer();
    const url = URL.createObjectURL(new Blob([content], { type }));
    const image = h('img', { src: url, alt: this.alt, decoding: 'async' });
    try {
      await image.decode();
    } catch {
      URL.revokeObjectURL(url);
      return this.offer();
    }
    this.url = url;
    const larger = h('button', { type: 'button', class: 'bare', 'aria-label': t('view.enlarge', { name: this.file.name }), onclick: () => this.enlarge(this) }, image);
    this.element.className = 'picture';
    this.frame.style.aspectRatio = '';
    this.frame.classList.remove('waiting');
    this.frame.replaceChildren(larger);
  }

  /** It cannot be shown, only saved. */
  offer() {
    this.element.className = 'other';
    this.frame.style.aspectRatio = '';
    this.frame.classList.remove('waiting');
    this.frame.replaceChildren(icon('file'));
    if (!this.keepable) this.element.querySelector('figcaption')?.append(h('p', { class: 'caption' }, t('view.unsavedFile')));
  }

  /** Lets the picture go. */
  close() {
    if (this.url) URL.revokeObjectURL(this.url);
    this.content = null;
  }

  save() {
    if (!this.content) return;
    // Without a type of its own, so that no browser opens what it should keep.
    const url = URL.createObjectURL(new Blob([this.content], { type: 'application/octet-stream' }));
    h('a', { href: url, download: this.file.name }).click();
    setTimeout(() => URL.revokeObjectURL(url), kRevokeMs);
    this.saved = true;
    this.copiedAt = performance.now() + kRevokeMs + this.file.size / kCopiedBytesPerMs;
    this.onSave();
    acknowledge(this.saveButton, t('view.savedShort'));
    announce(t('view.saved', { name: this.file.name }));
  }
}
