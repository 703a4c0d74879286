// A worker around one Core. Messages: {id, build} once, then {id, method, args}; answers {id, result} or {id, code, message, last}.
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

/** @param {import('./pool.js').Build} build */
async function begin(build) {
  core = new Core(typeof build === 'string' ? await (await import('./without_wasm.js')).importBuild(build) : build);
}

/** @param {{id: number} & ({build: import('./pool.js').Build} | {method: string, args: unknown[]})} message */
async function answer(message) {
  const { id } = message;
  try {
    const result = await ('build' in message ? begin(message.build) : core?.[message.method](...message.args));
    postMessage({ id, result }, { transfer: transferable(result) });
  } catch (error) {
    const known = error instanceof CoreError;
    // Anything else is a trap or memory running out: the instance is not to be used again.
    const last = !known || core === null;
    postMessage({ id, code: known ? error.code : 'memory', message: known ? error.message : 'out of memory', last });
    if (last) close();
  }
}

addEventListener('message', (event) => {
  turn = turn.then(() => answer(event.data));
});
