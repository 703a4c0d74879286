// The page of the owner: how a drop stands, what has happened to it, and what can still be changed.
import { openOwner, ready } from '../core/door.js';
import { bytes, moment, zone } from '../text/formats.js';
import { spoken, t } from '../text/text.js';
import { ApiError, call } from '../transfer/api.js';
import { h, icon } from '../ui/h.js';
import { redrawWith, show } from '../ui/page.js';
import { announce, button, countdown, statePage } from '../ui/parts.js';
import { local, now, seconds } from '../ui/time.js';
import { endOf, showEnd } from './ends.js';
import { addFooterLinks, addNoWasmLine } from './footer.js';
import { GrantCard } from './manage_grant.js';
import { burn } from './burn.js';

/** @typedef {import('./manage_grant.js').GrantState} GrantState */
/** @typedef {{state: string, created_at: number, expires_at: number, size: number, track: boolean, grants: GrantState[], events: string[]}} Drop */

const kPollMs = 5000;

/** How each end reads to who brought it about. @type {Record<string, {icon: import('../ui/h.js').IconName, title: import('../text/text.js').TextKey, body: import('../text/text.js').TextKey}>} */
const kEnds = {
  viewed: { icon: 'eye', title: 'manage.viewed', body: 'manage.viewedBody' },
  expired: { icon: 'clock', title: 'manage.expired', body: 'manage.expiredBody' },
  burned: { icon: 'flame', title: 'manage.burned', body: 'manage.burnedBody' },
  removed: { icon: 'alert', title: 'end.removed', body: 'end.removedBody' },
};

/** @type {Record<string, import('../text/text.js').TextKey>} */
const kEvents = { view: 'manage.event.view', done: 'manage.event.done', lapsed: 'manage.event.lapsed', denied: 'manage.event.denied' };

class Manager {
  /**
   * @param {import('../core/types.js').Owner} owner
   * @param {{expires_in_max: number, max_views: number}} limits
   */
  constructor(owner, limits) {
    this.owner = owner;
    this.limits = limits;
    /** @type {Map<string, GrantCard>} */
    this.cards = new Map();
    this.last = '';
    this.lastAt = now();
    this.ended = false;
    this.heading = h('h1', {}, t('manage.title'));
    this.label = h('bdi', {});
    this.left = h('div', { class: 'left' });
    this.stale = h('p', { class: 'notice', role: 'status', hidden: true });
    this.links = h('div', { class: 'stack' });
    this.events = h('ol', { class: 'events' });
    this.eventsHelp = h('p', { class: 'help' });
    this.exact = h('input', { type: 'datetime-local', id: 'exact', required: true });
    this.wrong = h('p', { class: 'wrong', role: 'alert', hidden: true });
    this.element = h(
      'section',
      { class: 'manage' },
      h('div', { class: 'top' }, h('div', {}, this.heading, h('p', { class: 'label' }, this.label)), button(t('manage.burn'), () => void this.burn(), { kind: 'danger', icon: 'flame' })),
      this.stale,
      h('div', { class: 'card' }, this.left, this.expiryForm()),
      this.links,
      h('section', { class: 'card' }, h('h2', {}, t('manage.events')), this.events, this.eventsHelp),
    );
  }

  show() {
    show(`${t('manage.title')} – ${t('app.name')}`, this.element);
    redrawWith(() => this.translate());
  }

  /** The same drop in the words of another language. */
  async translate() {
    const other = new Manager(this.owner, this.limits);
    [other.last, other.lastAt] = [this.last, this.lastAt];
    await other.update(JSON.parse(this.last));
    if (other.ended) return;
    other.show();
    void other.watch();
  }

  expiryForm() {
    return h(
      'form',
      { class: 'change', novalidate: true, onsubmit: (/** @type {Event} */ event) => void this.extend(event) },
      h('label', { for: 'exact' }, t('manage.extend', { zone: zone() })),
      h('div', { class: 'joined' }, this.exact, h('button', { type: 'submit', class: 'button plain' }, t('manage.extendSave'))),
      this.wrong,
    );
  }

  /** @param {string} method @param {string} [path] @param {object} [body] */
  call(method, path = '', body) {
    return call(method, `/drops/${this.owner.drop}${path}`, { token: this.owner.ownerToken, ...(body ? { body } : {}) });
  }

  /** Asks how it stands, and shows what has changed. */
  async refresh() {
    try {
      /** @type {Drop} */
      const drop = await this.call('GET');
      this.lastAt = now();
      this.stale.hidden = true;
      const text = JSON.stringify(drop);
      if (text !== this.last) await this.update(drop);
      this.last = text;
    } catch (error) {
      if (error instanceof ApiError && error.code === 'drop-gone') return this.end(error.reason ?? '', []);
      if (!(error instanceof ApiError && error.passing) || this.last === '') throw error;
      this.stale.textContent = t('manage.stale', { time: moment(this.lastAt) });
      this.stale.hidden = false;
    }
  }

