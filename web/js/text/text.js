// Looks texts up in the reader's language, and changes that language.
import { number, useLocale } from './formats.js';
import { fittingLanguage, isLanguage, kLanguages, localeIn } from './languages.js';

/** @typedef {import('./en.js').TextKey} TextKey */
/** @typedef {import('./languages.js').LanguageName} LanguageName */

const kRemembered = 'mayfly.language';
const kRightToLeft = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
const kLeftToRight = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Devanagari}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const [kIsolate, kEndIsolate] = ['\u2068', '\u2069'];

/** @type {import('./en.js').Texts} */
let texts;
/** @type {Intl.PluralRules} */
let plurals;
/** @type {LanguageName} */
let current = 'en';
/** The last one asked for; catalogues may arrive in another order. @type {LanguageName} */
let asked = 'en';

/** @returns {LanguageName} that the page speaks */
export const language = () => current;

/**
 * @param {TextKey} key
 * @param {Record<string, string | number>} [values] `n` chooses the plural form, and fills {count}
 * @returns {string}
 */
export function t(key, values = {}) {
  const entry = texts[key];
  const n = Number(values['n'] ?? 0);
  const form = typeof entry === 'string' ? entry : (entry[plurals.select(n)] ?? entry.other);
  /** @type {Record<string, string | number>} */
  const all = { count: number(n), ...values };
  return form.replace(/\{(\w+)\}/g, (_, name) => isolated(String(all[name] ?? '')));
}

/** A value with letters that run the other way is kept from turning the words around it (UAX #9). @param {string} value */
function isolated(value) {
  const turns = kLanguages[current].dir === 'rtl' ? kLeftToRight.test(value) : kRightToLeft.test(value);
  return turns ? kIsolate + value + kEndIsolate : value;
}

/** Tells the browser, so that fonts, hyphens, voices and the sides of the page fit. @param {LanguageName} language */
function declare(language) {
  const { tag, dir } = kLanguages[language];
  document.documentElement.lang = tag;
  document.documentElement.dir = dir;
}

/**
 * Makes the page speak a language from now on; what is shown already has to be drawn anew.
 * @param {LanguageName} language
 * @returns {Promise<boolean>} false where another was asked for meanwhile
 */
export async function speak(language) {
  asked = language;
  const loaded = await kLanguages[language].load();
  if (asked !== language) return false;
  const locale = localeIn(language, navigator.languages);
  current = language;
  texts = loaded.texts;
  plurals = new Intl.PluralRules(locale);
  useLocale(locale, kLanguages[language]);
  declare(language);
  return true;
}

/** @param {LanguageName} language */
export function remember(language) {
  try {
    localStorage.setItem(kRemembered, language);
  } catch {
    // Storage is switched off here: the choice holds for this page.
  }
}

/** @returns {string | null} */
function remembered() {
  try {
    return localStorage.getItem(kRemembered);
  } catch {
    return null;
  }
}

const chosen = remembered();
const first = isLanguage(chosen) ? chosen : fittingLanguage(navigator.languages);
declare(first);

/** Settled when there are texts: the reader's, or English ones where theirs cannot be had. */
export const spoken = speak(first).catch(() => speak('en'));
