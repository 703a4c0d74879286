// From the press of the button to the link: makes the drop, runs its upload as often as it takes, and leaves nothing behind.
import { createDrop } from '../core/door.js';
import { t } from '../text/text.js';
import { ApiError } from '../transfer/api.js';
import { UnreadableError } from '../transfer/sealed_parts.js';
import { Upload } from '../transfer/upload.js';
import { keepAwake } from '../ui/awake.js';
import { announce } from '../ui/parts.js';
import { now } from '../ui/time.js';
import { endOf, showEnd } from './ends.js';
import { showDone } from './send_done.js';
import { sentence } from './send_options.js';
import { UploadView } from './send_progress.js';

const kLabelMax = 80;
/** Of the time that an upload may rest: the server takes note of new parts in steps of a quarter of it. */
const kSureShare = 0.75;

/** @typedef {import('./send_files.js').Chosen} Chosen */
/** What is sent, and for how long its upload may rest. @typedef {{choice: import('./send_options.js').Choice, chosen: Chosen[], note: string, idleSeconds: number}} Letter */
/**
 * Where it leads: back to the form, back to it with a file that cannot be read, or to the link.
 * @typedef {{back: () => void, unreadable: () => void, sent: () => void}} Ways
 */

/** @param {Letter} letter @param {Ways} ways */
export function send(letter, ways) {
  void new Sending(letter, ways).begin();
}

class Sending {
  /** @type {Upload | null} */
  upload = null;
  /** Ended when there is nothing left to lose by leaving the page. */
  over = new AbortController();
  /** Over when the last run is. @type {Promise<void>} */
  running = Promise.resolve();
  isQueued = false;
  began = now();

  /** @param {Letter} letter @param {Ways} ways */
  constructor(letter, ways) {
    this.letter = letter;
    this.ways = ways;
    this.view = new UploadView(sentence(letter.choice), letter.chosen, {
      pause: () => this.pause(),
      goOn: () => this.goOn(),
      cancel: () => this.cancel(),
    }, () => this.keeps());
  }

  /** For how many seconds at the least the server keeps what has arrived. */
  keeps() {
    const { choice, idleSeconds } = this.letter;
    const ends = 'expires_in' in choice.expiry ? this.began + choice.expiry.expires_in : choice.expiry.expires_at;
    return Math.min(kSureShare * idleSeconds, ends - now());
  }

  async begin() {
    const { signal } = this.over;
    this.view.show();
    try {
      const upload = await this.make();
      if (signal.aborted) return upload.sender.close();
      this.upload = upload;
      addEventListener('beforeunload', (event) => event.preventDefault(), { signal });
      // A page that is only put aside may come back, and goes on then.
      addEventListener('pagehide', ({ persisted }) => !persisted && void upload.cancel(), { signal });
    } catch (error) {
      return signal.aborted ? undefined : this.fail(error);
    }
    this.goOn();
  }

  pause() {
    if (!this.upload) return;
    this.upload.pause();
    // At once: on a dead line it may take long until what is under way has broken off.
    this.view.paused();
  }

  goOn() {
    this.view.running();
    if (this.isQueued) return;
    this.isQueued = true;
    // One run at a time, and the last may not be over yet.
    this.running = this.running.then(() => {
      this.isQueued = false;
      return this.view.state === 'running' ? this.run() : undefined;
    });
  }

  /** @returns {Promise<Upload>} */
  async make() {
    const { choice, chosen, note } = this.letter;
    const files = chosen.map(({ file }) => file);
    const sender = await createDrop({
      files: chosen.map(({ file, width, height }) => ({
        name: file.name,
        type: file.type,
        size: file.size,
        ...(width && height ? { width, height } : {}),
      })),
      ...(note ? { note } : {}),
      password: choice.password,
      onProgress: (done) => this.view.preparing(done),
    });
    const label = files.map((file) => file.name).join(', ') || t('send.note');
    const terms = {
      ...choice,
      note: await sender.sealNote({ label: [...label].slice(0, kLabelMax).join(''), link: sender.grant.fragment }),
      hint: choice.hint && (await sender.sealHint(hintOf(choice.hint.from, files))),
    };
    return new Upload(sender, files, terms, { onProgress: (meter) => this.view.progress(meter), onWait: (seconds, error) => this.view.wait(seconds, error) });
  }

  async run() {
    const { upload } = this;
    if (!upload) return;
    const running = new AbortController();
    keepAwake(running.signal);
    try {
      const sealed = await upload.run();
      this.over.abort();
      this.ways.sent();
      showDone(upload.sender, this.letter.choice, sealed.expires_at);
    } catch (error) {
      this.broke(upload, error);
    } finally {
      running.abort();
    }
  }

  /** @param {Upload} upload @param {unknown} error */
  broke(upload, error) {
    if (upload.stop.signal.aborted) return;
    if (upload.isPaused) return;
    // The server's own fault may pass, and what it has is not given up for that.
    if (error instanceof ApiError && (error.passing || error.status === 500)) return this.view.stopped();
    this.over.abort();
    void upload.cancel();
    if (error instanceof UnreadableError) return this.ways.unreadable();
    this.fail(error);
  }

  cancel() {
    this.over.abort();
    void this.upload?.cancel();
    this.ways.back();
    announce(t('upload.cancelled'));
  }

  /** @param {unknown} error */
  fail(error) {
    const code = endOf(error);
    // To the server an upload that stood still too long is a drop whose time is over.
    const isLost = this.upload && (code === 'missing' || code === 'expired');
    showEnd(isLost ? 'lost' : code, { error, form: this.ways.back, own: false });
  }
}

/** What whoever has the link may know before opening it. @param {string} from @param {File[]} files */
function hintOf(from, files) {
  const pictures = files.length > 0 && files.every((file) => file.type.startsWith('image/'));
  const kind = files.length === 0 ? 'message' : pictures ? 'pictures' : 'files';
  return { ...(from ? { from } : {}), files: files.length, bytes: files.reduce((sum, file) => sum + file.size, 0), kind };
}
