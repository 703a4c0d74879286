// A worker around one Core. Messages: {module} once, then {id, method, args}; answers {id, result} or {id, code, message}.
import { Core } from './core.js';
import { CoreError } from './error.js';

/** @type {Record<string, any> | null} */
let core = null;

/** @param {unknown} value @returns {ArrayBuffer[]} */
const transferable = (value) => (value instanceof ArrayBuffer ? [value] : []);

/** @param {{module: WebAssembly.Module} | {id: number, method: string, args: unknown[]}} message */
function answer(message) {
  if ('module' in message) {
    core = new Core(message.module);
    return;
  }
  const { id, method, args } = message;
  try {
    const result = core?.[method](...args);
    postMessage({ id, result }, { transfer: transferable(result) });
  } catch (error) {
    const known = error instanceof CoreError;
    // Anything else is a trap in wasm or its memory running out: the instance is not to be used again.
    postMessage({ id, code: known ? error.code : 'too-large', message: known ? error.message : 'out of memory' });
    if (!known) close();
  }
}

addEventListener('message', (event) => answer(event.data));
