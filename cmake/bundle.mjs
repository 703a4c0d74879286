// Joins each script and stylesheet that a page names with what it imports, by esbuild: a file that is asked for costs a turn of the line.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild-wasm';

/** What a page names in its own source is found in its HTML; these are named in scripts. */
const kWorkers = ['js/core/worker.js'];
/** Served as they stand: a page has the texts before the rest, and only those of one language. */
const kTexts = 'js/text/';
const kNamedByPages = /<(?:script|link rel="stylesheet")[^>]* (?:src|href)="\/([^"]+)"/g;

/** @param {string} web @returns {string[]} */
function entries(web) {
  const pages = readdirSync(web).filter((name) => name.endsWith('.html'));
  const named = pages.flatMap((name) => [...readFileSync(join(web, name), 'utf8').matchAll(kNamedByPages)].map((match) => String(match[1])));
  return [...new Set([...named, ...kWorkers])].filter((name) => !name.startsWith(kTexts)).sort();
}

/** @param {string} web @returns {import('esbuild-wasm').Plugin} */
const textsApart = (web) => ({
  name: 'texts-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^\.{1,2}\// }, ({ path, resolveDir, kind }) => {
      const name = resolve(resolveDir, path).slice(web.length + 1);
      return kind !== 'entry-point' && name.startsWith(kTexts) ? { path: `/${name}`, external: true } : null;
    });
  },
});

/** @param {string} folder the pages' @returns {Promise<Map<string, Buffer>>} by path, under the names that pages know them by; not minified, so that they can be read */
export async function bundles(folder) {
  const web = resolve(folder);
  const { outputFiles } = await build({
    absWorkingDir: dirname(web),
    entryPoints: entries(web).map((name) => join(web, name)),
    outbase: web,
    outdir: web,
    write: false,
    bundle: true,
    format: 'esm',
    target: 'esnext',
    charset: 'utf8',
    logLevel: 'warning',
    plugins: [textsApart(web)],
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(web.length), Buffer.from(contents)]));
}
