// Drives Chromium by its own protocol over a pipe, and reads its processes' memory and time from /proc. Playwright is not
// used here: it watches the network of every page, and so copies whatever is uploaded.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { commandOf, family, forgetPeak, peakOf, processorTimeOf, residentOf } from './processes.mjs';

const kArgs = [
  '--headless',
  '--remote-debugging-pipe',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const kWaitMs = 120_000;

/** @typedef {{id?: number, sessionId?: string, method?: string, params?: any, result?: any, error?: {message: string}}} Message */
/** Bytes, or seconds, by kind of process; several of a kind are added up. @typedef {{browser: number, renderer: number, network: number, other: number}} ByKind */

/** The protocol's messages, JSON with a zero byte behind each. */
class Connection {
  #input;
  #nextId = 1;
  #rest = Buffer.alloc(0);
  /** @type {Map<number, {resolve: (result: any) => void, reject: (error: Error) => void}>} */
  #waiting = new Map();
  /** @type {Set<(message: Message) => void>} */
  listeners = new Set();

  /** @param {import('node:stream').Writable} input @param {import('node:stream').Readable} output of the browser */
  constructor(input, output) {
    this.#input = input;
    input.on('error', () => {});
    output.on('data', (bytes) => this.#take(bytes));
    output.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Chromium has gone'));
      this.#waiting.clear();
    });
  }

  /** @param {string} method @param {object} [params] @param {string} [sessionId] of a page @returns {Promise<any>} */
  send(method, params = {}, sessionId) {
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#input.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
    });
  }

  /** @param {Buffer} bytes */
  #take(bytes) {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (let end = this.#rest.indexOf(0); end >= 0; end = this.#rest.indexOf(0)) {
      this.#hear(JSON.parse(this.#rest.toString('utf8', 0, end)));
      this.#rest = this.#rest.subarray(end + 1);
    }
  }

  /** @param {Message} message */
  #hear(message) {
    if (message.id === undefined) {
      for (const listener of this.listeners) listener(message);
      return;
    }
    const call = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.error) call?.reject(new Error(message.error.message));
    else call?.resolve(message.result);
  }
}

/**
 * What `pick` gives for the first message for which that is anything.
 * @template T
 * @param {Connection} connection
 * @param {(message: Message) => T | false} pick
 * @returns {Promise<T>}
 */
const heard = (connection, pick) =>
  new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('Chromium says nothing')), kWaitMs);
    connection.listeners.add(function listen(message) {
      const picked = pick(message);
      if (!picked) return;
      clearTimeout(late);
      connection.listeners.delete(listen);
      resolve(picked);
    });
  });

/** A tab. */
class Page {
  /** @param {Connection} connection @param {string} session @param {string} target @param {string | undefined} context its profile; without one the browser's own */
  constructor(connection, session, target, context) {
    this.connection = connection;
    this.session = session;
    this.target = target;
    this.context = context;
    /** What the page complained of. @type {string[]} */
    this.problems = [];
    connection.listeners.add(({ sessionId, method, params }) => {
      if (sessionId !== session) return;
      if (method === 'Runtime.exceptionThrown') this.problems.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text);
      if (method === 'Log.entryAdded' && params.entry.level === 'error') this.problems.push(params.entry.text);
      if (method === 'Page.javascriptDialogOpening') void this.send('Page.handleJavaScriptDialog', { accept: true });
    });
  }

  /** @param {string} method @param {object} [params] */
  send(method, params) {
    return this.connection.send(method, params, this.session);
  }

  /** @param {string} url */
  async goto(url) {
    const loaded = heard(this.connection, ({ sessionId, method }) => sessionId === this.session && method === 'Page.loadEventFired');
    await this.send('Page.navigate', { url });
    await loaded;
  }

  /**
   * Runs a function in the page; arguments and result go as JSON.
   * @template {unknown[]} A
   * @template R
   * @param {(...args: A) => R} what
   * @param {A} args
   * @returns {Promise<Awaited<R>>}
   */
  async run(what, ...args) {
    const expression = `(${what})(${args.map((arg) => JSON.stringify(arg)).join(',')})`;
    const { result, exceptionDetails: failed } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (failed) throw new Error(failed.exception?.description ?? failed.text);
    return result.value;
  }

  /** Waits until a function gives something true in the page. @template {unknown[]} A @param {(...args: A) => unknown} what @param {A} args */
  async until(what, ...args) {
    for (const end = Date.now() + kWaitMs; Date.now() < end; ) {
      if (await this.run(what, ...args)) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`never came: ${what} ${this.problems.join('; ')}`);
  }

  /** Chooses files on the disk, as a person would. @param {string} selector of the input @param {string[]} files paths */
  async chooseFiles(selector, files) {
    const { root } = await this.send('DOM.getDocument');
    const { nodeId } = await this.send('DOM.querySelector', { nodeId: root.nodeId, selector });
    await this.send('DOM.setFileInputFiles', { nodeId, files: files.map((file) => resolve(file)) });
  }

  /** The next file that the page saves, once it is whole. @param {string} folder for it @returns {Promise<string>} its path */
  async nextDownload(folder) {
    const { connection, context: browserContextId } = this;
    const saved = heard(connection, ({ method, params }) => method === 'Browser.downloadProgress' && params.state !== 'inProgress' && params);
    await connection.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder, browserContextId, eventsEnabled: true });
    const { state, filePath } = await saved;
    if (state !== 'completed') throw new Error('a download was broken off');
    return filePath;
  }

  /** Ends the tab and its renderer. */
  async close() {
    if (this.context) await this.connection.send('Target.disposeBrowserContext', { browserContextId: this.context });
    else await this.connection.send('Target.closeTarget', { targetId: this.target });
  }
}

