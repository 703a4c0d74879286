// docs/design.md against the stylesheet and the tests: its colours, their contrast, and the pictures it names.
import assert from 'node:assert/strict';
import test from 'node:test';
import { files, read } from './tree.mjs';

const page = read('docs/design.md');
const styles = read('web/css/base.css');

/** @typedef {[string, string]} Pair light, dark */

/** @returns {Map<string, Pair>} */
function coloursOf() {
  const found = styles.matchAll(/^ {2}(--[\w-]+): light-dark\((#\w{6}), (#\w{6})\);/gm);
  return new Map([...found].map(([, name, light, dark]) => [String(name), [String(light), String(dark)]]));
}

/** @param {string} hex */
function luminance(hex) {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255).map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** By WCAG 2. @param {string} one @param {string} other */
function contrast(one, other) {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

test('the design page has the colours of the stylesheet, all and no other', () => {
  const rows = [...page.matchAll(/^\| `(--[\w-]+)` \| (#\w{6}) \| (#\w{6}) \|/gm)].map(([, name, light, dark]) => [name, [light, dark]]);
  assert.deepEqual(rows, [...coloursOf()]);
});

test('browsers without light-dark() have the same colours', () => {
  const themes = read('web/css/older.css').split('@media (prefers-color-scheme: dark)');
  const [light, dark] = themes.map((rules) => [...rules.matchAll(/^ +(--[\w-]+): (#\w{6});/gm)].map(([, name, colour]) => [name, colour]));
  const wanted = [...coloursOf()];
  assert.deepEqual(light, wanted.map(([name, [colour]]) => [name, colour]));
  assert.deepEqual(dark, wanted.map(([name, [, colour]]) => [name, colour]));
});

test('the contrast that the design page tells is what the colours have, and enough', () => {
  const colours = coloursOf();
  const rows = [...page.matchAll(/^\| `(--[\w-]+)` \| `(--[\w-]+)` \| ([\d.]+) \| ([\d.]+) \|/gm)];
  assert.ok(rows.length > 10);
  for (const [, colour = '', on = '', ...told] of rows) {
    const least = ['--edge', '--glow'].includes(colour) ? 3 : 4.5;
    for (const theme of /** @type {const} */ ([0, 1])) {
      const ratio = contrast(colours.get(colour)?.[theme] ?? '', colours.get(on)?.[theme] ?? '');
      assert.equal(ratio.toFixed(1), told[theme], `${colour} on ${on}`);
      assert.ok(ratio >= least, `${colour} on ${on}: ${ratio}`);
    }
  }
});

test('each state that the design page names is pictured by a test', () => {
  const tests = files().filter((name) => /^tests\/browser\/\w+\.test\.mjs$/.test(name)).map(read).join('\n');
  const states = page.slice(page.indexOf('## States'));
  const names = [...states.matchAll(/`([\w-]+)`/g)].map((match) => String(match[1]));
  assert.ok(names.length > 30);
  const pictured = (/** @type {string} */ name) => tests.includes(`'${name}'`) || (name.startsWith('end-') && tests.includes(`'${name.slice(4)}'`));
  assert.deepEqual(names.filter((name) => !pictured(name)), []);
});
