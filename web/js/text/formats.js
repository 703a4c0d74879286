// Numbers, sizes, times and dates, as the reader's language writes them.

/** @typedef {Pick<import('./languages.js').Language, 'units' | 'between'>} Habits */

let locale = 'en';
/** @type {Habits} */
let habits = { units: 'short', between: ' ' };

/** @param {string} tag @param {Habits} ways */
export function useLocale(tag, ways) {
  locale = tag;
  habits = ways;
}

/** Each of them costs as much to make as a hundred uses of it. @type {Map<string, Intl.NumberFormat>} */
const made = new Map();

/** @param {Intl.NumberFormatOptions} [options] */
function inNumbers(options) {
  const key = JSON.stringify([locale, options]);
  const format = made.get(key) ?? new Intl.NumberFormat(locale, options);
  made.set(key, format);
  return format;
}

/** @param {number} value @returns {string} */
export const number = (value) => inNumbers().format(value);

/** @param {number} share from 0 to 1 @returns {string} */
export const percent = (share) => inNumbers({ style: 'percent', maximumFractionDigits: 0 }).format(share);

const kUnits = /** @type {const} */ (['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']);

/** A size with two or three digits that matter. @param {number} size in bytes @returns {string} */
export function bytes(size) {
  const power = Math.min(kUnits.length - 1, size < 1000 ? 0 : Math.floor(Math.log10(size) / 3));
  const value = size / 1000 ** power;
  return unbroken(inNumbers({
    style: 'unit',
    unit: kUnits[power],
    unitDisplay: power === 0 ? 'long' : 'short',
    maximumFractionDigits: power === 0 || value >= 100 ? 0 : 1,
  }).format(value));
}

/** No line ends between a number and what it counts. @param {string} words */
const unbroken = (words) => words.replaceAll(' ', '\u00a0');

/** @param {number} value @param {string} unit @param {'long' | 'short'} display */
const unit = (value, unit, display) => unbroken(inNumbers({ style: 'unit', unit, unitDisplay: display }).format(value));

/** @param {string} large @param {[number, string]} small */
const two = (large, small) => large + habits.between + unit(...small, habits.units);

/**
 * How long, in words: round where it is far (`3 days`), exact where it is near (`4 min 20 sec`).
 * @param {number} seconds
 * @returns {string}
 */
export function duration(seconds) {
  const left = Math.max(0, Math.floor(seconds));
  const [days, hours, minutes] = [Math.floor(left / 86400), Math.floor((left % 86400) / 3600), Math.floor((left % 3600) / 60)];
  if (days >= 3 || (days > 0 && hours === 0)) return unit(days, 'day', 'long');
  if (days > 0) return two(unit(days, 'day', 'long'), [hours, 'hour']);
  if (hours > 0) return minutes === 0 ? unit(hours, 'hour', 'long') : two(unit(hours, 'hour', habits.units), [minutes, 'minute']);
  if (minutes > 0) return left % 60 === 0 ? unit(minutes, 'minute', 'long') : two(unit(minutes, 'minute', habits.units), [left % 60, 'second']);
  return unit(left, 'second', 'long');
}

/** A span that somebody chose, in the unit they think in: `24 hours`, not `1 day`. @param {number} seconds @returns {string} */
export const span = (seconds) => (seconds === 86400 ? unit(24, 'hour', 'long') : duration(seconds));

/**
 * In the reader's own time zone, but always in the Gregorian calendar: it is the one in which the pages' fields ask for times.
 * @param {number} seconds since 1970
 * @returns {string}
 */
export function moment(seconds) {
  const format = new Intl.DateTimeFormat(locale, { calendar: 'gregory', weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' });
  const parts = format.formatToParts(seconds * 1000);
  return parts.map(({ value }, at) => (parts[at + 1]?.type === 'dayPeriod' ? unbroken(value) : value)).join('');
}

/** The reader's time zone, as people write it. @returns {string} */
export function zone() {
  const parts = new Intl.DateTimeFormat(locale, { timeZoneName: 'short' }).formatToParts();
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
}
