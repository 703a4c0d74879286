// Workers as seen from the page: one remote Core each, and the modules that they share.
import { CoreError } from './error.js';
import { load } from './loader.js';
import { scriptUrl } from './scripts.js';

const WORKER_URL = '/js/core/worker.js';

/** One for each need, so that a page fetches no more than it uses. @typedef {'seal' | 'open' | 'owner' | 'password' | 'report'} ModuleName */

/** A line that brings no byte for so long is given up, so that the next who asks does not wait for it as well. */
const STALL_MS = 30_000;

/** By XMLHttpRequest, since a reader of fetch that only its own pending read knows of may be collected. @param {string} build @returns {Promise<ArrayBuffer>} */
function fetchBuild(build) {
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const allow = () => setTimeout(() => xhr.abort(), STALL_MS);
    let timer = allow();
    xhr.open('GET', `/js/core/${build}`);
    xhr.responseType = 'arraybuffer';
    xhr.onprogress = () => {
      clearTimeout(timer);
      timer = allow();
    };
    xhr.onloadend = () => {
      clearTimeout(timer);
      if (xhr.status === 200) resolve(xhr.response);
      else reject(new CoreError('network', 'the core could not be fetched'));
    };
    xhr.send();
  });
}

/** A compiled module or, where WebAssembly is off, the name of its build in JavaScript. @typedef {WebAssembly.Module | string} Build */

/** @type {Map<ModuleName, Promise<Build>>} */
const modules = new Map();

/** @param {ModuleName} name @returns {Promise<Build>} */
async function fetchModule(name) {
  try {
    return await load(name, fetchBuild);
  } catch (error) {
    if (error instanceof CoreError) throw error;
  }
  // There is no WebAssembly, or it is blocked or computes wrongly. A worker finds out whether JavaScript does.
  const script = `${name}.wasm.js`;
  const trial = new RemoteCore(script);
  await trial.ready.finally(() => trial.close());
  return script;
}

/** Fetched again after a failure. @param {ModuleName} name */
export function loadModule(name) {
  const module = modules.get(name) ?? fetchModule(name).catch((error) => {
    modules.delete(name);
    throw error;
  });
  modules.set(name, module);
  return module;
}

/** A Core in a worker of its own. */
export class RemoteCore {
  /** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
  #waiting = new Map();
  #nextId = 0;
  /** @type {CoreError | null} why it was closed */
  #closed = null;
  #worker;
  /** Told how far a long call is, from 0 to 1, where it is long. @type {(done: number) => void} */
  onProgress = () => {};

  /** @param {Build} build */
  constructor(build) {
    this.#worker = new Worker(scriptUrl(WORKER_URL), { type: 'module' });
    this.#worker.onmessage = (event) => this.#settle(event.data);
    this.#worker.onerror = () => this.close('network', 'a worker could not be started');
    this.ready = this.#ask({ build });
    this.ready.catch(() => {}); // Calls are told the same.
  }

  /** How many calls are under way. */
  get load() {
    return this.#waiting.size;
  }

  /**
   * @param {string} method of Core
   * @param {unknown[]} args
   * @param {ArrayBuffer[]} [transfer]
   * @returns {Promise<any>}
   */
  call(method, args, transfer = []) {
    return this.#ask({ method, args }, transfer);
  }

  /** @param {object} question @param {ArrayBuffer[]} [transfer] @returns {Promise<any>} */
  #ask(question, transfer = []) {
    if (this.#closed !== null) return Promise.reject(this.#closed);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, ...question }, transfer);
    });
  }

  /** Ends the worker, and its memory with all keys in it. Calls under way are rejected. */
  close(code = 'gone', message = 'the session was closed') {
    this.#worker.terminate();
    this.#closed ??= new CoreError(code, message);
    for (const { reject } of this.#waiting.values()) reject(this.#closed);
    this.#waiting.clear();
  }

  /** @param {{id: number, done?: number, result?: unknown, code?: string, message?: string, last?: boolean}} answer */
  #settle({ id, done, result, code, message, last }) {
    if (done !== undefined) return this.onProgress(done);
    const call = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (code === undefined) call?.resolve(result);
    else call?.reject(new CoreError(code, message ?? ''));
    if (last) this.close(code, message);
  }
}

/** @param {ModuleName} name @returns {Promise<RemoteCore>} */
export async function newCore(name) {
  return new RemoteCore(await loadModule(name));
}
