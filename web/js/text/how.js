// The words of the page that says how it works: its HTML has the English ones, and a file here each other language's.

/** By the names in the page's `data-how`. @typedef {Record<string, string>} HowWords */

/** @typedef {import('./languages.js').LanguageName} LanguageName */

/** @type {Record<Exclude<LanguageName, 'en'>, () => Promise<{words: HowWords}>>} */
export const kHowWords = {
  de: () => import('./how/de.js'),
  es: () => import('./how/es.js'),
  fr: () => import('./how/fr.js'),
  pt: () => import('./how/pt.js'),
  ar: () => import('./how/ar.js'),
  hi: () => import('./how/hi.js'),
  zh: () => import('./how/zh.js'),
  ja: () => import('./how/ja.js'),
};
