// A strict reader of Prometheus' text format, version 0.0.4: whatever a scraper could stumble over is an error.
import assert from 'node:assert/strict';

const kName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const kSample = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})? (\S+)$/;
const kLabel = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/y;

/**
 * @typedef {object} Sample
 * @property {string} name
 * @property {Record<string, string>} labels
 * @property {number} value
 * @typedef {object} Family
 * @property {string} type
 * @property {string} help
 * @property {Sample[]} samples
 */

/** @param {string} text */
function parseLabels(text) {
  /** @type {Record<string, string>} */
  const labels = {};
  kLabel.lastIndex = 0;
  while (kLabel.lastIndex < text.length) {
    const found = kLabel.exec(text);
    assert.ok(found, `labels: ${text}`);
    assert.ok(!(String(found[1]) in labels), `a label twice: ${text}`);
    labels[String(found[1])] = String(found[2]);
  }
  return labels;
}

/** @param {string} text */
function parseValue(text) {
  if (text === '+Inf') return Infinity;
  assert.match(text, /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i);
  return Number(text);
}

/** Buckets grow, end at +Inf with the count, and have a sum. @param {string} name @param {Sample[]} samples */
function checkHistogram(name, samples) {
  /** @type {Map<string, Sample[]>} */
  const series = new Map();
  for (const sample of samples) {
    const { le, ...others } = sample.labels;
    assert.equal(le !== undefined, sample.name === `${name}_bucket`);
    const key = JSON.stringify(others);
    series.set(key, [...(series.get(key) ?? []), sample]);
  }
  for (const each of series.values()) {
    const buckets = each.filter((sample) => sample.name === `${name}_bucket`);
    const count = each.find((sample) => sample.name === `${name}_count`);
    assert.ok(count && each.some((sample) => sample.name === `${name}_sum`), name);
    buckets.reduce((before, sample) => {
      assert.ok(parseValue(String(sample.labels['le'])) > before.le && sample.value >= before.value, name);
      return { le: parseValue(String(sample.labels['le'])), value: sample.value };
    }, { le: -Infinity, value: 0 });
    assert.equal(buckets.at(-1)?.labels['le'], '+Inf');
    assert.equal(buckets.at(-1)?.value, count.value);
  }
}

/** Every family by its name. @param {string} text @returns {Map<string, Family>} */
export function parseMetrics(text) {
  assert.ok(text.endsWith('\n'), 'the last line ends');
  /** @type {Map<string, Family>} */
  const families = new Map();
  let current = '';
  const seen = new Set();
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line);
    if (comment) {
      const [, kind, name = '', rest = ''] = comment;
      assert.match(name, kName);
      if (kind === 'HELP') {
        assert.ok(!families.has(name), `${name} in two places`);
        families.set(name, { type: '', help: rest, samples: [] });
        current = name;
      } else {
        assert.equal(name, current);
        assert.match(rest, /^(counter|gauge|histogram)$/);
        Object.assign(families.get(name) ?? {}, { type: rest });
      }
      continue;
    }
    const found = kSample.exec(line);
    assert.ok(found, `not a sample: ${line}`);
    const [, name = '', labels = '', value = ''] = found;
    const family = families.get(current);
    const suffixes = family?.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    assert.ok(suffixes.some((suffix) => name === current + suffix), `${name} in ${current}`);
    assert.ok(!seen.has(name + labels), `twice: ${line}`);
    seen.add(name + labels);
    family?.samples.push({ name, labels: parseLabels(labels), value: parseValue(value) });
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family.samples);
  return families;
}

/**
 * The sum of all samples of a family that have these labels; of a histogram, of its counts.
 * @param {Map<string, Family>} families @param {string} name @param {Record<string, string>} [labels]
 */
export function sumOf(families, name, labels = {}) {
  const family = families.get(name);
  assert.ok(family, `no ${name}`);
  return family.samples
    .filter((sample) => sample.name === (family.type === 'histogram' ? `${name}_count` : name))
    .filter((sample) => Object.entries(labels).every(([label, value]) => sample.labels[label] === value))
    .reduce((sum, sample) => sum + sample.value, 0);
}
