// What the sender gets: the link, the password for another way, the manage link to keep, and the ways on from here.
import { moment } from '../text/formats.js';
import { t } from '../text/text.js';
import { h, icon, mark } from '../ui/h.js';
import { redrawWith, show } from '../ui/page.js';
import { acknowledge, button, linkField } from '../ui/parts.js';
import { qrCode } from '../ui/qr.js';
import { local, now } from '../ui/time.js';
import { burn } from './burn.js';
import { sentence } from './send_options.js';

/** How long a download may take to begin before its address is let go. */
const kRevokeMs = 60_000;

/**
 * @param {import('../core/types.js').Sender} sender
 * @param {import('./send_options.js').Choice} choice
 * @param {number} expiresAt seconds since 1970
 */
export function showDone(sender, choice, expiresAt) {
  const { drop, ownerToken } = sender;
  const madeAt = now();
  const link = `${location.origin}/d#${sender.grant.fragment}`;
  const manage = `${location.origin}/m#${sender.ownerFragment}`;
  sender.close();
  // The links exist nowhere else, so leaving before one was taken is asked about.
  const taken = new AbortController();
  const oncopy = () => taken.abort();
  addEventListener('beforeunload', (event) => event.preventDefault(), { signal: taken.signal });
  const draw = () => {
    const page = h(
      'section',
      { class: 'done' },
      mark('large'),
      h('h1', {}, t('done.title')),
      h('p', { class: 'says' }, sentence({ ...choice, expiry: { expires_at: expiresAt } })),
      linkCard(link, choice.password !== null, oncopy),
      choice.password !== null && passwordCard(choice.password),
      manageCard(manage, madeAt, oncopy),
      h(
        'div',
        { class: 'row apart' },
        h('a', { class: 'button plain', href: '/' }, icon('plus'), h('span', {}, t('done.another'))),
        button(t('done.burn'), () => void burn({ drop, ownerToken }, { burned: () => taken.abort(), kept: draw }), { kind: 'danger', icon: 'flame' }),
      ),
    );
    show(`${t('done.title')} – ${t('app.name')}`, page);
    redrawWith(draw);
  };
  draw();
}

/** @param {string} link @param {boolean} isLocked @param {() => void} oncopy */
const linkCard = (link, isLocked, oncopy) =>
  h(
    'div',
    { class: 'card handover' },
    linkField({ id: 'link', label: t('done.link'), help: t(isLocked ? 'done.linkPassword' : 'done.linkHelp'), value: link, main: true, oncopy }),
    qrCode(link),
  );

/** A suggested one has been seen nowhere else. @param {string} password */
const passwordCard = (password) => h('div', { class: 'card' }, linkField({ id: 'told', label: t('done.password'), help: t('done.passwordHelp'), value: password }));

/** @param {string} manage @param {number} madeAt seconds since 1970 @param {() => void} oncopy */
function manageCard(manage, madeAt, oncopy) {
  const keep = button(t('done.keep'), () => {
    saveText(`mayfly-${local(madeAt).slice(0, 10)}.txt`, `${t('done.keepFile', { time: moment(madeAt) })}\n${manage}\n`);
    oncopy();
    acknowledge(keep, t('view.savedShort'));
  }, { icon: 'save' });
  const visit = h('a', { class: 'button plain', href: manage, target: '_blank', rel: 'noopener' }, icon('eye'), h('span', {}, t('done.manageOpen')));
  return h('div', { class: 'card' }, linkField({ id: 'manage', label: t('done.manage'), help: t('done.manageHelp'), value: manage, oncopy }), h('div', { class: 'row' }, keep, visit));
}

/** @param {string} name @param {string} text */
function saveText(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), kRevokeMs);
}
