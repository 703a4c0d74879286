// The page of the terms: the operator's plain text in paragraphs; lines that begin with # are headings.
import { t } from '../text/text.js';
import { ApiError } from '../transfer/api.js';
import { h, show } from '../ui/h.js';
import { endOf, showEnd } from './ends.js';

/** @param {string} text */
function elementsOf(text) {
  /** @type {HTMLElement[]} */
  const elements = [];
  /** @type {string[]} */
  let lines = [];
  const endParagraph = () => {
    if (lines.length > 0) elements.push(h('p', {}, lines.join('\n')));
    lines = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const heading = /^#+\s*(.*)$/.exec(line)?.[1];
    if (heading !== undefined || line.trim() === '') endParagraph();
    else lines.push(line);
    if (heading) elements.push(h('h2', {}, heading));
  }
  endParagraph();
  return elements;
}

async function start() {
  try {
    const answer = await fetch('/terms.txt', { credentials: 'omit', redirect: 'error' }).catch(() => null);
    if (!answer?.ok) throw new ApiError(answer?.status ?? 0, 'offline');
    const title = t('terms.title');
    const elements = elementsOf(await answer.text());
    show(`${title} – ${t('app.name')}`, h('article', { class: 'prose', dir: 'auto' }, h('h1', {}, title), ...elements));
  } catch (error) {
    showEnd(endOf(error), { error });
  }
}

void start();
