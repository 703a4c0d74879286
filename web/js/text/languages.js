// Which languages there are, and which of them fits a reader best.

/**
 * `tag` as html's lang wants it; `script` by ISO 15924; `name` in its own words. `units` says whether people shorten units of
 * time ("4 min"), `between` what stands between two of them.
 * @typedef {{tag: string, script: string, name: string, dir: 'ltr' | 'rtl', units: 'long' | 'short', between: string, load: () => Promise<{texts: import('./en.js').Texts}>}} Language
 */

/** @typedef {'de' | 'en' | 'es' | 'fr' | 'pt' | 'ar' | 'hi' | 'zh' | 'ja'} LanguageName */

const kLatin = /** @type {const} */ ({ script: 'Latn', dir: 'ltr', units: 'short', between: ' ' });

/** In the order in which they are offered. @type {Record<LanguageName, Language>} */
export const kLanguages = {
  de: { ...kLatin, tag: 'de', name: 'Deutsch', load: () => import('./de.js') },
  en: { ...kLatin, tag: 'en', name: 'English', load: () => import('./en.js') },
  es: { ...kLatin, tag: 'es', name: 'Español', load: () => import('./es.js') },
  fr: { ...kLatin, tag: 'fr', name: 'Français', load: () => import('./fr.js') },
  pt: { ...kLatin, tag: 'pt-BR', name: 'Português', load: () => import('./pt.js') },
  ar: { tag: 'ar', script: 'Arab', name: 'العربية', dir: 'rtl', units: 'long', between: ' و', load: () => import('./ar.js') },
  hi: { tag: 'hi', script: 'Deva', name: 'हिन्दी', dir: 'ltr', units: 'long', between: ' ', load: () => import('./hi.js') },
  zh: { tag: 'zh-Hans', script: 'Hans', name: '简体中文', dir: 'ltr', units: 'short', between: '', load: () => import('./zh.js') },
  ja: { tag: 'ja', script: 'Jpan', name: '日本語', dir: 'ltr', units: 'short', between: ' ', load: () => import('./ja.js') },
};

/** @param {unknown} word @returns {word is LanguageName} */
export const isLanguage = (word) => typeof word === 'string' && Object.hasOwn(kLanguages, word);

/**
 * The tags that can be matched, in the reader's order. Browsers add a bare `zh` behind `zh-TW` by themselves, which says
 * nothing that `zh-TW` does not, so it is left out.
 * @param {readonly string[]} wanted BCP 47 tags, as navigator.languages has them
 */
function matchable(wanted) {
  /** @type {{tag: string, language: LanguageName, fits: boolean}[]} */
  const found = [];
  for (const tag of wanted) {
    const locale = parsed(tag);
    const language = locale?.language;
    if (!locale || !isLanguage(language)) continue;
    const bare = !locale.region && !locale.script;
    if (bare && found.some((earlier) => earlier.language === language)) continue;
    found.push({ tag, language, fits: scriptOf(locale, language) === kLanguages[language].script });
  }
  return found;
}

/**
 * Of ours only Chinese has a script by its region, and to ask for it costs a browser a good part of a first paint.
 * @param {Intl.Locale} locale @param {LanguageName} language
 */
const scriptOf = (locale, language) => locale.script ?? (language === 'zh' ? locale.maximize().script : kLanguages[language].script);

/** @param {string} tag @returns {Intl.Locale | null} */
function parsed(tag) {
  try {
    return new Intl.Locale(tag);
  } catch {
    return null;
  }
}

/**
 * The first of the reader's languages that we speak. One that they read in another script (`zh-TW`) is taken only where
 * nothing else fits; English where nothing at all does.
 * @param {readonly string[]} wanted
 * @returns {LanguageName}
 */
export function fittingLanguage(wanted) {
  const found = matchable(wanted);
  return (found.find(({ fits }) => fits) ?? found[0])?.language ?? 'en';
}

/**
 * The locale for numbers and dates: names of days and months must fit the sentences around them, so the reader's own is taken
 * only where it is of that language.
 * @param {LanguageName} language
 * @param {readonly string[]} wanted
 * @returns {string}
 */
export const localeIn = (language, wanted) =>
  matchable(wanted).find((entry) => entry.language === language && entry.fits)?.tag ?? kLanguages[language].tag;
