// Burning a drop: the question before it, and the page after it.
import { t } from '../text/text.js';
import { call } from '../transfer/api.js';
import { h } from '../ui/h.js';
import { redrawWith, show } from '../ui/page.js';
import { announce, confirm, statePage } from '../ui/parts.js';
import { endOf, showEnd } from './ends.js';

/**
 * Asks, burns, and says so.
 * @param {string} drop
 * @param {string} ownerToken
 * @returns {Promise<boolean>} whether it was burned
 */
export async function burn(drop, ownerToken) {
  const sure = await confirm({ title: t('burn.title'), body: t('burn.body'), yes: t('burn.confirm'), no: t('burn.keep') });
  if (!sure) return false;
  try {
    await call('DELETE', `/drops/${drop}`, { token: ownerToken });
    announce(t('burned.title'));
    showBurned();
    return true;
  } catch (error) {
    showEnd(endOf(error), { error, again: () => void burn(drop, ownerToken), own: false });
    return false;
  }
}

function showBurned() {
  const another = h('a', { class: 'button main', href: '/' }, t('done.another'));
  const page = statePage({ icon: 'flame', title: t('burned.title'), body: [t('burned.body')], actions: [another] });
  page.dataset['end'] = 'burned-by-me';
  show(`${t('burned.title')} – ${t('app.name')}`, page);
  redrawWith(showBurned);
}
