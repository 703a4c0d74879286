// Which language a reader gets, and what numbers, times and plural forms become in it; without a browser.
import assert from 'node:assert/strict';
import test from 'node:test';
import { fittingLanguage, localeIn } from '../../web/js/text/languages.js';

// What text.js finds in a page.
const root = { lang: '', dir: '' };
/** @type {string[]} */
let wanted = ['en-GB'];
/** @type {Map<string, string>} */
const stored = new Map();
const stubs = {
  document: { documentElement: root },
  navigator: {
    get languages() {
      return wanted;
    },
  },
  localStorage: {
    getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => void stored.set(key, value),
  },
};
for (const [name, value] of Object.entries(stubs)) Object.defineProperty(globalThis, name, { value, configurable: true });
const { bytes, duration, moment, number, percent, span } = await import('../../web/js/text/formats.js');
const { language, remember, speak, spoken, t } = await import('../../web/js/text/text.js');

const kHour = 3600;
const kDay = 24 * kHour;

/** Isolates show nothing, and are looked at where they matter. @param {string} text */
const bare = (text) => text.replace(/[\u2066-\u2069\u200e\u200f]/g, '');

/** @param {import('../../web/js/text/text.js').LanguageName} name @param {string} [tag] the reader's locale */
async function read(name, tag = name) {
  wanted = [tag];
  assert.ok(await speak(name));
}

test('the first language that we speak is taken', () => {
  assert.equal(fittingLanguage(['de-AT', 'en']), 'de');
  assert.equal(fittingLanguage(['pt-PT']), 'pt');
  assert.equal(fittingLanguage(['ar-EG']), 'ar');
  assert.equal(fittingLanguage(['es-419', 'es']), 'es');
  assert.equal(fittingLanguage(['xx', 'fr-CA', 'en']), 'fr');
  assert.equal(fittingLanguage(['nl-NL', 'nl', 'ja']), 'ja');
  assert.equal(fittingLanguage(['HI-in']), 'hi');
});

test('English where none is spoken, or where the list is empty or wrong', () => {
  for (const list of [['xx'], [], ['nl', 'sv'], ['', '*', 'not a tag', '-']]) assert.equal(fittingLanguage(list), 'en');
});

test('Chinese in the other script is a last resort', () => {
  assert.equal(fittingLanguage(['zh-CN']), 'zh');
  assert.equal(fittingLanguage(['zh']), 'zh');
  assert.equal(fittingLanguage(['zh-Hans-HK']), 'zh');
  assert.equal(fittingLanguage(['zh-TW']), 'zh');
  assert.equal(fittingLanguage(['zh-Hant', 'xx']), 'zh');
  assert.equal(fittingLanguage(['zh-TW', 'zh', 'en-US', 'en']), 'en', 'the bare tag is the browser’s');
  assert.equal(fittingLanguage(['zh-HK', 'ja']), 'ja');
  assert.equal(fittingLanguage(['zh-TW', 'zh-CN', 'en']), 'zh', 'both are read');
});

test('numbers and dates follow the reader’s own country, in the language of the texts', () => {
  assert.equal(localeIn('en', ['de-DE', 'en-GB', 'en-US']), 'en-GB');
  assert.equal(localeIn('pt', ['pt-PT']), 'pt-PT');
  assert.equal(localeIn('pt', ['de']), 'pt-BR');
  assert.equal(localeIn('zh', ['zh-TW']), 'zh-Hans');
});

test('the page says its language and its direction before there are texts', async () => {
  assert.deepEqual(root, { lang: 'en', dir: 'ltr' });
  await spoken;
  assert.equal(language(), 'en');
  assert.equal(t('send.drop'), 'Choose files');
});

test('a change of language changes texts, numbers and the page', async () => {
  await read('ar', 'ar-EG');
  assert.deepEqual(root, { lang: 'ar', dir: 'rtl' });
  assert.equal(number(123), '١٢٣');
  await read('de', 'de-AT');
  assert.deepEqual(root, { lang: 'de', dir: 'ltr' });
  assert.equal(t('app.files', { n: 1234 }), `${new Intl.NumberFormat('de-AT').format(1234)} Dateien`);
});

test('the last language asked for wins, whichever arrives last', async () => {
  const [first, second] = await Promise.all([speak('fr'), speak('es')]);
  assert.deepEqual([first, second], [false, true]);
  assert.equal(language(), 'es');
});

test('the choice is remembered', () => {
  remember('hi');
  assert.deepEqual([...stored], [['mayfly.language', 'hi']]);
});

test('plural forms: six in Arabic, one in Japanese', async () => {
  await read('ar');
  const files = [0, 1, 2, 3, 11, 100].map((n) => bare(t('app.files', { n })));
  assert.deepEqual(files, ['لا ملفات', 'ملف واحد', 'ملفان', '3 ملفات', '11 ملفًا', '100 ملف']);
  await read('ja');
  assert.deepEqual([0, 1, 2].map((n) => t('app.files', { n })), ['ファイル 0 件', 'ファイル 1 件', 'ファイル 2 件']);
  await read('fr');
  assert.deepEqual([0, 1, 2].map((n) => t('app.files', { n })), ['0 fichier', '1 fichier', '2 fichiers']);
});

test('values that may run the other way are isolated', async () => {
  await read('ar');
  assert.equal(t('send.remove', { name: 'a.pdf' }), 'إزالة \u2068a.pdf\u2069');
  assert.equal(t('send.saysIn', { time: '24 ساعة' }), 'مدته 24 ساعة', 'a sentence in an isolate of its own would have to guess its direction');
  await read('de');
  assert.equal(t('send.remove', { name: 'a.pdf' }), 'a.pdf entfernen');
  assert.equal(t('send.remove', { name: 'صورة.jpg' }), '\u2068صورة.jpg\u2069 entfernen');
});

test('spans and sizes, as each language writes them; no line ends before a unit', async () => {
  const said = async (/** @type {import('../../web/js/text/text.js').LanguageName} */ name) => {
    await read(name);
    const words = [span(kDay), duration(260), duration(29 * kHour), duration(3 * kDay), bytes(3_500_000), percent(0.5)];
    return words.map((said) => bare(said).replaceAll('\u00a0', '~'));
  };
  assert.deepEqual(await said('en'), ['24~hours', '4~min 20~sec', '1~day 5~hr', '3~days', '3.5~MB', '50%']);
  assert.deepEqual(await said('de'), ['24~Stunden', '4~Min. 20~Sek.', '1~Tag 5~Std.', '3~Tage', '3,5~MB', '50~%']);
  assert.deepEqual(await said('ar'), ['24~ساعة', '4~دقائق و20~ثانية', 'يوم و5~ساعات', '3~أيام', '3.5~م.ب', '50%']);
  assert.deepEqual(await said('zh'), ['24小时', '4分钟20秒', '1天5小时', '3天', '3.5~MB', '50%']);
});

test('dates are Gregorian everywhere, as the fields for them are', async () => {
  await read('ar', 'ar-SA');
  assert.match(moment(0), /يناير/);
});