  /** @param {Drop} drop */
  async update(drop) {
    if (drop.state in kEnds) return this.end(drop.state, drop.events);
    const events = await this.eventLines(drop.events);
    this.heading.textContent = t(standing(drop));
    this.left.replaceChildren(
      icon('clock'),
      h('div', {}, h('strong', {}, countdown(drop.expires_at, (time) => t('manage.left', { time }))), h('small', {}, t('manage.leftAt', { time: moment(drop.expires_at) }))),
      h('small', { class: 'made' }, `${t('manage.made', { time: moment(drop.created_at) })} · ${t('manage.size', { size: bytes(drop.size) })}`),
    );
    if (document.activeElement !== this.exact) this.exact.value = local(drop.expires_at);
    this.exact.min = local(now() + 60);
    this.exact.max = local(now() + this.limits.expires_in_max);
    await this.grants(drop.grants);
    this.events.replaceChildren(...events);
    this.events.hidden = events.length === 0;
    this.eventsHelp.hidden = events.length > 0;
    this.eventsHelp.textContent = t(drop.track ? 'manage.eventsNone' : 'manage.eventsOff');
  }

  /** @param {GrantState[]} grants */
  async grants(grants) {
    for (const grant of grants) {
      let card = this.cards.get(grant.grant);
      if (!card) {
        card = new GrantCard(grant, await this.readNote(grant.note), this.limits.max_views, (maxViews) => this.limit(grant.grant, maxViews));
        this.cards.set(grant.grant, card);
        this.links.append(card.element);
        this.label.textContent ||= card.label;
      }
      card.update(grant);
    }
  }

  /** @param {string | null} sealed @returns {Promise<{label?: string, link?: string}>} */
  async readNote(sealed) {
    try {
      return sealed ? await this.owner.openNote(sealed) : {};
    } catch {
      return {};
    }
  }

  /** The newest first. @param {string[]} events sealed */
  async eventLines(events) {
    const lines = await Promise.all(events.map((sealed) => this.eventLine(sealed)));
    return lines.reverse();
  }

  /** @param {string} sealed */
  async eventLine(sealed) {
    try {
      const event = /** @type {{t: number, kind: string}} */ (await this.owner.openEvent(sealed));
      const at = h('time', { datetime: new Date(event.t * 1000).toISOString() }, moment(event.t));
      return h('li', { 'data-kind': event.kind }, h('span', {}, t(kEvents[event.kind] ?? 'manage.event.bad')), at);
    } catch {
      return h('li', {}, t('manage.event.bad'));
    }
  }

  /** @param {string} grant @param {number} maxViews */
  async limit(grant, maxViews) {
    await this.call('PATCH', `/grants/${grant}`, { max_views: maxViews });
    await this.refresh();
  }

  /** @param {Event} event */
  async extend(event) {
    event.preventDefault();
    const at = seconds(this.exact);
    const latest = now() + this.limits.expires_in_max;
    this.wrong.hidden = at >= now() + 60 && at <= latest;
    this.wrong.textContent = t('send.expiryBad', { latest: moment(latest) });
    if (!this.wrong.hidden) return this.exact.focus();
    try {
      const changed = await this.call('PATCH', '', { expires_at: at });
      announce(t('manage.extended', { time: moment(changed.expires_at) }));
      await this.refresh();
    } catch (error) {
      showEnd(endOf(error), { error });
    }
  }

  burn() {
    return burn(this.owner, { burned: () => (this.ended = true), kept: () => location.reload() });
  }

  /** @param {string} state @param {string[]} events sealed */
  async end(state, events) {
    this.ended = true;
    const end = kEnds[state];
    if (!end) return showEnd('internal');
    const actions = [h('a', { class: 'button main', href: '/' }, t('done.another'))];
    const page = statePage({ icon: end.icon, title: t(end.title), body: [t(end.body)], actions });
    page.dataset['end'] = state;
    const list = events.length > 0 && h('section', { class: 'card' }, h('h2', {}, t('manage.events')), h('ol', { class: 'events' }, ...(await this.eventLines(events))));
    show(`${t(end.title)} – ${t('app.name')}`, page, list);
    redrawWith(() => this.end(state, events));
  }

  /** Looks again from time to time, while somebody looks. */
  async watch() {
    try {
      while (!this.ended && this.element.isConnected) {
        await new Promise((resolve) => setTimeout(resolve, kPollMs));
        if (document.visibilityState === 'visible' && !this.ended && this.element.isConnected) await this.refresh();
      }
    } catch (error) {
      showFailure(error);
    }
  }
}

/** How a drop that has not ended stands. @param {Drop} drop @returns {import('../text/text.js').TextKey} */
function standing({ state, grants }) {
  if (state === 'open') return 'manage.state.open';
  if (!grants.some((grant) => grant.views > 0)) return 'manage.state.live';
  return grants.every((grant) => grant.max_views > 0 && grant.views >= grant.max_views) ? 'manage.state.taken' : 'manage.state.opened';
}

/** @param {unknown} error */
function showFailure(error) {
  const wrongToken = error instanceof ApiError && error.code === 'token-wrong';
  showEnd(wrongToken ? 'ownerWrong' : endOf(error), { error });
}

async function start() {
  addEventListener('hashchange', () => location.reload());
  try {
    const [noWasm] = await Promise.all([ready('owner'), spoken]);
    if (noWasm) addNoWasmLine();
    const owner = await openOwner(location.hash);
    const info = await call('GET', '/info');
    addFooterLinks(info);
    const manager = new Manager(owner, info.limits);
    await manager.refresh();
    if (manager.ended) return;
    manager.show();
    await manager.watch();
  } catch (error) {
    await spoken;
    showFailure(error);
  }
}

void start();
