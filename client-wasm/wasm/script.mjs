// Makes what wasm2js wrote into a module that gives fresh exports for each call, with the helpers that ours needs to be better.
// usage: node script.mjs RAW OUTPUT MEMORY_MAX_MIB
import { readFileSync, writeFileSync } from 'node:fs';

const kPagesInMiB = 16;

const [raw, output, memoryMax] = process.argv.slice(2);
if (!raw || !output || !memoryMax) throw new Error('usage: node script.mjs RAW OUTPUT MEMORY_MAX_MIB');

/** The memory grows to its limit and not past it, and leaves nothing behind. */
const kGrow = `function __wasm_memory_grow(pagesToAdd) {
var oldPages = __wasm_memory_size();
var newPages = oldPages + (pagesToAdd >>> 0);
if (newPages > ${Number(memoryMax) * kPagesInMiB}) return -1;
var newBuffer;
try {
newBuffer = new ArrayBuffer(newPages * 65536);
} catch (error) {
return -1;
}
new Uint8Array(newBuffer).set(HEAPU8);
HEAPU8.fill(0);
HEAP8 = new Int8Array(newBuffer);
HEAP16 = new Int16Array(newBuffer);
HEAP32 = new Int32Array(newBuffer);
HEAPU8 = new Uint8Array(newBuffer);
HEAPU16 = new Uint16Array(newBuffer);
HEAPU32 = new Uint32Array(newBuffer);
HEAPF32 = new Float32Array(newBuffer);
HEAPF64 = new Float64Array(newBuffer);
buffer = newBuffer;
bufferView = HEAPU8;
return oldPages;
}
`;

/** @type {[RegExp, string][]} */
const kChanges = [
  [/^function instantiate\(/, '// Made from a module of the core by wasm2js.\nexport default function instantiate('],
  [/^ *var abort = env\.abort;$/m, "function abort() { throw new Error('trap'); }"],
  [/^ function __wasm_memory_grow\(.*?^ }\n/ms, kGrow],
  [/^ +/gm, ''],
];

let text = readFileSync(raw, 'utf8');
for (const [before, after] of kChanges) {
  const changed = text.replace(before, () => after);
  if (changed === text) throw new Error(`wasm2js writes something else than it did: no ${before}`);
  text = changed;
}
writeFileSync(output, text);
