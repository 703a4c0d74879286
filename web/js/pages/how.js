// The page that says how it works: puts the reader's words in the place of the English ones, which it can be read in without any script.
import { kHowWords } from '../text/how.js';
import { language, spoken, t } from '../text/text.js';
import { redrawWith } from '../ui/page.js';

/** @type {HTMLElement[]} */
const elements = [...document.querySelectorAll('[data-how]')].filter((element) => element instanceof HTMLElement);
/** @type {import('../text/how.js').HowWords} */
const english = Object.fromEntries(elements.map((element) => [String(element.dataset['how']), element.textContent ?? '']));

/** Where the words cannot be had, the English ones are better than none. */
async function wordsOf(/** @type {import('../text/languages.js').LanguageName} */ name) {
  if (name === 'en') return { name, words: english };
  return kHowWords[name]().then(({ words }) => ({ name, words }), () => ({ name: 'en', words: english }));
}

async function draw() {
  const { name, words } = await wordsOf(language());
  for (const element of elements) element.textContent = words[String(element.dataset['how'])] ?? '';
  document.title = `${words['title']} – ${t('app.name')}`;
  const article = document.querySelector('.how');
  if (name === 'en') {
    article?.setAttribute('lang', 'en');
    article?.setAttribute('dir', 'ltr');
  } else {
    article?.setAttribute('lang', document.documentElement.lang);
    article?.removeAttribute('dir');
  }
}

async function start() {
  await spoken;
  await draw();
  redrawWith(draw);
}

void start();
