// The page of the terms: the operator's plain text in paragraphs; lines that begin with # are headings.
import { spoken, t } from '../text/text.js';
import { ApiError } from '../transfer/api.js';
import { h } from '../ui/h.js';
import { redrawWith, show } from '../ui/page.js';
import { endOf, showEnd } from './ends.js';

/** @param {string} text */
function elementsOf(text) {
  /** @type {HTMLElement[]} */
  const elements = [];
  /** @type {string[]} */
  let lines = [];
  const endParagraph = () => {
    if (lines.length > 0) elements.push(h('p', { dir: 'auto' }, lines.join('\n')));
    lines = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const heading = /^#+\s*(.*)$/.exec(line)?.[1];
    if (heading !== undefined || line.trim() === '') endParagraph();
    else lines.push(line);
    if (heading) elements.push(h('h2', { dir: 'auto' }, heading));
  }
  endParagraph();
  return elements;
}

/** @param {HTMLElement[]} elements */
function showTerms(elements) {
  const title = t('terms.title');
  show(`${title} – ${t('app.name')}`, h('article', { class: 'prose' }, h('h1', {}, title), ...elements));
  redrawWith(() => showTerms(elements));
}

async function start() {
  try {
    const answer = await fetch('/terms.txt', { credentials: 'omit', redirect: 'error' }).catch(() => null);
    if (!answer?.ok) throw new ApiError(answer?.status ?? 0, 'offline');
    showTerms(elementsOf(await answer.text()));
  } catch (error) {
    showEnd(endOf(error), { error });
  }
}

void spoken.then(start);
