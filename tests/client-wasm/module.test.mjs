// mayfly.wasm itself: what it asks for, what it offers, how large it is.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import { wasmBytes, wasmModule } from './support.mjs';

const SIZE_MAX = 50 * 1024; // brotli, wasm and loader together

test('the import list is exactly ours', () => {
  assert.deepEqual(WebAssembly.Module.imports(wasmModule).map(({ module, name, kind }) => `${module}.${name} ${kind}`).sort(), [
    'env.emscripten_notify_memory_growth function',
    'env.mayfly_random function',
  ]);
});

test('every export that core.js uses is there, and no function that nobody uses', () => {
  const ofToolchain = ['_initialize', '__errno_location', 'stackSave', 'stackRestore', 'stackAlloc', '__indirect_function_table', 'memory'];
  const exported = WebAssembly.Module.exports(wasmModule).map(({ name }) => name).filter((name) => !ofToolchain.includes(name));
  const source = readFileSync(new URL('../../web/js/core/core.js', import.meta.url), 'utf8');
  const unused = exported.filter((name) => !source.includes(name));
  assert.deepEqual(unused, []);
  assert.ok(exported.length > 20);
});

test('no path of the machine that built it is inside', () => {
  const text = wasmBytes.toString('latin1');
  for (const trace of ['/work', '/home', '/usr/', '/tmp', '.cc', 'mayfly::']) assert.ok(!text.includes(trace), trace);
});

test('it is small', (t) => {
  const compress = (/** @type {Uint8Array} */ bytes) =>
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  const scripts = ['loader.js', 'core.js', 'error.js'].map((name) =>
    readFileSync(new URL(`../../web/js/core/${name}`, import.meta.url)));
  const wasm = compress(wasmBytes);
  const total = wasm + compress(Buffer.concat(scripts));
  t.diagnostic(`mayfly.wasm ${wasmBytes.length} bytes, ${wasm} in brotli; with loader and core.js ${total}`);
  assert.ok(total < SIZE_MAX, `${total}`);
});
