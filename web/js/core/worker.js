// A worker around one Core. Messages: {module} once, then {id, method, args}; answers {id, result} or {id, code, message, last}.
import { Core } from './core.js';
import { CoreError } from './error.js';

/** @type {Record<string, any> | null} */
let core = null;
/** One call after another: the core has room for one part. */
let turn = Promise.resolve();

/** @param {any} value @returns {ArrayBuffer[]} large memory in it */
function transferable(value) {
  const memory = value?.memory ?? value;
  return memory instanceof ArrayBuffer ? [memory] : [];
}

/** @param {{module: WebAssembly.Module} | {id: number, method: string, args: unknown[]}} message */
async function answer(message) {
  if ('module' in message) {
    core = new Core(message.module);
    return;
  }
  const { id, method, args } = message;
  try {
    const result = await core?.[method](...args);
    postMessage({ id, result }, { transfer: transferable(result) });
  } catch (error) {
    const known = error instanceof CoreError;
    // Anything else is a trap in wasm or its memory running out: the instance is not to be used again.
    postMessage({ id, code: known ? error.code : 'too-large', message: known ? error.message : 'out of memory', last: !known });
    if (!known) close();
  }
}

addEventListener('message', (event) => {
  turn = turn.then(() => answer(event.data));
});
