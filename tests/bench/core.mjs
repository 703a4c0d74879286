// tools/bench core: sealing without files or network in Chromium, against other libraries there and libsodium beside it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { launch } from '../browser/browser.mjs';
import { startNative } from './native.mjs';
import { startSite } from './site.mjs';
import { format, largest, median, smallest, speedTable } from './table.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {ReturnType<typeof startNative>} Native */

const kMB = 1e6;
const kNative = 'libsodium, native';
const kOurPart = 'Mayfly, part of 1 MiB';
const kFreshMemory = 'fresh memory, written to once';
const kOurCipher = 'Mayfly, in place';
const kOurScalar = 'Mayfly without SIMD, in place';
const kSecretstream = 'libsodium-wrappers secretstream, 1 MiB';
const kGcm64 = 'WebCrypto AES-256-GCM, 64 KiB';
const kGcm1024 = 'WebCrypto AES-256-GCM, 1024 KiB';

/** Calls what a module of this folder exports, in the page. @param {Page} page @param {string} module @param {string} name @param {object} options */
const inPage = (page, module, name, options) =>
  page.evaluate(async (call) => (await import(call.url))[call.name](call.options), { url: `/tests/bench/${module}.mjs`, name, options });

/** @param {Record<string, number[]>} samples @param {Record<string, number[]>} more bytes in a second */
function add(samples, more) {
  for (const [name, speeds] of Object.entries(more)) (samples[name] ??= []).push(...speeds.map((speed) => speed / kMB));
}

/** @param {Page} page @param {Native} native @param {{rounds: number, slices: number, sliceMs: number}} plan */
async function sealing(page, native, { rounds, slices, sliceMs }) {
  /** @type {Record<string, number[]>} */
  const samples = {};
  for (let i = 0; i < rounds; i += 1) {
    add(samples, await inPage(page, 'core_page', 'round', { slices, sliceMs }));
    /** @type {number[]} */
    const own = [];
    /** @type {number[]} */
    const fresh = [];
    for (let slice = 0; slice < slices; slice += 1) {
      own.push(await native.sealSpeed(sliceMs));
      fresh.push(await native.freshMemorySpeed());
    }
    add(samples, { [kNative]: own, [kFreshMemory]: fresh });
  }
  if ((await inPage(page, 'core_page', 'trace', {})) === 0) throw new Error('nothing was sealed');
  return samples;
}

/** One worker and two, by turns; and two processes, which tell whether there is a second core to be had. @param {Page} page @param {Native[]} natives @param {{turns: number, ms: number}} plan */
async function workers(page, natives, { turns, ms }) {
  /** @type {Record<string, number[]>} */
  const samples = {};
  for (let i = 0; i < turns; i += 1) {
    for (const count of [1, 2]) {
      const speeds = await Promise.all(natives.slice(0, count).map((native) => native.sealSpeed(ms)));
      add(samples, { [`${kNative}: ${count === 1 ? 'one process' : 'two processes'}`]: [speeds.reduce((sum, speed) => sum + speed, 0)] });
    }
    for (const cipher of [kOurCipher, kOurPart, kGcm1024]) {
      for (const count of [1, 2]) {
        const speed = await inPage(page, 'core_page', 'together', { count, cipher, ms });
        add(samples, { [`${cipher}: ${count === 1 ? 'one worker' : 'two workers'}`]: [speed] });
      }
    }
  }
  return samples;
}

/** Each in a page of its own; all must come to the same hash. @param {Page} page @param {Native} native @param {number} turns */
async function argon2id(page, native, turns) {
  /** @type {Record<string, number[]>} */
  const took = {};
  const hashes = new Set();
  /** @param {string} name @param {{ms: number, hex: string}} result */
  const note = (name, { ms, hex }) => {
    (took[name] ??= []).push(ms);
    hashes.add(hex);
  };
  for (let i = 0; i < turns; i += 1) {
    for (const [name, who] of /** @type {const} */ ([['Mayfly', 'ours'], ['Mayfly without WebAssembly', 'script'], ['libsodium-wrappers-sumo', 'wrappers']])) {
      await page.reload();
      note(name, await inPage(page, 'core_argon2', 'hash', { who }));
    }
    note(kNative, await native.argon2id());
  }
  if (hashes.size !== 1) throw new Error('the Argon2id hashes differ');
  return took;
}

/** Bytes of files, as they are and by brotli. @param {string} name @param {string[]} paths from the root of the tree */
function weigh(name, paths) {
  const bytes = paths.map((path) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url))));
  const sum = (/** @type {number[]} */ sizes) => sizes.reduce((all, size) => all + size, 0);
  return { name, raw: sum(bytes.map((file) => file.length)), brotli: sum(bytes.map((file) => brotliCompressSync(file).length)) };
}

