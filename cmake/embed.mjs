// Writes site_assets.cc: every served file, scripts and stylesheets joined, with gzip and brotli copies where they are smaller.
// usage: node embed.mjs OUTPUT_FOLDER PAGES_FOLDER WEB_FOLDER [MODULE]...
// PAGES_FOLDER gets each as a server gives it, to be read and compared.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { bundles } from './bundle.mjs';

const kServedTypes = new Set(['.css', '.html', '.ico', '.js', '.json', '.png', '.svg', '.txt', '.webmanifest']);
/** Of the lock file, each with its licence beside it. */
const kLibraries = { '/js/lib/lean-qr.js': 'lean-qr/nano.mjs', '/js/lib/lean-qr.txt': 'lean-qr/LICENSE' };
/** What a page never asks for by itself: it is in a bundle. */
const kJoined = /^\/(css|js\/(core|pages|transfer|ui))\//;
const kWorthIt = 0.9;

const packages = join(dirname(fileURLToPath(import.meta.url)), '../node_modules');

const [output, shown, web, ...modules] = process.argv.slice(2);
if (!output || !shown || !web) throw new Error('usage: node embed.mjs OUTPUT_FOLDER PAGES_FOLDER WEB_FOLDER [MODULE]...');

/** @returns {Promise<[string, Buffer][]>} by path */
async function servedFiles() {
  const found = await bundles(web);
  for (const name of readdirSync(String(web), { recursive: true, encoding: 'utf8' })) {
    if (kServedTypes.has(extname(name)) && !kJoined.test(`/${name}`)) found.set(`/${name}`, readFileSync(join(String(web), name)));
  }
  for (const file of modules) found.set(`/js/core/${basename(file)}`, readFileSync(file));
  for (const [path, file] of Object.entries(kLibraries)) found.set(path, readFileSync(join(packages, file)));
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** @type {string[]} */
const symbols = [];

/** Writes a copy where the assembler finds it. @param {Buffer} bytes @returns {string} the C++ expression for it */
function embed(bytes) {
  const symbol = `mayfly_site_${symbols.length}`;
  const file = join(String(output), symbol);
  writeFileSync(file, bytes);
  symbols.push(`asm(".pushsection .rodata\\n${symbol}:\\n.incbin \\"${file}\\"\\n.byte 0\\n.popsection");
extern "C" const char ${symbol}[];`);
  return `std::string_view(${symbol}, ${bytes.length})`;
}

/** @param {Buffer} bytes @param {Buffer} smaller @returns {string} */
const embedIfSmaller = (bytes, smaller) =>
  smaller.length < bytes.length * kWorthIt ? embed(smaller) : 'std::string_view()';

/** @param {string} path @param {Buffer} bytes */
function showAsServed(path, bytes) {
  const file = join(String(shown), path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

mkdirSync(output, { recursive: true });
// What web/ no longer has is no longer served.
rmSync(shown, { recursive: true, force: true });
const rows = (await servedFiles()).map(([path, bytes]) => {
  showAsServed(path, bytes);
  const gzip = gzipSync(bytes, { level: 9 });
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  return `    {"${path}", ${embed(bytes)}, ${embedIfSmaller(bytes, gzip)}, ${embedIfSmaller(bytes, brotli)}},`;
});

writeFileSync(join(output, 'site_assets.cc'), `// The served files, made by cmake/embed.mjs.
#include "server/site_assets.h"

${symbols.join('\n')}

namespace mayfly {

std::span<const Asset> embedded_assets() {
  static const Asset kAssets[] = {
${rows.join('\n')}
  };
  return kAssets;
}

}  // namespace mayfly
`);
