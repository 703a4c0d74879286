// Every way that things end or fail, and the page that says so.
import { CoreError } from '../core/door.js';
import { bytes, duration } from '../text/formats.js';
import { t } from '../text/text.js';
import { ApiError } from '../transfer/api.js';
import { h } from '../ui/h.js';
import { redrawWith, show } from '../ui/page.js';
import { button, statePage } from '../ui/parts.js';

/** @typedef {import('../ui/h.js').IconName} IconName */
/** @typedef {import('../text/text.js').TextKey} TextKey */

/**
 * `again`: may the same be tried once more? `own`: can one send something oneself, as far as this tells?
 * @typedef {{icon: IconName, tone: 'calm' | 'bad', title: TextKey, body: TextKey, again?: boolean, own?: boolean}} End
 */

/** @satisfies {Record<string, End>} */
const kEnds = {
  viewed: { icon: 'eye', tone: 'calm', title: 'end.viewed', body: 'end.viewedBody' },
  taken: { icon: 'eye', tone: 'calm', title: 'end.taken', body: 'end.takenBody', again: true },
  expired: { icon: 'clock', tone: 'calm', title: 'end.expired', body: 'end.expiredBody' },
  burned: { icon: 'flame', tone: 'calm', title: 'end.burned', body: 'end.burnedBody' },
  removed: { icon: 'alert', tone: 'calm', title: 'end.removed', body: 'end.removedBody' },
  hidden: { icon: 'clock', tone: 'calm', title: 'end.hidden', body: 'end.hiddenBody' },
  missing: { icon: 'broken', tone: 'calm', title: 'end.missing', body: 'end.missingBody' },
  open: { icon: 'clock', tone: 'calm', title: 'end.open', body: 'end.openBody', again: true },
  cut: { icon: 'broken', tone: 'bad', title: 'end.cut', body: 'end.cutBody' },
  version: { icon: 'alert', tone: 'bad', title: 'end.version', body: 'end.versionBody', again: true },
  offline: { icon: 'cloud', tone: 'bad', title: 'end.offline', body: 'end.offlineBody', again: true, own: false },
  busy: { icon: 'clock', tone: 'bad', title: 'end.busy', body: 'end.busyBody', again: true, own: false },
  damaged: { icon: 'alert', tone: 'bad', title: 'end.damaged', body: 'end.damagedBody' },
  wasm: { icon: 'alert', tone: 'bad', title: 'end.wasm', body: 'end.wasmBody', own: false },
  full: { icon: 'alert', tone: 'bad', title: 'end.full', body: 'end.fullBody', again: true },
  tooMany: { icon: 'clock', tone: 'bad', title: 'end.tooMany', body: 'end.tooManyBody', again: true },
  attempts: { icon: 'clock', tone: 'bad', title: 'end.attempts', body: 'end.attemptsBody', again: true },
  blocked: { icon: 'alert', tone: 'bad', title: 'end.blocked', body: 'end.blockedBody' },
  tooLarge: { icon: 'alert', tone: 'bad', title: 'end.tooLarge', body: 'end.tooLargeBody' },
  memory: { icon: 'alert', tone: 'bad', title: 'end.memory', body: 'end.memoryBody', again: true },
  lost: { icon: 'alert', tone: 'bad', title: 'end.lost', body: 'end.lostBody' },
  lease: { icon: 'clock', tone: 'calm', title: 'end.lease', body: 'end.leaseBody' },
  ownerWrong: { icon: 'key', tone: 'bad', title: 'end.ownerWrong', body: 'end.ownerWrongBody' },
  internal: { icon: 'alert', tone: 'bad', title: 'end.internal', body: 'end.internalBody', again: true },
};

/** @typedef {keyof typeof kEnds} EndName */

/** The codes of docs/protocol.md, section 4, that have a page of their own. @type {Record<string, EndName>} */
const kApiCodes = {
  offline: 'offline',
  busy: 'busy',
  'grant-not-found': 'missing',
  'drop-not-found': 'missing',
  'view-not-found': 'lease',
  'lease-ended': 'lease',
  'drop-open': 'open',
  'token-wrong': 'damaged',
  'storage-full': 'full',
  'too-many-drops': 'tooMany',
  'too-many-bytes': 'tooMany',
  'too-many-attempts': 'attempts',
  'drop-too-large': 'tooLarge',
  'payload-blocked': 'blocked',
};

/** @type {Record<string, EndName>} */
const kCoreCodes = { 'bad-link': 'cut', unsupported: 'version', 'no-wasm': 'wasm', 'too-large': 'tooLarge', memory: 'memory', network: 'offline' };

/** @param {string} word @returns {word is EndName} */
const isEnd = (word) => Object.hasOwn(kEnds, word);

/**
 * Which end an error means.
 * @param {unknown} error
 * @returns {EndName}
 */
export function endOf(error) {
  if (error instanceof CoreError) return kCoreCodes[error.code] ?? 'damaged';
  if (!(error instanceof ApiError)) return 'internal';
  if (error.code === 'drop-gone') return endOfState(error.reason);
  return kApiCodes[error.code] ?? (error.passing ? 'busy' : 'internal');
}

/** Which end a drop's state or reason means. @param {string | undefined} state @returns {EndName} */
export const endOfState = (state) => (state !== undefined && isEnd(state) ? state : 'internal');

/**
 * What an end says.
 * @param {EndName} name
 * @param {unknown} error that led to it
 */
export function wordsOf(name, error) {
  /** @type {End} */
  const { title, body, again = false } = kEnds[name];
  const refused = error instanceof ApiError ? error : null;
  const code = refused?.code ?? (error instanceof Error ? error.name : '');
  const values = { code, time: duration(refused?.retryAfter ?? 60), limit: bytes(refused?.limit ?? 0) };
  return { title: t(title), body: t(body, values), again };
}

/**
 * Shows an end.
 * @param {EndName} name
 * @param {{error?: unknown, again?: () => void, form?: () => void, keep?: () => void, own?: boolean}} [more] `form`: the way back to what was to be
 *   sent; `keep`: the way back to what was to be burned; `own`: offer to send something oneself
 */
export function showEnd(name, more = {}) {
  /** @type {End} */
  const end = kEnds[name];
  const words = wordsOf(name, more.error);
  const again = more.again ?? (words.again && (() => location.reload()));
  const page = statePage({
    icon: end.icon,
    tone: end.tone,
    title: words.title,
    body: [words.body],
    actions: [
      more.form ? button(t('send.backToForm'), more.form, { kind: 'main' }) : again ? button(t('app.retry'), again, { kind: 'main' }) : null,
      more.keep ? button(t('burn.keep'), more.keep) : null,
      (more.own ?? end.own ?? true) ? h('a', { class: 'button plain', href: '/' }, t('app.sendOwn')) : null,
    ].filter((node) => node !== null),
  });
  page.dataset['end'] = name;
  show(`${words.title} – ${t('app.name')}`, page);
  redrawWith(() => showEnd(name, more));
}
