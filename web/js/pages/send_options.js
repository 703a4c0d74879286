// How long, how often, with which password: the sender's choices, and the sentence that says what they come to.
import { moment, number, span, zone } from '../text/formats.js';
import { t } from '../text/text.js';
import { h, icon } from '../ui/h.js';
import { button } from '../ui/parts.js';
import { local, now, seconds } from '../ui/time.js';
import { strength } from './password_strength.js';
import { recall, remember } from './send_memory.js';

const kExpiries = [300, 3600, 86400, 7 * 86400];
const kViews = [1, 3, 10];
/** Letters and digits that nobody confuses; 16 of them are 78 bits. */
const kPasswordLetters = 'abcdefghjkmnpqrstuvwxyz23456789';
const kPasswordLength = 16;

const kStrengths = /** @type {const} */ ({ weak: 'send.passwordWeak', fair: 'send.passwordFair', strong: 'send.passwordStrong' });

/** @typedef {{expires_in_max: number, max_views: number}} Limits */

/**
 * What was chosen.
 * @typedef {object} Choice
 * @property {{expires_in: number} | {expires_at: number}} expiry
 * @property {number} maxViews 0 for no limit
 * @property {string | null} password
 * @property {boolean} track
 * @property {{from: string} | null} hint
 */

/**
 * A row of choices of which one holds.
 * @param {string} name
 * @param {string} legend
 * @param {{value: string, label: string}[]} choices
 * @param {string} chosen
 * @param {...Node} more
 */
function choices(name, legend, choices, chosen, ...more) {
  return h(
    'fieldset',
    {},
    h('legend', {}, legend),
    h(
      'div',
      { class: 'segments' },
      ...choices.map(({ value, label }) =>
        h('label', {}, h('input', { type: 'radio', name, value, checked: value === chosen }), h('span', {}, label)),
      ),
    ),
    ...more,
  );
}

/** @param {string} name @param {string} label @param {string} help @param {...Node} more shown while it is on */
function toggle(name, label, help, ...more) {
  const body = h('div', { class: 'more', id: `${name}-more` }, ...more);
  const box = h('input', { type: 'checkbox', role: 'switch', name, 'aria-labelledby': `${name}-label`, 'aria-describedby': `${name}-help` });
  return h(
    'div',
    { class: 'toggle' },
    h('label', {}, h('span', {}, h('span', { id: `${name}-label` }, label), h('small', { id: `${name}-help` }, help)), box),
    more.length > 0 && body,
  );
}

export class Options {
  /**
   * @param {Limits} limits
   * @param {{expires_in: number, max_views: number}} defaults
   * @param {() => void} onchange
   */
  constructor(limits, defaults, onchange) {
    this.limits = limits;
    this.exact = h('input', { type: 'datetime-local', id: 'exact', name: 'exact', min: local(now() + 60), max: local(now() + limits.expires_in_max) });
    this.exact.value = local(now() + defaults.expires_in);
    this.count = h('input', { type: 'number', id: 'count', name: 'count', min: 1, max: limits.max_views, step: 1, value: 5, inputmode: 'numeric' });
    this.password = h('input', { type: 'password', id: 'password', name: 'password', dir: 'auto', autocomplete: 'new-password', spellcheck: 'false', 'aria-describedby': 'password-help password-strength' });
    this.strength = h('p', { class: 'strength', id: 'password-strength' });
    this.from = h('input', { type: 'text', id: 'from', name: 'from', maxlength: 60, autocomplete: 'name', dir: 'auto' });
    this.form = h('form', { class: 'options', novalidate: true });
    this.fold = h('details', { class: 'settings' }, h('summary', {}, h('span', {}, t('send.settings')), icon('down')), h('div', { class: 'fields' }, this.viewsField(defaults), this.expiryField(defaults), ...this.toggles()));
    this.form.append(this.fold);
    this.recall();
    this.unfold();
    this.form.addEventListener('input', () => {
      this.refresh();
      onchange();
    });
    this.refresh();
  }

