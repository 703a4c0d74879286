// Puts a link right whose # a mail gateway has rewritten as %23, after saying what that means.
import { spoken, t } from '../text/text.js';
import { h } from '../ui/h.js';
import { redrawWith, show } from '../ui/page.js';
import { statePage } from '../ui/parts.js';

const kBent = /^\/([dm])%23(1[\w-]{43})/;

const [, page = 'd', fragment = ''] = kBent.exec(location.pathname) ?? [];
const mended = `/${page}#${fragment}`;

function showBent() {
  const go = h('a', { class: 'button main', href: mended }, t('bent.go'));
  go.addEventListener('click', (event) => {
    event.preventDefault();
    // Replaced, so that the path with the key in it does not stay in the history.
    location.replace(mended);
  });
  show(
    `${t('bent.title')} – ${t('app.name')}`,
    statePage({
      icon: 'alert',
      tone: 'bad',
      title: t('bent.title'),
      body: [t('bent.body'), t(page === 'm' ? 'bent.bodyOwner' : 'bent.body2')],
      actions: [go],
    }),
  );
  // That the server never has the key is not true of this one.
  document.querySelector('.motto')?.replaceChildren();
  redrawWith(showBent);
}

void spoken.then(showBent);
