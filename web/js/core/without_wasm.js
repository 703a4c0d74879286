// A build of the core in JavaScript, for browsers where WebAssembly is off: imported, and tested, by the worker that will use it.
import { CoreError } from './error.js';
import { instantiate } from './loader.js';

/** What wasm2js made of a module: gives fresh exports, as of an instance. @typedef {(env: Record<string, Function>) => any} ScriptBuild */

/** How far a long call is. @param {number} done of 1 */
const tell = (done) => postMessage({ done });

/** @param {string} name @returns {Promise<ScriptBuild>} one that computes right in this engine */
export async function importBuild(name) {
  const { default: made } = await import(`/js/core/${name}`).catch(() => {
    throw new CoreError('network', 'the core could not be fetched');
  });
  /** @type {ScriptBuild} */
  const build = (env) => made({ ...env, mayfly_step: tell });
  if (!isRight(build)) throw new CoreError('no-wasm', 'no WebAssembly, and JavaScript computes wrongly');
  return build;
}

/** @param {ScriptBuild} build */
function isRight(build) {
  try {
    return (instantiate(build).self_test?.() ?? 1) === 1;
  } catch {
    return false;
  }
}
