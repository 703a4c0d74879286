// What the sections of tools/bench make of their samples: best, median, ratios and gates, as Markdown tables.
import { quantile } from '../load/client.mjs';

/**
 * @typedef {string | number} Cell
 * @typedef {{title: string, note?: string, head: string[], rows: Cell[][]}} Table
 * @typedef {{name: string, measured: number, atLeast?: number, atMost?: number}} Gate with one of the two bounds
 * @typedef {{tables: Table[], gates: Gate[]}} Report what a section's `measure` gives
 * @typedef {(options: {quick: boolean, million: boolean, say: (progress: string) => void}) => Promise<Report>} Measure
 */

/** @param {number[]} values */
export const median = (values) => quantile(values, 0.5);
/** @param {number[]} values */
export const largest = (values) => values.reduce((most, value) => Math.max(most, value), -Infinity);
/** @param {number[]} values */
export const smallest = (values) => values.reduce((least, value) => Math.min(least, value), Infinity);

/** Three digits; all of them from a hundred on. @param {Cell} cell */
export function format(cell) {
  if (typeof cell === 'string') return cell;
  if (!Number.isFinite(cell)) return '–';
  if (Number.isInteger(cell) || Math.abs(cell) >= 100) return Math.round(cell).toLocaleString('en-US');
  return cell.toFixed(Math.abs(cell) >= 10 ? 1 : 2);
}

/**
 * Speeds under each other, and how many times faster `ours` is, best against best and median against median.
 * @param {string} title @param {string} unit as in MB/s
 * @param {Record<string, number[]>} samples by name, more is faster @param {string} ours
 * @returns {Table}
 */
export function speedTable(title, unit, samples, ours) {
  const own = samples[ours] ?? [];
  const rows = Object.entries(samples).map(([name, values]) => [
    name,
    largest(values),
    median(values),
    name === ours ? 1 : largest(own) / largest(values),
    name === ours ? 1 : median(own) / median(values),
    values.length,
  ]);
  return { title, note: `Ratios: ${ours} / this one.`, head: ['', `best, ${unit}`, `median, ${unit}`, 'ratio of bests', 'ratio of medians', 'samples'], rows };
}

/** @param {Gate} gate */
export const isReached = ({ measured, atLeast = -Infinity, atMost = Infinity }) => measured >= atLeast && measured <= atMost;

/** @param {Gate[]} gates @returns {Table} */
export const gateTable = (gates) => ({
  title: 'Gates',
  head: ['gate', 'wanted', 'measured', ''],
  rows: gates.map((gate) => [
    gate.name,
    gate.atLeast === undefined ? `≤ ${format(gate.atMost ?? NaN)}` : `≥ ${format(gate.atLeast)}`,
    gate.measured,
    isReached(gate) ? 'reached' : '**not reached**',
  ]),
});

/** Reads well on a terminal too. @param {Table} table */
export function markdown({ title, note, head, rows }) {
  const lines = [head, ...rows.map((row) => row.map(format))];
  const widths = head.map((_, column) => largest(lines.map((line) => line[column]?.length ?? 0)));
  const isNumber = head.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const pad = (/** @type {string} */ text, /** @type {number} */ i) => (isNumber[i] ? text.padStart(widths[i] ?? 0) : text.padEnd(widths[i] ?? 0));
  const write = (/** @type {string[]} */ line) => `| ${line.map(pad).join(' | ')} |`;
  const rule = widths.map((width, i) => (isNumber[i] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  const [first = [], ...others] = lines;
  return [`**${title}**`, '', ...(note ? [note, ''] : []), write(first), write(rule), ...others.map(write)].join('\n');
}

/** @param {Report} report */
export const reportText = ({ tables, gates }) => [...tables, ...(gates.length > 0 ? [gateTable(gates)] : [])].map(markdown).join('\n\n');
