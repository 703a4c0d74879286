// The frame of tools/bench: what it makes of samples, where it writes them, what its pages are served.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { kSections, parse, withSection } from './run.mjs';
import { startSite } from './site.mjs';
import { format, gateTable, isReached, markdown, median, speedTable } from './table.mjs';

test('numbers keep three digits, or all of them', () => {
  assert.deepEqual([1.234, 12.34, 1234.5, 3, 1_000_000, NaN, 'as it is'].map(format), ['1.23', '12.3', '1,235', '3', '1,000,000', '–', 'as it is']);
  assert.equal(median([5, 1, 3]), 3);
});

test('ratios are ours to theirs, bests with bests', () => {
  const { rows } = speedTable('', 'MB/s', { ours: [10, 30, 20], theirs: [10, 5, 8] }, 'ours');
  assert.deepEqual(rows, [['ours', 30, 20, 1, 1, 3], ['theirs', 10, 8, 3, 2.5, 3]]);
});

test('a gate is reached at its bound, and what was not measured reaches none', () => {
  const gates = [{ measured: 2.5, atLeast: 2.5 }, { measured: 2.4, atLeast: 2.5 }, { measured: 17, atMost: 17 }, { measured: 18, atMost: 17 }, { measured: NaN, atLeast: 1 }];
  assert.deepEqual(gates.map((gate) => isReached({ name: '', ...gate })), [true, false, true, false, false]);
  const text = markdown(gateTable([{ name: 'a', measured: 2.4, atLeast: 2.5 }]));
  assert.match(text, /^\| a +\| ≥ 2\.50 \| +2\.40 \| \*\*not reached\*\* \|$/m);
});

test('each section has its place in docs/benchmarks.md, and is written there', () => {
  const page = readFileSync(new URL('../../docs/benchmarks.md', import.meta.url), 'utf8');
  for (const section of kSections) {
    const once = withSection(page, section, 'new text');
    assert.match(once, /-->\nnew text\n<!--/);
    assert.equal(withSection(once, section, 'new text'), once);
  }
  assert.throws(() => withSection('a page without marks', 'core', ''));
});

test('the command line', () => {
  assert.deepEqual(parse([]), { quick: false, million: false, write: false, sections: kSections });
  assert.deepEqual(parse(['core', '--quick']), { quick: true, million: false, write: false, sections: ['core'] });
  assert.throws(() => parse(['--fast']), /usage/);
  assert.throws(() => parse(['nothing']), /usage/);
});

test('the measuring pages see this tree and the packages, and nothing else', async () => {
  const site = await startSite();
  try {
    const status = async (/** @type {string} */ path) => (await fetch(new URL(path, site.url))).status;
    assert.equal(await status('js/core/loader.js'), 200);
    assert.equal(await status('js/core/seal.wasm'), 200);
    assert.equal(await status('package.json'), 404);
    assert.equal(await status('web/%2e%2e/package.json'), 404);
  } finally {
    await site.close();
  }
});
