// The tree's own sources, as the tidy tests read them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Every file that git tracks or would track. @returns {string[]} */
export function files() {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return [...new Set(listed.split('\n'))].filter((name) => name && existsSync(join(root, name)));
}

/** @param {string} name @returns {string} */
export const read = (name) => readFileSync(join(root, name), 'utf8');

/** Is it text that people write? @param {string} name */
export const isSource = (name) =>
  /\.(cc|h|js|mjs|css|html|cmake|sh)$|^tools\/[^.]+$|^\.ci\/run$/.test(name) &&
  !name.startsWith('tests/fuzz/corpus/');

/** The files of the tree that a C++ source includes. @param {string} name @returns {string[]} */
export function includes(name) {
  return [...read(name).matchAll(/^#include "([^"]+)"/gm)].map((match) => String(match[1]));
}

/** The modules that a JavaScript module imports, from the root of the tree. @param {string} name @returns {string[]} */
export function imports(name) {
  const found = read(name).matchAll(/(?:^|\s)(?:import|export)\s[^;'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'/gm);
  return [...found]
    .map((match) => String(match[1] ?? match[2]))
    .map((target) => (target.startsWith('/') ? `web${target}` : normalize(join(dirname(name), target))));
}
