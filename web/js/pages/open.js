// The page of the recipient: says what a link will do, and takes a view only when the button is pressed.
import { newLease, openLink, ready } from '../core/door.js';
import { bytes, duration, moment, number, percent } from '../text/formats.js';
import { spoken, t } from '../text/text.js';
import { ApiError, call } from '../transfer/api.js';
import { claim, dropLease, recallLease } from '../transfer/lease.js';
import { strainsMemory, sweep } from '../transfer/scratch.js';
import { h, mark } from '../ui/h.js';
import { redrawWith, show } from '../ui/page.js';
import { countdown } from '../ui/parts.js';
import { now } from '../ui/time.js';
import { endOf, endOfState, showEnd } from './ends.js';
import { addFooterLinks, addNoWasmLine } from './footer.js';
import { Viewer } from './open_viewer.js';
import { Reportable, ReportDialog } from './report.js';

/** @typedef {{state: string, expires_at: number, views_left: number | null, size: number, password: import('../core/types.js').PasswordParams | null, tracked: boolean, hint: string | null}} Grant */
/** @typedef {{from: string, says: string}} Hint */

/** What a hint says, as far as it can be believed to be text. @param {Record<string, unknown>} hint @returns {Hint} */
function readHint(hint) {
  const from = typeof hint['from'] === 'string' ? hint['from'].replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 60).trim() : '';
  const [files, size] = [hint['files'], hint['bytes']];
  const what = typeof files === 'number' && files > 0 ? t(hint['kind'] === 'pictures' ? 'app.pictures' : 'app.files', { n: files }) : hint['kind'] === 'message' ? t('send.note') : '';
  const much = typeof size === 'number' && size > 0 ? bytes(size) : '';
  return { from, says: what && much ? t('app.filesSize', { files: what, size: much }) : what || much };
}

/** The question before a view is taken. */
class Gate {
  /**
   * @param {import('../core/types.js').Link} link
   * @param {Grant} grant
   * @param {Record<string, unknown> | null} hint
   * @param {Reportable} about
   * @param {string} [typed] the password so far
   */
  constructor(link, grant, hint, about, typed = '') {
    this.link = link;
    this.about = about;
    this.grant = grant;
    this.redraw = () => new Gate(link, grant, hint, about, this.password.value);
    const said = hint && readHint(hint);
    this.from = said?.from ?? '';
    this.password = h('input', { type: 'password', id: 'password', dir: 'auto', autocomplete: 'off', spellcheck: 'false', required: true, 'aria-describedby': 'password-help wrong' });
    const resuming = (recallLease(link.grant)?.until ?? 0) > now();
    this.terms = costs(grant, resuming);
    this.password.value = typed;
    this.wrong = h('p', { class: 'wrong', id: 'wrong', role: 'alert', hidden: true });
    this.label = h('span', {}, t(resuming ? 'open.resume' : 'open.open'));
    this.press = h('button', { type: 'submit', class: 'button main wide', 'aria-describedby': 'costs' }, this.label);
    this.costs = h('p', { class: 'costs', id: 'costs' }, this.terms);
    this.strain = h('p', { class: 'costs', role: 'note', hidden: true }, t('open.inMemory', { size: bytes(grant.size) }));
    const form = h(
      'form',
      { class: 'gate', novalidate: true, onsubmit: (/** @type {Event} */ event) => this.submit(event) },
      grant.password &&
        h('div', { class: 'field' }, h('label', { for: 'password' }, t('open.password')), this.password, h('p', { class: 'help', id: 'password-help' }, t('open.passwordHelp'))),
      this.wrong,
      this.press,
      this.costs,
      this.strain,
    );
    const title = this.from ? t('open.titleFrom', { from: this.from }) : t('open.title');
    show(
      `${title} – ${t('app.name')}`,
      h('section', { class: 'opening' }, mark('large'), h('h1', {}, title), h('p', { class: 'lead' }, t(resuming ? 'open.resumeLead' : 'open.lead')), this.facts(said), form),
    );
    redrawWith(this.redraw);
    void strainsMemory(grant.size).then((strains) => (this.strain.hidden = !strains));
  }

