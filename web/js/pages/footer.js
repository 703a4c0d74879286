// What an operator may add to the footer: terms, and on the recipient's page a way to report.
import { t } from '../text/text.js';
import { h } from '../ui/h.js';
import { inEachLanguage } from '../ui/page.js';

/** @typedef {{features: string[], report_recipient: string | null}} Offers of GET /info */

/**
 * @param {Offers} offers
 * @param {(recipient: string) => void} [report] where there is something to report
 */
export function addFooterLinks({ features, report_recipient: recipient }, report) {
  const canReport = report && recipient && features.includes('reports');
  const line = h('p', { class: 'links' });
  inEachLanguage(() => {
    line.replaceChildren();
    if (canReport) line.append(h('button', { type: 'button', class: 'link', onclick: () => report(recipient) }, t('report.open')));
    if (features.includes('terms')) line.append(h('a', { href: '/terms' }, t('terms.title')));
  });
  if (line.hasChildNodes()) document.querySelector('footer .motto')?.after(line);
}
