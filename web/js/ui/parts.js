// Pieces that several pages share: live messages, buttons, a link to copy, a question, a progress bar, a countdown.
import { duration, percent } from '../text/formats.js';
import { t } from '../text/text.js';
import { h, icon } from './h.js';

/** Says something to who cannot see it appear. What lies behind an open dialog is not read, so that this has a place for it itself. @param {string} words */
export function announce(words) {
  const region = document.querySelector('dialog[open] .unseen[role="status"]') ?? document.getElementById('live');
  if (region) region.textContent = words;
}

/**
 * @param {string} label
 * @param {() => void} onclick
 * @param {{kind?: 'main' | 'plain' | 'danger' | 'quiet', icon?: import('./h.js').IconName, name?: string}} [looks] `name` where the
 *   label alone would not say what it acts on
 */
export function button(label, onclick, looks = {}) {
  return h(
    'button',
    { type: 'button', class: `button ${looks.kind ?? 'plain'}`, onclick, 'aria-label': looks.name },
    looks.icon && icon(looks.icon),
    h('span', {}, label),
  );
}

/**
 * A secret link: shown whole, selected by a touch, copied by a button.
 * @param {{id: string, label: string, help: string, value: string, main?: boolean, oncopy?: () => void}} field
 */
export function linkField(field) {
  const input = h('input', {
    id: field.id,
    class: 'secret',
    type: 'text',
    readonly: true,
    value: field.value,
    'aria-describedby': `${field.id}-help`,
    autocomplete: 'off',
    spellcheck: 'false',
    onfocus: () => input.select(),
    oncopy: () => field.oncopy?.(),
  });
  const copy = button(t('app.copy'), () => void copyLink(), { kind: field.main ? 'main' : 'plain', icon: 'copy', name: t('app.copyWhat', { what: field.label }) });
  async function copyLink() {
    const done = await copyText(field.value);
    if (done) field.oncopy?.();
    else input.select();
    acknowledge(copy, done ? t('app.copied') : t('app.copyByHand'), done);
  }
  const share = 'share' in navigator && field.main
    ? button(t('app.share'), () => void navigator.share({ url: field.value }).then(() => field.oncopy?.(), () => {}), { icon: 'share' })
    : null;
  return h(
    'div',
    { class: 'field' },
    h('label', { for: field.id }, field.label),
    h('div', { class: 'joined' }, input, copy, share),
    h('p', { class: 'help', id: `${field.id}-help` }, field.help),
  );
}

/** @param {string} words @returns {Promise<boolean>} whether the clipboard took it */
export async function copyText(words) {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    return false;
  }
}

/**
 * Lets a button say for a moment what it did.
 * @param {HTMLButtonElement} pressed
 * @param {string} words
 * @param {boolean} [good]
 */
export function acknowledge(pressed, words, good = true) {
  const before = [...pressed.childNodes];
  if (pressed.dataset['said']) return;
  pressed.dataset['said'] = 'yes';
  pressed.replaceChildren(icon(good ? 'check' : 'copy'), h('span', {}, words));
  announce(words);
  setTimeout(() => {
    delete pressed.dataset['said'];
    pressed.replaceChildren(...before);
  }, 2000);
}

/**
 * Asks before something that cannot be undone. Escape and the backdrop mean no.
 * @param {{title: string, body: string, yes: string, no: string}} words
 * @returns {Promise<boolean>}
 */
export function confirm(words) {
  return new Promise((resolve) => {
    const yes = button(words.yes, () => dialog.close('yes'), { kind: 'danger' });
    const no = button(words.no, () => dialog.close('no'));
    const dialog = h(
      'dialog',
      { class: 'question', 'aria-labelledby': 'question-title', 'aria-describedby': 'question-body', onclose: end, onclick: outside },
      h('div', { class: 'inner' }, h('h2', { id: 'question-title' }, words.title), h('p', { id: 'question-body' }, words.body), h('div', { class: 'row' }, no, yes)),
    );
    function end() {
      dialog.remove();
      resolve(dialog.returnValue === 'yes');
    }
    function outside(/** @type {Event} */ event) {
      if (event.target === dialog) dialog.close('no');
    }
    document.body.append(dialog);
    dialog.showModal();
    no.focus();
  });
}

/** A new title is drawn by the browser's own process, in a tab that one most likely does not look at. */
const kTitleMs = 1000;

/**
 * A bar with a line of words under it.
 * @param {string} label
 */
export function progressBar(label) {
  const bar = h('progress', { max: 1, value: 0, 'aria-label': label });
  const words = h('p', { class: 'numbers' });
  let titledAt = -Infinity;
  return {
    element: h('div', { class: 'progress' }, bar, words),
    /** @param {number} share from 0 to 1 @param {string} line */
    set(share, line) {
      bar.value = share;
      words.textContent = line;
      if (performance.now() - titledAt < kTitleMs) return;
      titledAt = performance.now();
      document.title = t('app.progress', { percent: percent(share), title: t('app.name') });
    },
    /** How far cannot be told. @param {string} line */
    busy(line) {
      bar.removeAttribute('value');
      words.textContent = line;
    },
  };
}

/**
 * A span that counts down, as long as it is on the page.
 * @param {number} until seconds since 1970
 * @param {(time: string) => string} phrase
 */
export function countdown(until, phrase) {
  const element = h('time', { datetime: new Date(until * 1000).toISOString() });
  let seen = false;
  function tick() {
    seen ||= element.isConnected;
    if (seen && !element.isConnected) return;
    const left = until - Date.now() / 1000;
    element.textContent = phrase(duration(left));
    if (left > 0) setTimeout(tick, left > 86400 * 3 ? 30000 : 1000);
  }
  tick();
  return element;
}

/**
 * A page that says how it stands and what can be done.
 * @param {{icon: import('./h.js').IconName, tone?: 'calm' | 'bad', title: string, body: string[], actions?: (Node | null)[]}} state
 */
export function statePage(state) {
  return h(
    'section',
    { class: `state ${state.tone ?? 'calm'}` },
    h('div', { class: 'emblem' }, icon(state.icon)),
    h('h1', {}, state.title),
    ...state.body.map((words) => h('p', { class: 'lead' }, words)),
    h('div', { class: 'row' }, ...(state.actions ?? [])),
  );
}
