// The builds of the core themselves: what they ask for, what they offer, how large they are.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { brotliCompressSync, constants } from 'node:zlib';
import { builds } from './support.mjs';

const SIZE_MAX = 50 * 1024; // brotli, wasm and loader together

/** @param {string} name */
const script = (name) => readFileSync(new URL(`../../web/js/core/${name}`, import.meta.url));

for (const { name, bytes, module } of builds) {
  test(`${name}: the import list is exactly ours`, () => {
    assert.deepEqual(WebAssembly.Module.imports(module).map((entry) => `${entry.module}.${entry.name} ${entry.kind}`).sort(), [
      'env.emscripten_notify_memory_growth function',
      'env.mayfly_random function',
    ]);
  });

  test(`${name}: every export that the scripts use is there, and no function that nobody uses`, () => {
    const ofToolchain = ['_initialize', '__errno_location', 'stackSave', 'stackRestore', 'stackAlloc', '__indirect_function_table', 'memory'];
    const exported = WebAssembly.Module.exports(module).map((entry) => entry.name).filter((entry) => !ofToolchain.includes(entry));
    const source = Buffer.concat([script('core.js'), script('loader.js')]).toString();
    const unused = exported.filter((entry) => !source.includes(entry));
    assert.deepEqual(unused, []);
    assert.ok(exported.length > 20);
  });

  test(`${name}: no path of the machine that built it is inside`, () => {
    const text = bytes.toString('latin1');
    for (const trace of ['/work', '/home', '/usr/', '/tmp', '.cc', 'mayfly::']) assert.ok(!text.includes(trace), trace);
  });

  test(`${name}: it is small`, (t) => {
    const compress = (/** @type {Uint8Array} */ input) =>
      brotliCompressSync(input, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
    const wasm = compress(bytes);
    const total = wasm + compress(Buffer.concat(['loader.js', 'core.js', 'error.js'].map(script)));
    t.diagnostic(`${name} ${bytes.length} bytes, ${wasm} in brotli; with loader and core.js ${total}`);
    assert.ok(total < SIZE_MAX, `${total}`);
  });
}