/** @typedef {Page} ChromiumPage */

/** A browser. It ends with this program, since its pipe does. */
class Chromium {
  /** @param {import('node:child_process').ChildProcess} child @param {Connection} connection @param {string} folder */
  constructor(child, connection, folder) {
    this.child = child;
    this.connection = connection;
    this.folder = folder;
  }

  /** A tab in a profile of its own, which is a private one. */
  async page() {
    const { browserContextId } = await this.connection.send('Target.createBrowserContext', { disposeOnDetach: true });
    return this.#open(browserContextId);
  }

  /** A tab in the browser's own profile, which has a disk. */
  ownPage() {
    return this.#open();
  }

  /** @param {string} [browserContextId] */
  async #open(browserContextId) {
    const { targetId } = await this.connection.send('Target.createTarget', { url: 'about:blank', browserContextId });
    const { sessionId } = await this.connection.send('Target.attachToTarget', { targetId, flatten: true });
    const page = new Page(this.connection, sessionId, targetId, browserContextId);
    for (const domain of ['Page', 'Runtime', 'Log', 'DOM']) await page.send(`${domain}.enable`);
    return page;
  }

  /** Forgets the peaks so far. */
  resetPeaks() {
    for (const { pid } of processes(Number(this.child.pid))) forgetPeak(pid);
  }

  /** The most resident memory since resetPeaks, in bytes (VmHWM, proc(5)); of renderers the one with most. @returns {ByKind} */
  peaks() {
    return this.#sum(peakOf, Math.max);
  }

  /** Resident memory now, in bytes. @returns {ByKind} */
  memory() {
    return this.#sum(residentOf, Math.max);
  }

  /** Processor time since each process began, in seconds. @returns {ByKind} */
  processorTime() {
    return this.#sum(processorTimeOf, (a, b) => a + b);
  }

  /** @param {(pid: number) => number} read @param {(a: number, b: number) => number} joinRenderers */
  #sum(read, joinRenderers) {
    /** @type {ByKind} */
    const sums = { browser: 0, renderer: 0, network: 0, other: 0 };
    for (const { pid, kind } of processes(Number(this.child.pid))) {
      sums[kind] = kind === 'renderer' ? joinRenderers(sums[kind], read(pid)) : sums[kind] + read(pid);
    }
    return sums;
  }

  async close() {
    const gone = once(this.child, 'exit');
    await this.connection.send('Browser.close').catch(() => {});
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The processes of a browser. @param {number} root @returns {{pid: number, kind: keyof ByKind}[]} */
const processes = (root) => family(root).map((pid) => ({ pid, kind: kindOf(commandOf(pid), pid === root) }));

/** @param {string} command with zero bytes between its words @param {boolean} isRoot @returns {keyof ByKind} */
function kindOf(command, isRoot) {
  if (isRoot) return 'browser';
  if (command.includes('--type=renderer')) return 'renderer';
  return command.includes('network.mojom.NetworkService') ? 'network' : 'other';
}

/**
 * Starts Chromium without a window, in a profile that goes with it.
 * @param {{program?: string, args?: string[]}} [options]
 */
export async function startChromium({ program = '/usr/bin/chromium', args = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-chromium-'));
  const child = spawn(program, [...kArgs, `--user-data-dir=${folder}`, ...args], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [, , , input, output] = /** @type {any[]} */ (/** @type {unknown} */ (child.stdio));
  const connection = new Connection(input, output);
  await connection.send('Browser.getVersion');
  return new Chromium(child, connection, folder);
}

/** @typedef {Chromium} ChromiumBrowser */