function weights() {
  return [
    weigh('Mayfly: core and loader', ['build/wasm/seal-simd.wasm', 'web/js/core/loader.js']),
    weigh('libsodium-wrappers', ['libsodium/dist/modules-esm/libsodium.mjs', 'libsodium-wrappers/dist/modules-esm/libsodium-wrappers.mjs'].map((path) => `node_modules/${path}`)),
    weigh('openpgp, minified', ['node_modules/openpgp/dist/openpgp.min.mjs']),
  ];
}

/** Says how far the table can be trusted. @param {import('./table.mjs').Table} table @param {Record<string, number[]>} sealed @returns {import('./table.mjs').Table} */
function quietness(table, sealed) {
  const native = sealed[kNative] ?? [];
  return { ...table, note: `${table.note} Median / best of native libsodium was ${format(median(native) / largest(native))}: near 1 on a machine with nothing else to do. What gives each result in memory of its own can be no faster than the last row.` };
}

/** @param {Record<string, number[]>} took in ms @returns {import('./table.mjs').Table} */
function argon2Table(took) {
  const native = took[kNative] ?? [];
  const rows = Object.entries(took).map(([name, ms]) => [name, smallest(ms), median(ms), smallest(ms) / smallest(native)]);
  return { title: 'Argon2id, 3 passes over 64 MiB, in fresh memory', head: ['', 'best, ms', 'median, ms', 'best / native'], rows };
}

/** @param {Record<string, number[]>} sealed @param {Record<string, number[]>} together @param {number} brotli @returns {import('./table.mjs').Gate[]} */
function gates(sealed, together, brotli) {
  /** @param {Record<string, number[]>} samples @param {string} ours @param {string} theirs */
  const ratio = (samples, ours, theirs) => largest(samples[ours] ?? []) / largest(samples[theirs] ?? []);
  const two = (/** @type {string} */ cipher) => ratio(together, `${cipher}: two workers`, `${cipher}: one worker`);
  return [
    { name: 'sealing in place / libsodium-wrappers secretstream', measured: ratio(sealed, kOurCipher, kSecretstream), atLeast: 2.5 },
    { name: 'sealing in place / WebCrypto AES-256-GCM, 1 MiB', measured: ratio(sealed, kOurCipher, kGcm1024), atLeast: 1.5 },
    { name: 'sealing in place / WebCrypto AES-256-GCM, 64 KiB', measured: ratio(sealed, kOurCipher, kGcm64), atLeast: 0.7 },
    { name: 'sealing in place / the same without SIMD', measured: ratio(sealed, kOurCipher, kOurScalar), atLeast: 2 },
    { name: 'sealing in place / native libsodium', measured: ratio(sealed, kOurCipher, kNative), atLeast: 0.8 },
    { name: 'a whole part, as pages seal it / libsodium-wrappers secretstream', measured: ratio(sealed, kOurPart, kSecretstream), atLeast: 2.5 },
    { name: 'a whole part, as pages seal it / WebCrypto AES-256-GCM, 1 MiB', measured: ratio(sealed, kOurPart, kGcm1024), atLeast: 1.5 },
    { name: 'two workers / one, in place', measured: two(kOurCipher), atLeast: 1.7 },
    { name: 'two workers / one, whole parts', measured: two(kOurPart), atLeast: 1.7 },
    { name: 'core and loader, kB by brotli', measured: brotli / 1000, atMost: 17 },
  ];
}

/** @type {import('./table.mjs').Measure} */
export async function measure({ quick, say }) {
  const site = await startSite();
  const [native, second] = [startNative(), startNative()];
  const browser = await launch('chromium');
  try {
    const page = await browser.newPage();
    await page.goto(site.url);
    say('sealing, by turns');
    const sealed = await sealing(page, native, quick ? { rounds: 2, slices: 3, sliceMs: 10 } : { rounds: 10, slices: 6, sliceMs: 20 });
    say('one worker and two');
    const together = await workers(page, [native, second], quick ? { turns: 3, ms: 100 } : { turns: 15, ms: 200 });
    say('Argon2id');
    const took = await argon2id(page, native, quick ? 2 : 7);
    const sizes = weights();
    return {
      tables: [
        quietness(speedTable('Sealing, one thread', 'MB/s', sealed, kOurCipher), sealed),
        speedTable('One worker and two', 'MB/s', together, `${kOurCipher}: one worker`),
        argon2Table(took),
        { title: 'Size', head: ['', 'bytes', 'by brotli'], rows: sizes.map(({ name, raw, brotli }) => [name, raw, brotli]) },
      ],
      gates: gates(sealed, together, sizes[0]?.brotli ?? NaN),
    };
  } finally {
    await browser.close();
    await native.close();
    await second.close();
    await site.close();
  }
}
