// The catalogues of texts against each other: the same placeholders, whole plural forms, nothing left in English, no markup.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { kHowWords } from '../../web/js/text/how.js';
import { kLanguages } from '../../web/js/text/languages.js';
import { files, read, root } from './tree.mjs';

const kTextsMin = 100;

/** Texts that may read as in English: names, and words and patterns that are the same in the language. @type {Record<string, string[]>} */
const kSame = {
  '*': ['app.name', 'app.progress', 'app.filesSize', 'send.says', 'upload.rate'],
  de: ['manage.links'],
  fr: ['send.note', 'view.note'],
  pt: ['manage.links'],
};

/** Forms that need not say their number, because the word for it is in them or nothing is counted. */
const kNumberless = new Set(['zero', 'one', 'two']);

/** What no text may hold: markup, typewriter quotes, dots for an ellipsis, doubled or outer spaces. */
const kUntidy = /<[a-z/!]|&\w+;|"|'|`|\.\.\.| {2}|^\s|\s$/;

/** @typedef {keyof typeof kLanguages} Name */
/** @typedef {Record<string, string | Record<string, string>>} Catalogue */

const names = /** @type {Name[]} */ (Object.keys(kLanguages));
/** @type {Map<string, Catalogue>} */
const catalogues = new Map();
for (const name of names) catalogues.set(name, /** @type {Catalogue} */ ((await kLanguages[name].load()).texts));
const english = catalogues.get('en') ?? {};

/** The forms of an entry, named. @param {string | Record<string, string> | undefined} entry @returns {[string, string][]} */
const formsOf = (entry) => (typeof entry === 'string' ? [['', entry]] : Object.entries(entry ?? {}));

/** @param {string} text */
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => String(match[1])).sort();

/** Every form of every text in a language other than English. */
function* translations() {
  for (const [name, texts] of catalogues) {
    if (name === 'en') continue;
    for (const [key, entry] of Object.entries(texts)) for (const [form, text] of formsOf(entry)) yield { name, key, form, text, where: `${name} ${key} ${form}`.trim() };
  }
}

/** What the page that says how it works has in English, in its HTML, by name. @returns {Record<string, string>} */
function howWords() {
  const found = [...read('web/how.html').matchAll(/data-how="(\w+)">([^<]*)</g)].map(([, name, text]) => [String(name), String(text)]);
  const words = Object.fromEntries(found);
  for (const [name, text] of found) assert.equal(text, words[String(name)], `${name} is two things`);
  return words;
}

test('the page that says how it works has the same words in each language, none left in English, all well set', async () => {
  const wanted = howWords();
  assert.deepEqual(readdirSync(join(root, 'web/js/text/how')).sort(), Object.keys(kHowWords).map((name) => `${name}.js`).sort());
  assert.deepEqual(['en', ...Object.keys(kHowWords)].sort(), [...names].sort());
  for (const [name, text] of Object.entries(wanted)) assert.doesNotMatch(text, kUntidy, name);
  for (const [language, load] of Object.entries(kHowWords)) {
    const { words } = await load();
    assert.deepEqual(Object.keys(words), Object.keys(wanted), language);
    for (const [name, text] of Object.entries(words)) {
      assert.notEqual(text, wanted[name], `${language} ${name}`);
      assert.doesNotMatch(text, kUntidy, `${language} ${name}`);
      if (isMarkedWrongly(language, text)) assert.fail(`${language} ${name}: ${text}`);
    }
  }
});

test('each language has a catalogue, and each catalogue a language', () => {
  const found = readdirSync(join(root, 'web/js/text')).filter((file) => !['formats.js', 'how', 'how.js', 'languages.js', 'text.js'].includes(file));
  assert.deepEqual(found.sort(), names.map((name) => `${name}.js`).sort());
});

test('the same keys in the same order', () => {
  assert.ok(Object.keys(english).length > kTextsMin);
  for (const [name, texts] of catalogues) assert.deepEqual(Object.keys(texts), Object.keys(english), name);
});

test('the same placeholders', () => {
  const wrong = [];
  for (const { key, form, text, where } of translations()) {
    const [, sample = ''] = formsOf(english[key]).at(-1) ?? [];
    const wanted = placeholders(sample).filter((word) => !(kNumberless.has(form) && word === 'count' && !text.includes('{count}')));
    if (placeholders(text).join() !== wanted.join()) wrong.push(where);
  }
  assert.deepEqual(wrong, []);
});

test('plural forms as Intl.PluralRules of the language names them, all and no other', () => {
  for (const name of names) {
    const wanted = new Intl.PluralRules(kLanguages[name].tag).resolvedOptions().pluralCategories.sort();
    for (const [key, entry] of Object.entries(catalogues.get(name) ?? {})) {
      assert.equal(typeof entry, typeof english[key], `${name} ${key}`);
      if (typeof entry !== 'string') assert.deepEqual(Object.keys(entry).sort(), wanted, `${name} ${key}`);
    }
  }
});

test('nothing is left in English, and nothing is excused that is not', () => {
  const same = new Map(names.map((name) => [String(name), /** @type {string[]} */ ([])]));
  for (const { name, key, text } of translations()) {
    if (formsOf(english[key]).some(([, original]) => original === text)) same.get(name)?.push(key);
  }
  for (const [name, keys] of same) {
    if (name === 'en') continue;
    const excused = [...(kSame['*'] ?? []), ...(kSame[name] ?? [])];
    assert.deepEqual(keys.filter((key) => !excused.includes(key)), [], name);
    assert.deepEqual((kSame[name] ?? []).filter((key) => !keys.includes(key)), [], `${name}, excused`);
  }
});

test('text is plain and well set', () => {
  const wrong = [];
  for (const [key, entry] of Object.entries(english)) for (const [, text] of formsOf(entry)) if (kUntidy.test(text)) wrong.push(`en ${key}`);
  for (const { text, where } of translations()) if (kUntidy.test(text)) wrong.push(where);
  assert.deepEqual(wrong, []);
});

/** Does a text have marks that its script does not use? @param {string} language @param {string} text */
function isMarkedWrongly(language, text) {
  if (language === 'fr') return /[^\u00a0\u202f][:;?!»]|«[^\u00a0\u202f]/.test(text);
  if (language === 'es') return /^[^¿]*\?/.test(text) || /^[^¡]*!/.test(text);
  if (language === 'ar') return /[\u0600-\u06ff] ?[,;?]/.test(text);
  if (language === 'ja' || language === 'zh') return /[\u3040-\u30ff\u4e00-\u9fff][,.;:?!()]/.test(text);
  return language === 'hi' && /[\u0900-\u097f]\.(\s|$)/.test(text);
}

test('each script keeps its own marks', () => {
  assert.deepEqual([...translations()].filter(({ name, text }) => isMarkedWrongly(name, text)).map(({ where }) => where), []);
});

test('every text is used', () => {
  const catalogue = new Set(names.map((name) => `web/js/text/${name}.js`));
  const source = files().filter((name) => /^web\/.*\.js$/.test(name) && !catalogue.has(name)).map(read).join('\n');
  assert.deepEqual(Object.keys(english).filter((key) => !source.includes(`'${key}'`)), []);
});
