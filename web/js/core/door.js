// The page's door to the core: sessions whose keys live in workers. The words are in types.js.
import { CoreError } from './error.js';
import { loadModule, newCore } from './pool.js';

export { CoreError };

/** Two workers keep up with any line; more pay only where cores are idle. */
const WORKERS = 2;
const WORKERS_OF_LARGE_MACHINES = 4;
const LARGE_MACHINE_CORES = 8;
const PASSWORD_DEFAULT = Object.freeze({ ops: 3, mem: 64 * 1024 * 1024 });

/**
 * @typedef {import('./pool.js').RemoteCore} RemoteCore
 * @typedef {import('./pool.js').ModuleName} ModuleName
 * @typedef {import('./types.js').PasswordParams} PasswordParams
 * @typedef {import('./types.js').FileRequest} FileRequest
 * @typedef {import('./types.js').OnProgress} OnProgress
 */

/**
 * Fetches and compiles a module, so that its first session starts at once.
 * @param {ModuleName} name
 * @returns {Promise<boolean>} whether JavaScript does the work of WebAssembly, slowly
 */
export async function ready(name) {
  return typeof (await loadModule(name)) === 'string';
}

/**
 * Workers that can all do the same: the first holds the session, the others join when a second call comes.
 */
class Pool {
  #name;
  #first;
  #join;
  #size;
  /** @type {Promise<RemoteCore>[]} */
  #helpers = [];
  #closed = false;

  /**
   * @param {ModuleName} name
   * @param {RemoteCore} first
   * @param {(helper: RemoteCore) => Promise<unknown>} join readies another worker
   * @param {number} partCount
   */
  constructor(name, first, join, partCount) {
    this.#name = name;
    this.#first = first;
    this.#join = join;
    const cores = navigator.hardwareConcurrency || 1;
    this.#size = Math.min(cores < LARGE_MACHINE_CORES ? WORKERS : WORKERS_OF_LARGE_MACHINES, cores, partCount);
  }

  /** How many can work at a time. */
  get size() {
    return this.#size;
  }

