// Drives Debian's WebKit by the WebDriver protocol, in a window that nobody sees.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shotPath } from './browser.mjs';

const kWaitMs = 60_000;
const kLookMs = 50;
const kElement = 'element-6066-11e4-a52e-4f735466cecf'; // the protocol's name for "this is an element"
const kBrowser = { binary: `/usr/lib/${debianTriple()}/webkit2gtk-4.1/MiniBrowser`, args: ['--automation'] };
/** For a machine without a graphics card and without a desktop. */
const kQuiet = {
  LIBGL_ALWAYS_SOFTWARE: '1',
  GDK_BACKEND: 'x11',
  NO_AT_BRIDGE: '1',
  LC_ALL: 'C.UTF-8',
};

/** As Debian names the folder of libraries. */
function debianTriple() {
  return process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
}

/** @param {number} milliseconds */
const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Tries until it gives something.
 * @template T
 * @param {string} what
 * @param {() => Promise<T | null | undefined | false>} look
 * @returns {Promise<T>}
 */
async function until(what, look) {
  for (const end = Date.now() + kWaitMs; Date.now() < end; await later(kLookMs)) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`never came: ${what}`);
}

/** A port that was free a moment ago. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/** A screen in memory, of its own number. @param {NodeJS.ProcessEnv} env */
async function startScreen(env) {
  const child = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const [number] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => Promise.reject(new Error('Xvfb ended')))]);
  return { child, display: `:${String(number).trim()}` };
}

/** @param {import('node:child_process').ChildProcess} child */
async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}

/** A browser with one window; as a person it knows clicks, keys, files and what is on the screen. */
class Webkit {
  /** @param {string} session its address @param {string} downloads the folder it saves to */
  constructor(session, downloads) {
    this.session = session;
    this.downloads = downloads;
  }

  /** @param {'GET' | 'POST' | 'DELETE'} method @param {string} path @param {object} [body] @returns {Promise<any>} */
  async ask(method, path, body) {
    return call(method, this.session + path, body);
  }

  /** @param {string} url */
  goto(url) {
    return this.ask('POST', '/url', { url });
  }

  /** Runs a function in the page; arguments and result go as JSON. @template {unknown[]} A @template R @param {(...args: A) => R} what @param {A} args @returns {Promise<Awaited<R>>} */
  async run(what, ...args) {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${what})(...arguments[0])).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const { value, error } = await this.ask('POST', '/execute/async', { script, args: [args] });
    if (error) throw new Error(error);
    return value;
  }

  /** The first element that can be seen. @param {string} selector @returns {Promise<string>} its name in the protocol */
  find(selector) {
    return until(selector, async () => {
      for (const found of await this.ask('POST', '/elements', { using: 'css selector', value: selector })) {
        const id = found[kElement];
        if (await this.ask('GET', `/element/${id}/displayed`).catch(() => false)) return id;
      }
      return null;
    });
  }

  /** @param {string} selector */
  async click(selector) {
    await this.ask('POST', `/element/${await this.find(selector)}/click`, {});
  }

  /** @param {string} selector @param {string} text */
  async type(selector, text) {
    await this.ask('POST', `/element/${await this.find(selector)}/value`, { text });
  }

  /** @param {string} selector of an input, seen or not @param {string[]} files paths */
  async chooseFiles(selector, files) {
    const found = await this.ask('POST', '/element', { using: 'css selector', value: selector });
    await this.ask('POST', `/element/${found[kElement]}/value`, { text: files.join('\n') });
  }

  /** Waits for words on the page. @param {string} words */
  words(words) {
    return until(words, () => this.run((wanted) => document.body?.innerText.includes(wanted), words));
  }

  /** The width and height of a picture, once it can be drawn. @param {string} selector @returns {Promise<number[]>} */
  async decoded(selector) {
    await this.find(selector);
    return this.run(async (wanted) => {
      const picture = /** @type {HTMLImageElement} */ (document.querySelector(wanted));
      await picture.decode();
      return [picture.naturalWidth, picture.naturalHeight];
    }, selector);
  }

  /** Keeps how it looks, for people. @param {string} name */
  async shoot(name) {
    writeFileSync(shotPath(name), Buffer.from(await this.ask('GET', '/screenshot'), 'base64'));
  }
}

/** @param {'GET' | 'POST' | 'DELETE'} method @param {string} url @param {object} [body] */
async function call(method, url, body) {
  const response = await fetch(url, { method, signal: AbortSignal.timeout(2 * kWaitMs), ...(body ? { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } } : {}) });
  const { value } = /** @type {any} */ (await response.json());
  assert.ok(response.ok, `${method} ${url}: ${value?.error} ${value?.message}`);
  return value;
}

/** Starts WebKit with a profile, a home and a screen that end with it. */
export async function startWebkit() {
  const home = mkdtempSync(join(tmpdir(), 'mayfly-webkit-'));
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, XDG_RUNTIME_DIR: home, ...kQuiet };
  const screen = await startScreen(env);
  const port = await freePort();
  const driver = spawn('WebKitWebDriver', ['--host=127.0.0.1', `--port=${port}`], { env: { ...env, DISPLAY: screen.display }, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await until('WebKitWebDriver', () => call('GET', `${url}/status`).catch(() => null));
  const { sessionId } = await call('POST', `${url}/session`, { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': kBrowser } } });
  const browser = new Webkit(`${url}/session/${sessionId}`, home); // where no desktop names another folder
  await browser.ask('POST', '/timeouts', { script: kWaitMs, pageLoad: kWaitMs });
  return Object.assign(browser, {
    async close() {
      await browser.ask('DELETE', '').catch(() => {});
      await end(driver);
      await end(screen.child);
      rmSync(home, { recursive: true, force: true });
    },
  });
}
