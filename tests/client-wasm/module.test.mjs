// The builds of the modules themselves: what they ask for, what they offer, how large they are.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { builds, scriptBuilds, wasmBuilds } from './support.mjs';

/** In brotli, with the loader. docs/architecture.md says what is in them. @type {Record<string, number>} */
const SIZE_MAX = {
  'seal-simd.wasm': 17_000, 'seal.wasm': 17_000, 'open-simd.wasm': 19_200, 'open.wasm': 19_200,
  'owner.wasm': 10_200, 'password.wasm': 6_000, 'report.wasm': 9_500,
  'seal.wasm.js': 40_000, 'open.wasm.js': 44_000, 'owner.wasm.js': 27_000, 'password.wasm.js': 14_000, 'report.wasm.js': 25_000,
};

const OF_TOOLCHAIN = ['_initialize', '__errno_location', 'stackSave', 'stackRestore', 'stackAlloc', '__indirect_function_table', 'memory'];

/** @param {string} name */
const script = (name) => readFileSync(new URL(`../../web/js/core/${name}`, import.meta.url));
const compressedSize = (/** @type {Uint8Array} */ bytes) => brotliCompressSync(bytes).length;
/** @param {WebAssembly.Module} module */
const exportsOf = (module) => WebAssembly.Module.exports(module).map(({ name }) => name).filter((name) => !OF_TOOLCHAIN.includes(name));

for (const { name, module } of wasmBuilds) {
  test(`${name}: it imports nothing but random bytes`, () => {
    const imports = WebAssembly.Module.imports(module).map((entry) => `${entry.module}.${entry.name} ${entry.kind}`);
    assert.deepEqual(imports, ['env.mayfly_random function']);
  });

  test(`${name}: no function that nobody uses`, () => {
    const source = Buffer.concat([script('core.js'), script('loader.js')]).toString();
    const exported = exportsOf(module);
    assert.deepEqual(exported.filter((entry) => !source.includes(entry)), []);
    assert.ok(exported.length > 5);
  });
}

for (const { name, of, bytes, module } of scriptBuilds) {
  const text = bytes.toString();

  test(`${name}: it takes nothing but random bytes, and says nothing but how far Argon2id is`, () => {
    const taken = new Set([...text.matchAll(/\benv\.(\w+)/g)].map(([, word]) => word));
    assert.deepEqual([...taken].sort(), of === 'password' ? ['mayfly_random', 'mayfly_step'] : ['mayfly_random']);
    for (const word of [/\beval\b/, /\bFunction\(/, /\bimport\b/, /\brequire\b/, /\bglobalThis\b/, /\bself\b/, /\bpostMessage\b/]) assert.doesNotMatch(text, word);
  });

  test(`${name}: it offers what the module does that it is made of`, () => {
    const original = wasmBuilds.find((build) => build.name === `${of}.wasm`) ?? assert.fail();
    assert.deepEqual(Object.keys(module({})).filter((entry) => !OF_TOOLCHAIN.includes(entry)).sort(), exportsOf(original.module).sort());
  });
}

for (const { name, bytes } of builds) {
  test(`${name}: no path of the machine that built it is inside`, () => {
    const text = bytes.toString('latin1');
    for (const trace of ['/work', '/home', '/usr/', '/tmp', '.cc', 'mayfly::']) assert.ok(!text.includes(trace), trace);
  });

  test(`${name}: it is small`, (t) => {
    const compressed = compressedSize(bytes);
    const total = compressed + compressedSize(script('loader.js'));
    t.diagnostic(`${name}: ${bytes.length} bytes, ${compressed} in brotli, ${total} with loader.js`);
    assert.ok(total <= (SIZE_MAX[name] ?? 0), `${total}`);
  });
}

test('every function that core.js calls is in a module', () => {
  const exported = new Set(wasmBuilds.flatMap(({ module }) => exportsOf(module)));
  const used = [...script('core.js').toString().matchAll(/'([a-z]+(?:_[a-z]+)+)'/g)].map(([, name]) => String(name));
  assert.ok(used.length > 20);
  for (const name of used) assert.ok(exported.has(name), name);
});
