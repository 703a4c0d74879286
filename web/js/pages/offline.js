// The page that the service worker shows where there is no network.
import { spoken, t } from '../text/text.js';
import { redrawWith, show } from '../ui/page.js';
import { button, statePage } from '../ui/parts.js';

const kAgainMs = 5000;

/** Browsers know whether there is a network, but not whether the server is there. */
async function comeBack() {
  const there = await fetch('/healthz', { cache: 'no-store' }).then(() => true, () => false);
  if (there) location.reload();
}

function draw() {
  const again = button(t('app.retry'), () => location.reload(), { kind: 'main' });
  const page = statePage({ icon: 'cloud', tone: 'bad', title: t('end.offline'), body: [t('end.offlineBody')], actions: [again] });
  page.dataset['end'] = 'offline';
  show(`${t('end.offline')} – ${t('app.name')}`, page);
  redrawWith(draw);
}

void spoken.then(draw);
addEventListener('online', () => void comeBack());
setInterval(() => void comeBack(), kAgainMs);