  /** Folded only where room is short: there the sentence alone says what holds, and two taps make a link. */
  unfold() {
    const wide = matchMedia('(min-width: 60rem)');
    const open = () => (this.fold.open ||= wide.matches);
    wide.addEventListener('change', open);
    open();
  }

  /** Takes up what was chosen last, as far as this server allows it. */
  recall() {
    const { views, count, expiry, track } = recall();
    if (Number.isInteger(count)) this.count.value = String(count);
    for (const [name, value] of [['views', views], ['expiry', expiry]]) {
      const radio = [...this.form.querySelectorAll(`[name="${name}"]`)].find((input) => input instanceof HTMLInputElement && input.value === value);
      if (radio instanceof HTMLInputElement) radio.checked = true;
    }
    const told = this.form.querySelector('[name="track"]');
    if (told instanceof HTMLInputElement) told.checked = track === true;
  }

  /** An exact time is of no use another day. */
  remember() {
    const expiry = this.picked('expiry');
    remember({ views: this.picked('views'), count: this.count.valueAsNumber, track: this.isOn('track'), ...(expiry === 'exact' ? {} : { expiry }) });
  }

  /** @param {{max_views: number}} defaults */
  viewsField(defaults) {
    const fitting = kViews.filter((count) => count <= this.limits.max_views);
    this.countField = h('div', { class: 'field inline' }, h('label', { for: 'count' }, t('send.viewsCustomLabel')), this.count);
    return choices(
      'views',
      t('send.views'),
      [
        ...fitting.map((count) => ({ value: String(count), label: count === 1 ? t('send.viewsOnce') : number(count) })),
        { value: 'custom', label: t('send.viewsCustom') },
        { value: '0', label: t('send.viewsAny') },
      ],
      fitting.includes(defaults.max_views) || defaults.max_views === 0 ? String(defaults.max_views) : '1',
      this.countField,
    );
  }

  /** @param {{expires_in: number}} defaults */
  expiryField(defaults) {
    const fitting = kExpiries.filter((seconds) => seconds <= this.limits.expires_in_max);
    this.exactField = h('div', { class: 'field inline' }, h('label', { for: 'exact' }, t('send.expiryExactLabel', { zone: zone() })), this.exact);
    return choices(
      'expiry',
      t('send.expiry'),
      [...fitting.map((seconds) => ({ value: String(seconds), label: span(seconds) })), { value: 'exact', label: t('send.expiryExact') }],
      String(fitting.includes(defaults.expires_in) ? defaults.expires_in : (fitting.at(-1) ?? 'exact')),
      this.exactField,
    );
  }

  /** Takes over what was chosen in others, which differ only in their words. @param {Options} others */
  adopt(others) {
    const theirs = others.inputs();
    for (const [index, input] of this.inputs().entries()) {
      const { checked, value } = theirs[index] ?? input;
      if (input.type === 'radio' || input.type === 'checkbox') input.checked = checked;
      else input.value = value;
    }
    if (others.password.type === 'text') this.reveal(true);
    this.fold.open = others.fold.open;
    this.refresh();
  }

  inputs() {
    return [...this.form.querySelectorAll('input')];
  }

  toggles() {
    const seen = button(t('send.passwordShow'), () => this.reveal(this.password.type === 'password'), { kind: 'plain', icon: 'eye' });
    seen.setAttribute('aria-pressed', 'false');
    this.seen = seen;
    const suggest = button(t('send.passwordSuggest'), () => this.suggest(), { kind: 'plain', icon: 'dice' });
    return [
      toggle(
        'locked',
        t('send.password'),
        t('send.passwordHelp'),
        h('div', { class: 'field' }, h('label', { for: 'password', class: 'unseen' }, t('send.password')), h('div', { class: 'joined' }, this.password, seen, suggest), this.strength),
      ),
      toggle('track', t('send.track'), t('send.trackHelp')),
      toggle(
        'hint',
        t('send.hint'),
        t('send.hintHelp'),
        h('div', { class: 'field' }, h('label', { for: 'from' }, t('send.hintFrom')), this.from),
      ),
    ];
  }

