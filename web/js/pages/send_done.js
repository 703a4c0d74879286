// What the sender gets: the link, the manage link, and the ways on from here.
import { t } from '../text/text.js';
import { call } from '../transfer/api.js';
import { h, icon } from '../ui/h.js';
import { redrawWith, show } from '../ui/page.js';
import { announce, button, confirm, linkField, statePage } from '../ui/parts.js';
import { endOf, showEnd } from './ends.js';
import { sentence } from './send_options.js';

/**
 * @param {import('../core/types.js').Sender} sender
 * @param {import('./send_options.js').Choice} choice
 * @param {number} expiresAt seconds since 1970
 */
export function showDone(sender, choice, expiresAt) {
  const { drop, ownerToken } = sender;
  const link = `${location.origin}/d#${sender.grant.fragment}`;
  const manage = `${location.origin}/m#${sender.ownerFragment}`;
  sender.close();
  // The links exist nowhere else, so leaving before one was taken is asked about.
  const taken = new AbortController();
  const oncopy = () => taken.abort();
  addEventListener('beforeunload', (event) => event.preventDefault(), { signal: taken.signal });
  const draw = () => {
    show(`${t('done.title')} – ${t('app.name')}`, page());
    redrawWith(draw);
  };
  const page = () => h(
    'section',
    { class: 'done' },
    h('h1', {}, t('done.title')),
    h('p', { class: 'says' }, sentence({ ...choice, expiry: { expires_at: expiresAt } })),
    h(
      'div',
      { class: 'card handover' },
      linkField({ id: 'link', label: t('done.link'), help: t(choice.password === null ? 'done.linkHelp' : 'done.linkPassword'), value: link, main: true, oncopy }),
    ),
    h(
      'div',
      { class: 'card' },
      linkField({ id: 'manage', label: t('done.manage'), help: t('done.manageHelp'), value: manage, oncopy }),
      h('a', { class: 'button plain', href: manage, target: '_blank', rel: 'noopener' }, icon('eye'), h('span', {}, t('done.manageOpen'))),
    ),
    h(
      'div',
      { class: 'row apart' },
      h('a', { class: 'button plain', href: '/' }, icon('plus'), h('span', {}, t('done.another'))),
      button(t('done.burn'), () => void burn(drop, ownerToken).then((burned) => burned && taken.abort()), { kind: 'danger', icon: 'flame' }),
    ),
  );
  draw();
}

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
