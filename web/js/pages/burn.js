// Burning a drop: the question before it, and the page after it.
import { t } from '../text/text.js';
import { call } from '../transfer/api.js';
import { h } from '../ui/h.js';
import { redrawWith, show } from '../ui/page.js';
import { announce, confirm, statePage } from '../ui/parts.js';
import { endOf, showEnd } from './ends.js';

/** @typedef {{drop: string, ownerToken: string}} Owned */
/** `kept`: leads back to the page where it was to be burned. @typedef {{burned: () => void, kept: () => void}} Ways */

/** Asks, burns, and says so. @param {Owned} owned @param {Ways} ways */
export async function burn(owned, ways) {
  const sure = await confirm({ title: t('burn.title'), body: t('burn.body'), yes: t('burn.confirm'), no: t('burn.keep') });
  if (sure) await burnSurely(owned, ways);
}

/** @param {Owned} owned @param {Ways} ways */
async function burnSurely(owned, ways) {
  try {
    await call('DELETE', `/drops/${owned.drop}`, { token: owned.ownerToken });
  } catch (error) {
    return showEnd(endOf(error), { error, again: () => void burnSurely(owned, ways), keep: ways.kept, own: false });
  }
  ways.burned();
  announce(t('burned.title'));
  showBurned();
}

function showBurned() {
  const another = h('a', { class: 'button main', href: '/' }, t('done.another'));
  const page = statePage({ icon: 'flame', title: t('burned.title'), body: [t('burned.body')], actions: [another] });
  page.dataset['end'] = 'burned-by-me';
  show(`${t('burned.title')} – ${t('app.name')}`, page);
  redrawWith(showBurned);
}