  /** @param {'sealBlob' | 'openToBlob'} method @param {number} n @param {(Blob | ArrayBuffer | string | null)[]} args buffers are transferred @returns {Promise<any>} */
  async run(method, n, ...args) {
    const transfer = args.filter((arg) => arg instanceof ArrayBuffer);
    // Chosen and called in one go, so that calls made together see each other.
    const call = (/** @type {RemoteCore} */ core) => core.call(method, [n, ...args], transfer);
    if (this.#first.load === 0 || this.#size === 1) return call(this.#first);
    if (this.#helpers.length < this.#size - 1) this.#startHelper();
    const helpers = (await Promise.allSettled(this.#helpers)).flatMap((helper) => (helper.status === 'fulfilled' ? helper.value : []));
    return call(helpers.reduce((best, core) => (core.load < best.load ? core : best), this.#first));
  }

  /** One that cannot be loaded, as when the line has just broken, is done without until a later call. */
  #startHelper() {
    const helper = this.#newHelper();
    this.#helpers.push(helper);
    helper.catch(() => {
      this.#helpers = this.#helpers.filter((other) => other !== helper);
    });
  }

  async #newHelper() {
    const helper = await newCore(this.#name);
    if (this.#closed) helper.close();
    else await this.#join(helper);
    return helper;
  }

  close() {
    this.#closed = true;
    this.#first.close();
    for (const helper of this.#helpers) {
      helper.then((core) => core.close(), () => {});
    }
  }
}

/**
 * Argon2id in a worker that is ended behind it: wasm memory never shrinks.
 * @param {string} password @param {Uint8Array} salt @param {PasswordParams} params
 * @param {OnProgress} onProgress
 * @returns {Promise<Uint8Array>}
 */
async function hashPassword(password, salt, params, onProgress) {
  const core = await newCore('password');
  core.onProgress = onProgress;
  try {
    return await core.call('hashPassword', [password.normalize('NFKC'), salt, params]);
  } catch (error) {
    // It knows of one size only that can be too large: that of its memory.
    throw error instanceof CoreError && error.code === 'too-large' ? new CoreError('memory', error.message) : error;
  } finally {
    core.close();
  }
}

/**
 * Runs `use` with a fresh session, which is closed when it fails.
 * @template T
 * @param {ModuleName} name
 * @param {(core: RemoteCore) => Promise<T>} use
 * @returns {Promise<T>}
 */
async function withNewCore(name, use) {
  const core = await newCore(name);
  try {
    return await use(core);
  } catch (error) {
    core.close();
    throw error;
  }
}

/**
 * @param {{files: FileRequest[], note?: string, view?: import('./types.js').ViewRequest, password?: string | null,
 *   partSize?: number, onProgress?: OnProgress}} request
 * @returns {Promise<import('./types.js').Sender>}
 */
export function createDrop({ files, note, view, password = null, partSize = 0, onProgress = () => {} }) {
  return withNewCore('seal', async (core) => {
    const drop = await core.call('createDrop', [{ files, note, view }, partSize]);
    await core.call('createLink', []);
    const hash = password === null ? null : await hashPassword(password, await core.call('passwordSalt', []), PASSWORD_DEFAULT, onProgress);
    const grant = await core.call('createGrant', [hash]);
    const payloadKey = await core.call('payloadKey', []);
    /** @param {RemoteCore} helper */
    const join = (helper) => helper.call('joinSender', [payloadKey, drop.size, drop.partSize]);
    await join(core);
    const pool = new Pool('seal', core, join, drop.partCount);
    return {
      ...drop,
      grant: { ...grant, password: password === null ? null : { ...PASSWORD_DEFAULT } },
      workers: pool.size,
      sealPart: (/** @type {number} */ n, /** @type {Blob} */ plain) => pool.run('sealBlob', n, plain),
      sealNote: (/** @type {object} */ value) => core.call('sealNote', [value]),
      sealHint: (/** @type {object} */ value) => core.call('sealHint', [value]),
      close() {
        payloadKey.fill(0);
        pool.close();
      },
    };
  });
}

/**
 * @param {string} fragment with or without `#`
 * @returns {Promise<import('./types.js').Link>}
 */
export function openLink(fragment) {
  return withNewCore('open', async (core) => {
    const { grant } = await core.call('openLink', [fragment]);
    /** @type {Pool | null} */
    let pool = null;
    return {
      grant,
      openHint: (sealed) => core.call('openHint', [sealed]),
      async unlock(password, params, onProgress) {
        if ((password === null) !== (params === null)) throw new CoreError('bad-password', 'password and parameters go together');
        const hash = password === null || params === null
          ? null
          : await hashPassword(password, await core.call('passwordSalt', []), params, onProgress);
        const { accessToken, identity } = await core.call('unlock', [hash]);
        return {
          accessToken,
          async receive(payload) {
            const receiver = await openReceiver(core, identity, payload);
            pool = receiver.pool;
            return receiver.door;
          },
        };
      },
      close: () => (pool ?? core).close(),
    };
  });
}

/**
 * @param {RemoteCore} core @param {string} identity secret
 * @param {{header: string, size: number, partSize: number}} payload
 */
async function openReceiver(core, identity, payload) {
  await core.call('receive', [identity, payload]);
  /** @type {import('./types.js').Manifest | null} */
  let manifest = null;
  const partCount = Math.max(1, Math.ceil(payload.size / payload.partSize));
  /** @param {RemoteCore} helper */
  const join = async (helper) => {
    await helper.call('receive', [identity, payload]);
    await helper.call('adoptManifest', [await core.call('manifestAsSent', [])]);
  };
  const pool = new Pool('open', core, join, partCount);
  /** @param {ArrayBuffer} sealed @param {string | null} folder */
  const openFirst = async (sealed, folder) => {
    const opened = await core.call('openToBlob', [0, sealed, folder], [sealed]);
    manifest = await core.call('manifest', []);
    return opened;
  };
  /** @type {import('./types.js').Receiver} */
  const door = {
    partCount,
    workers: pool.size,
    openPart: (n, sealed, folder) => (manifest === null ? openFirstOrRefuse(n, sealed, folder) : pool.run('openToBlob', n, sealed, folder)),
    manifest() {
      if (manifest === null) throw new CoreError('conflict', 'part 0 must be opened first');
      return manifest;
    },
  };
  /** @param {number} n @param {ArrayBuffer} sealed @param {string | null} folder */
  const openFirstOrRefuse = async (n, sealed, folder) => {
    if (n !== 0) throw new CoreError('conflict', 'part 0 must be opened first');
    return openFirst(sealed, folder);
  };
  return { pool, door };
}

/**
 * @param {string} fragment with or without `#`
 * @returns {Promise<import('./types.js').Owner>}
 */
export function openOwner(fragment) {
  return withNewCore('owner', async (core) => ({
    ...(await core.call('openOwner', [fragment])),
    openNote: (/** @type {string} */ sealed) => core.call('openNote', [sealed]),
    sealNote: (/** @type {object} */ note) => core.call('sealNote', [note]),
    openEvent: (/** @type {string} */ sealed) => core.call('openEvent', [sealed]),
    close: () => core.close(),
  }));
}

/**
 * An abuse report that only the operator opens.
 * @param {object} report as docs/protocol.md, section 4, has it
 * @param {string} recipient the operator's, `age1…`
 * @returns {Promise<string>} base64url
 */
export async function sealReport(report, recipient) {
  const core = await newCore('report');
  try {
    return await core.call('sealReport', [report, recipient]);
  } finally {
    core.close();
  }
}

/** @returns {Promise<import('./types.js').Lease>} */
export async function newLease() {
  const core = await newCore('open');
  try {
    return await core.call('newLease', []);
  } finally {
    core.close();
  }
}