  /** @param {boolean} shown */
  reveal(shown) {
    this.password.type = shown ? 'text' : 'password';
    this.seen?.setAttribute('aria-pressed', String(shown));
    this.seen?.lastElementChild?.replaceChildren(t(shown ? 'send.passwordHide' : 'send.passwordShow'));
  }

  suggest() {
    this.password.value = randomPassword();
    this.reveal(true);
    this.password.dispatchEvent(new Event('input', { bubbles: true }));
    this.password.select();
  }

  /** @param {string} name @returns {string} of the radio that is on */
  picked(name) {
    return String(new FormData(this.form).get(name) ?? '');
  }

  /** @param {string} name */
  isOn(name) {
    return new FormData(this.form).has(name);
  }

  refresh() {
    const how = strength(this.password.value);
    this.strength.dataset['how'] = how;
    this.strength.hidden = how === 'none';
    this.strength.textContent = how === 'none' ? '' : t(kStrengths[how]);
    if (this.countField) this.countField.hidden = this.picked('views') !== 'custom';
    if (this.exactField) this.exactField.hidden = this.picked('expiry') !== 'exact';
    for (const name of ['locked', 'hint']) {
      const more = this.form.querySelector(`#${name}-more`);
      if (more instanceof HTMLElement) more.hidden = !this.isOn(name);
    }
  }

  /** The first field whose value cannot be used, with the reason. @returns {{field: HTMLInputElement, why: string} | null} */
  fault() {
    const views = this.maxViews;
    if (!Number.isInteger(views) || views < 0 || views > this.limits.max_views || (views === 0 && this.picked('views') === 'custom')) {
      return { field: this.count, why: t('send.viewsBad', { max: number(this.limits.max_views) }) };
    }
    const at = seconds(this.exact);
    const latest = now() + this.limits.expires_in_max;
    if (this.picked('expiry') === 'exact' && !(at >= now() + 60 && at <= latest)) {
      return { field: this.exact, why: t('send.expiryBad', { latest: moment(latest) }) };
    }
    if (this.isOn('locked') && this.password.value === '') return { field: this.password, why: t('send.passwordEmpty') };
    return null;
  }

  get maxViews() {
    const picked = this.picked('views');
    return picked === 'custom' ? this.count.valueAsNumber : Number(picked);
  }

  /** @returns {Choice} */
  choice() {
    const expiry = this.picked('expiry');
    return {
      expiry: expiry === 'exact' ? { expires_at: seconds(this.exact) } : { expires_in: Number(expiry) },
      maxViews: this.maxViews,
      password: this.isOn('locked') ? this.password.value : null,
      track: this.isOn('track'),
      hint: this.isOn('hint') ? { from: this.from.value.trim() } : null,
    };
  }
}

/** What a choice comes to, in one sentence. @param {Choice} choice @returns {string} */
export function sentence(choice) {
  const { expiry, maxViews } = choice;
  const times = maxViews === 1 ? t('send.saysOnce') : t('send.saysTimes', { n: maxViews || 0 });
  const when = 'expires_in' in expiry ? t('send.saysIn', { time: span(expiry.expires_in) }) : t('send.saysAt', { time: Number.isNaN(expiry.expires_at) ? '…' : moment(expiry.expires_at) });
  const says = t('send.says', {
    views: maxViews === 0 ? t('send.saysAny') : times,
    when,
    password: t(choice.password === null ? 'send.saysNoPassword' : 'send.saysPassword'),
  });
  return choice.track ? t('send.saysTracked', { says }) : says;
}

/** Four groups of four, each letter equally likely. */
function randomPassword() {
  const letters = [];
  const fair = 256 - (256 % kPasswordLetters.length);
  while (letters.length < kPasswordLength) {
    const [byte = 255] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < fair) letters.push(kPasswordLetters[byte % kPasswordLetters.length]);
  }
  return letters.join('').replace(/(.{4})(?=.)/g, '$1-');
}
