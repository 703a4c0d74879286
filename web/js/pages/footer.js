// What may be added to the footer: an operator's terms, a way to report on the recipient's page, and that there is no WebAssembly.
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
  const line = document.querySelector('footer .links');
  /** @type {Element[]} */
  let offered = [];
  inEachLanguage(() => {
    for (const link of offered) link.remove();
    // Beside the page, which may show what cannot be had again.
    offered = [
      ...(canReport ? [h('button', { type: 'button', class: 'link', onclick: () => report(recipient) }, t('report.open'))] : []),
      ...(features.includes('terms') ? [h('a', { href: '/terms', target: '_blank', rel: 'noopener' }, t('terms.title'))] : []),
    ];
    line?.append(...offered);
  });
}

/** Says in one quiet line that the core runs without WebAssembly. */
export function addNoWasmLine() {
  const line = h('p', { class: 'no-wasm' });
  inEachLanguage(() => line.replaceChildren(t('app.noWasm')));
  document.querySelector('footer .motto')?.after(line);
}