  /** @param {Hint | null} hint */
  facts(hint) {
    const { views_left: left, size, expires_at: expires, tracked } = this.grant;
    const rows = [
      ...(hint?.says ? [[t('open.claimed'), hint.says]] : []),
      ...(hint?.says ? [] : [[t('open.size'), t('open.sizeAbout', { size: bytes(size) })]]),
      [t('open.views'), left === null ? t('open.viewsAny') : left > 1 ? t('open.viewsLeft', { count: number(left) }) : t('open.viewsLast')],
      [t('open.expiry'), h('span', {}, countdown(expires, (time) => t('open.expiryIn', { time })), h('small', {}, moment(expires)))],
      [t('open.tracked'), t(tracked ? 'open.trackedYes' : 'open.trackedNo')],
    ];
    return h('dl', { class: 'facts' }, ...rows.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))));
  }

  /** @param {Event} event */
  submit(event) {
    event.preventDefault();
    if (this.press.getAttribute('aria-disabled') === 'true') return;
    if (this.grant.password && this.password.value === '') this.complain(t('open.passwordEmpty'));
    else void this.open();
  }

  /** @param {string} why */
  complain(why) {
    this.busy(null);
    this.wrong.hidden = false;
    this.wrong.textContent = why;
    this.password.setAttribute('aria-invalid', 'true');
    this.password.focus();
    this.password.select();
  }

  /** @param {string | null} words what goes on; null when it is over */
  busy(words) {
    this.hold(words !== null);
    this.press.classList.toggle('busy', words !== null);
    this.costs.textContent = words ?? this.terms;
    if (words !== null) this.wrong.hidden = true;
  }

  /** @param {boolean} isHeld can it not be pressed now? */
  hold(isHeld) {
    this.press.setAttribute('aria-disabled', String(isHeld));
    redrawWith(isHeld ? null : this.redraw);
  }

  async open() {
    const { link, grant } = this;
    try {
      this.busy(t(grant.password ? 'open.unlocking' : 'open.claiming'));
      const access = await link.unlock(grant.password && this.password.value, grant.password, (done) =>
        this.busy(t('app.progress', { percent: percent(done), title: t('open.unlocking') })));
      this.busy(t('open.claiming'));
      const lease = recallLease(link.grant) ?? { ...(await newLease()), until: 0 };
      const claimed = await claim(link.grant, access.accessToken, lease, () => this.busy(t('end.offline')));
      const receiver = await access.receive({ header: claimed.header, size: claimed.size, partSize: claimed.part_size });
      if (claimed.views_left === 0) this.about.end();
      else this.about.password = grant.password && this.password.value;
      await new Viewer(link.grant, lease.token, claimed, receiver, this.from).run();
    } catch (error) {
      this.failed(error);
    }
  }

  /** @param {unknown} error */
  failed(error) {
    const code = error instanceof ApiError ? error.code : '';
    if (code === 'token-wrong' && this.grant.password) return this.complain(t('open.wrong'));
    if (code === 'too-many-attempts') return this.slow(/** @type {ApiError} */ (error).retryAfter ?? 5);
    if (code === 'lease-ended') dropLease(this.link.grant);
    showEnd(endOf(error), { error });
  }

  /** Too many wrong passwords: waits with the reader. @param {number} seconds */
  slow(seconds) {
    const words = (/** @type {string} */ time) => t('open.slow', { time });
    this.complain('');
    this.hold(true);
    // Said once: each second would be read out.
    this.wrong.replaceChildren(h('span', { class: 'unseen' }, words(duration(seconds))), h('span', { 'aria-hidden': 'true' }, countdown(now() + seconds, words)));
    setTimeout(() => {
      this.wrong.hidden = true;
      this.hold(false);
    }, seconds * 1000);
  }
}

/** What pressing the button uses up. @param {Grant} grant @param {boolean} resuming */
function costs(grant, resuming) {
  if (resuming) return t('open.costsResumed');
  if (grant.views_left === null) return t('open.costsNone');
  return grant.views_left > 1 ? t('open.costs', { count: number(grant.views_left) }) : t('open.costsLast');
}

/** What the operator offers at the foot of the page. @param {Reportable} [about] */
async function offer(about) {
  const offers = await call('GET', '/info').catch(() => null);
  if (offers) addFooterLinks(offers, about && ((recipient) => new ReportDialog(about, recipient).show()));
}

async function start() {
  // Another link pasted over this one is another page.
  addEventListener('hashchange', () => location.reload());
  const past = history.state;
  if (location.hash === '' && past?.end) {
    await spoken;
    void offer(past.grant && new Reportable(past.grant, null));
    return showEnd(endOfState(past.end));
  }
  /** @type {Reportable | undefined} */
  let about;
  try {
    const [noWasm] = await Promise.all([ready('open'), spoken]);
    if (noWasm) addNoWasmLine();
    const link = await openLink(location.hash);
    /** @type {Grant} */
    const grant = await call('GET', `/grants/${link.grant}`);
    const opens = grant.state === 'live' && grant.views_left !== 0;
    about = new Reportable(link.grant, opens ? location.hash.slice(1) : null);
    if (grant.state !== 'live') return showEnd(endOfState(grant.state));
    if (grant.views_left === 0 && !recallLease(link.grant)) return showEnd('taken');
    const hint = grant.hint ? /** @type {Record<string, unknown>} */ (await link.openHint(grant.hint)) : null;
    new Gate(link, grant, hint, about);
  } catch (error) {
    await spoken;
    showEnd(endOf(error), { error });
  } finally {
    void offer(about);
  }
}

void start();
void sweep();
