// What the sender gets: the link, the manage link, and the ways on from here.
import { t } from '../text/text.js';
import { h, icon, mark } from '../ui/h.js';
import { redrawWith, show } from '../ui/page.js';
import { button, linkField } from '../ui/parts.js';
import { qrCode } from '../ui/qr.js';
import { burn } from './burn.js';
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
    mark('large'),
    h('h1', {}, t('done.title')),
    h('p', { class: 'says' }, sentence({ ...choice, expiry: { expires_at: expiresAt } })),
    h(
      'div',
      { class: 'card handover' },
      linkField({ id: 'link', label: t('done.link'), help: t(choice.password === null ? 'done.linkHelp' : 'done.linkPassword'), value: link, main: true, oncopy }),
      qrCode(link),
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
