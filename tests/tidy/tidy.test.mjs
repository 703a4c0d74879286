// The tree against its own rules: lengths, first lines, words that must not be in it, what pages may contain.
import assert from 'node:assert/strict';
import test from 'node:test';
import { files, isSource, read } from './tree.mjs';

const all = files();
const sources = all.filter(isSource);
const kLinesMax = 400;

// Spelt in pieces, so that this file does not find itself.
const kBannedWords = [
  ['TO', 'DO'],
  ['FIX', 'ME'],
  ['X', 'XX'],
  ['/wo', 'rk/main'],
  ['/wo', 'rk/shared'],
  ['\\.lib', 'rary/'],
  ['deb\\.deb', 'ian\\.org'],
  ['security\\.deb', 'ian\\.org'],
  ['registry\\.npm', 'js'],
].map((pieces) => new RegExp(pieces.join('')));

test('no file is longer than its limit', () => {
  const long = sources.map((name) => [name, read(name).split('\n').length - 1]).filter(([, lines]) => Number(lines) > kLinesMax);
  assert.deepEqual(long, []);
});

test('every source says in its first line what it is for', () => {
  const silent = sources.filter((name) => {
    const lines = read(name).split('\n');
    const first = lines[0]?.startsWith('#!') || /^<!doctype/i.test(lines[0] ?? '') ? lines[1] : lines[0];
    return !/^(\/\/|\/\*|#|<!--) ?\S/.test(first ?? '');
  });
  assert.deepEqual(silent, []);
});

test('no word that must not be in the tree', () => {
  const found = [];
  for (const name of all.filter((file) => isSource(file) || /\.(md|json|txt|lock)$/.test(file))) {
    for (const word of kBannedWords) {
      if (name !== 'package-lock.json' && word.test(read(name))) found.push(`${name}: ${word.source}`);
    }
  }
  assert.deepEqual(found, []);
});

test('no third-party source and no built file is tracked', () => {
  const foreign = all.filter((name) => /\.(wasm|min\.js|min\.css|o|a|so|tar|gz|xz|zip)$|(^|\/)(node_modules|vendor|third_party)\//.test(name));
  assert.deepEqual(foreign, []);
});

test('lock files name no host', () => {
  const lock = read('package-lock.json');
  assert.doesNotMatch(lock, /"resolved"/);
  for (const [name, entry] of Object.entries(JSON.parse(lock).packages)) {
    if (name) assert.ok(/** @type {{integrity?: string}} */ (entry).integrity, `${name} has no hash`);
  }
});

test('pages carry no inline code, no inline style and load nothing from elsewhere', () => {
  const bad = [];
  for (const name of all.filter((file) => /^web\/.*\.html$/.test(file))) {
    const page = read(name);
    if (/<script(?![^>]*\ssrc=)[^>]*>/.test(page)) bad.push(`${name}: inline script`);
    if (/<style|\sstyle=|\son[a-z]+=/.test(page)) bad.push(`${name}: inline style or handler`);
    if (/\b(src|href)="(https?:)?\/\//.test(page)) bad.push(`${name}: another host`);
  }
  assert.deepEqual(bad, []);
});

test('modules write no markup from strings', () => {
  const bad = all
    .filter((name) => /^web\/.*\.js$/.test(name))
    .filter((name) => /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function/.test(read(name)));
  assert.deepEqual(bad, []);
});
