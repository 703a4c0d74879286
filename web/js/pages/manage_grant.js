// One link of a drop: how often it was opened, the link itself, and its limit.
import { number } from '../text/formats.js';
import { t } from '../text/text.js';
import { ApiError } from '../transfer/api.js';
import { h } from '../ui/h.js';
import { announce, linkField } from '../ui/parts.js';
import { endOf, showEnd } from './ends.js';

/** @typedef {{grant: string, state: string, max_views: number, views: number, leases: number, created_at: number, password: object | null, note: string | null}} GrantState */

export class GrantCard {
  /**
   * @param {GrantState} grant
   * @param {{label?: string, link?: string}} note
   * @param {number} most that the server allows as a limit
   * @param {(maxViews: number) => Promise<void>} change
   */
  constructor(grant, note, most, change) {
    this.label = typeof note.label === 'string' ? note.label : '';
    this.most = most;
    this.change = change;
    const id = `limit-${grant.grant}`;
    this.count = h('strong', {});
    this.used = h('progress', { 'aria-hidden': true });
    this.now = h('small', {});
    this.wrong = h('p', { class: 'wrong', role: 'alert', hidden: true });
    this.input = h('input', { id, type: 'number', min: 0, max: most, step: 1, inputmode: 'numeric', 'aria-describedby': `${id}-help` });
    const link = note.link
      ? linkField({ id: `link-${grant.grant}`, label: t('manage.links'), help: t(grant.password ? 'done.linkPassword' : 'done.linkHelp'), value: `${location.origin}/d#${note.link}` })
      : h('p', { class: 'help' }, t('manage.noLink'));
    this.element = h(
      'section',
      { class: 'card grant' },
      h('div', { class: 'count' }, this.count, this.used, this.now),
      link,
      h(
        'form',
        { class: 'change', novalidate: true, onsubmit: (/** @type {Event} */ event) => void this.submit(event) },
        h('label', { for: id }, t('manage.limit')),
        h('div', { class: 'joined' }, this.input, h('button', { type: 'submit', class: 'button plain' }, t('manage.limitSave'))),
        h('p', { class: 'help', id: `${id}-help` }, t('manage.limitHelp')),
        this.wrong,
      ),
    );
  }

  /** @param {GrantState} grant */
  update(grant) {
    const { views, max_views: max, leases } = grant;
    this.count.textContent = max === 0 ? t('manage.viewsAny', { n: views }) : t('manage.views', { views: number(views), max: number(max) });
    this.used.hidden = max === 0;
    this.used.max = Math.max(1, max);
    this.used.value = views;
    const words = [leases > 0 && t('manage.leases', { n: leases }), grant.password && t('manage.hasPassword')];
    this.now.textContent = words.filter(Boolean).join(' · ');
    if (document.activeElement !== this.input) this.input.value = String(max);
  }

  /** @param {Event} event */
  async submit(event) {
    event.preventDefault();
    const max = this.input.valueAsNumber;
    this.wrong.hidden = Number.isInteger(max) && max >= 0 && max <= this.most;
    this.wrong.textContent = t('send.viewsBad', { max: number(this.most) });
    if (!this.wrong.hidden) return this.input.focus();
    try {
      await this.change(max);
      announce(max === 0 ? t('manage.limitSavedAny') : t('manage.limitSaved', { max: number(max) }));
    } catch (error) {
      if (error instanceof ApiError && error.code === 'drop-gone') location.reload();
      else showEnd(endOf(error), { error });
    }
  }
}
