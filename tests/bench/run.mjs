// What tools/bench runs once all is built: measures sections, prints their tables, and with --write keeps them in docs/benchmarks.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { describeHost } from './host.mjs';
import { isReached, reportText } from './table.mjs';

/** In the order of the page. */
export const kSections = ['core', 'page', 'large', 'photos', 'server', 'growth'];
const kFlags = ['--quick', '--million', '--write'];
const kPage = new URL('../../docs/benchmarks.md', import.meta.url);

/** @param {string} section */
const marks = (section) => [`<!-- ${section}: written by tools/bench -->`, `<!-- ${section} ends -->`];

/** The page with another text between a section's marks. @param {string} page @param {string} section @param {string} text */
export function withSection(page, section, text) {
  const [begin = '', end = ''] = marks(section);
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/benchmarks.md has no place for ${section}`);
  return `${page.slice(0, from + begin.length)}\n${text}\n${page.slice(to)}`;
}

/** @param {string[]} words of the command line */
export function parse(words) {
  const flags = words.filter((word) => word.startsWith('--'));
  const named = words.filter((word) => !word.startsWith('--'));
  const unknown = [...flags.filter((flag) => !kFlags.includes(flag)), ...named.filter((name) => !kSections.includes(name))];
  if (unknown.length > 0) throw new Error(`usage: tools/bench [${[...kFlags, ...kSections].join('] [')}]`);
  const [quick = false, million = false, write = false] = kFlags.map((flag) => flags.includes(flag));
  return { quick, million, write, sections: named.length > 0 ? named : kSections };
}

/** @param {string} section @param {{quick: boolean, million: boolean}} options */
async function runSection(section, { quick, million }) {
  const began = Date.now();
  const say = (/** @type {string} */ progress) => console.error(`${section}: ${progress}`);
  /** @type {{measure: import('./table.mjs').Measure}} */
  const { measure } = await import(`./${section}.mjs`);
  const report = await measure({ quick, million, say });
  say(`took ${Math.round((Date.now() - began) / 1000)} s`);
  const command = ['tools/bench', ...(quick ? ['--quick'] : []), ...(million ? ['--million'] : []), section].join(' ');
  return { report, text: `\`${command}\`, ${new Date().toISOString().slice(0, 10)}: ${describeHost()}\n\n${reportText(report)}` };
}

async function main() {
  const { write, sections, ...options } = parse(process.argv.slice(2));
  const gates = [];
  for (const section of sections) {
    const { report, text } = await runSection(section, options);
    console.log(`\n## ${section}\n\n${text}`);
    gates.push(...report.gates);
    if (write) writeFileSync(kPage, withSection(readFileSync(kPage, 'utf8'), section, text));
  }
  console.log(`\n${gates.filter(isReached).length} of ${gates.length} gates reached`);
}

if (process.argv[1] === import.meta.filename) await main();
