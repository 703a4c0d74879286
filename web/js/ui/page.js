// The page as a whole: what it shows, its title, and the reader's choice of a language at its foot.
import { isLanguage, kLanguages } from '../text/languages.js';
import { language, remember, speak, spoken, t } from '../text/text.js';
import { h, icon } from './h.js';
import { announce } from './parts.js';

/** @typedef {import('./h.js').Child} Child */

/** Draws the present state in other words; null while that would lose something. @type {(() => unknown) | null} */
let redraw = null;
let redrawing = false;
/** A page that is not there by then says why. */
const kSlowMs = 5000;
/** @type {(() => void)[]} */
const listeners = [];

const choice = h('select', { 'aria-labelledby': 'language', onchange: () => void change() });
for (const [name, { tag, name: words }] of Object.entries(kLanguages)) choice.append(h('option', { value: name, lang: tag }, words));
const label = h('label', { class: 'language', hidden: true }, icon('globe'), h('span', { class: 'unseen', id: 'language' }), choice, icon('down'));

/**
 * Puts a whole new state on the page: its title, its content, and the focus on its heading, so that a screen reader says
 * where one is.
 * @param {string} title
 * @param {...Child} content the first h1 in it takes the focus
 */
export function show(title, ...content) {
  const main = document.querySelector('main');
  if (!main) return;
  const first = !main.querySelector('h1:not(.slow)');
  document.title = title;
  main.replaceChildren(...content.filter((child) => child !== null && child !== undefined && child !== false));
  redrawWith(null);
  const heading = main.querySelector('h1');
  heading?.setAttribute('tabindex', '-1');
  if (!first && !redrawing) {
    heading?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }
}

/**
 * Says how the state that is shown can be drawn again without losing anything; only then is another language offered.
 * @param {(() => unknown) | null} draw a promise is waited for
 */
export function redrawWith(draw) {
  redraw = draw;
  label.hidden = draw === null;
}

/** Does something now, and again in each other language. @param {() => void} act */
export function inEachLanguage(act) {
  listeners.push(act);
  act();
}

/** The reader has chosen. */
async function change() {
  const chosen = choice.value;
  if (!isLanguage(chosen)) return;
  try {
    if (!(await speak(chosen))) return;
  } catch {
    choice.value = language();
    return announce(t('app.languageFailed'));
  }
  remember(chosen);
  for (const act of listeners) act();
  redrawing = true;
  try {
    await redraw?.();
  } finally {
    redrawing = false;
  }
}

/** The foot says its line in every state; the choice stands behind it. */
function drawFoot() {
  const motto = document.querySelector('footer .motto');
  motto?.parentElement?.append(label);
  inEachLanguage(() => {
    motto?.replaceChildren(t('app.motto'));
    document.querySelector('footer .about')?.replaceChildren(t('app.how'));
    document.getElementById('language')?.replaceChildren(t('app.language'));
    choice.value = language();
  });
}

/** Until then, a bar alone shows that something goes on. */
function saySlow() {
  const main = document.querySelector('main');
  if (!main || main.querySelector('h1')) return;
  main.append(h('h1', { class: 'slow' }, t('app.slow')));
  announce(t('app.slow'));
}

void spoken.then(drawFoot);
void spoken.then(() => setTimeout(saySlow, kSlowMs));
