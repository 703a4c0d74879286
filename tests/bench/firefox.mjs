// Drives Firefox with the same words as chromium.mjs drives Chromium.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch } from '../browser/browser.mjs';
import { commandOf, family, forgetPeak, nameOf, peakOf } from './processes.mjs';

const kWaitMs = 600_000;
const kLookMs = 50;

/** The one file of a folder, once nothing is written to it any more. @param {string} folder @returns {Promise<string>} its path */
async function wholeFile(folder) {
  for (const end = Date.now() + kWaitMs; Date.now() < end; ) {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
    const files = names.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
    const found = files.find((path) => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0);
    // While it downloads there is a .part beside an empty file.
    if (found && !files.some((path) => path.endsWith('.part'))) return found;
    await new Promise((resolve) => setTimeout(resolve, kLookMs));
  }
  throw new Error('nothing was downloaded');
}

class Page {
  /** What the page complained of. @type {string[]} */
  problems = [];

  /** @param {import('playwright-core').Page} page @param {string} downloads the browser's folder for them */
  constructor(page, downloads) {
    this.page = page;
    this.downloads = downloads;
    page.on('pageerror', (error) => this.problems.push(String(error)));
    page.on('dialog', (dialog) => void dialog.accept().catch(() => {}));
    page.setDefaultTimeout(kWaitMs);
  }

  /** @param {string} url */
  async goto(url) {
    await this.page.goto(url);
  }

  /** @template {unknown[]} A @template R @param {(...args: A) => R} what @param {A} args @returns {Promise<Awaited<R>>} */
  run(what, ...args) {
    return /** @type {Promise<any>} */ (this.page.evaluate(`(${what})(${args.map((arg) => JSON.stringify(arg)).join(',')})`));
  }

  /** @template {unknown[]} A @param {(...args: A) => unknown} what @param {A} args */
  async until(what, ...args) {
    for (const end = Date.now() + kWaitMs; Date.now() < end; ) {
      if (await this.run(what, ...args)) return;
      await new Promise((resolve) => setTimeout(resolve, kLookMs));
    }
    throw new Error(`never came: ${what} ${this.problems.join('; ')}`);
  }

  /** @param {string} selector @param {string[]} files paths */
  chooseFiles(selector, files) {
    return this.page.setInputFiles(selector, files);
  }

  /** The next file that the page saves, wherever. */
  nextDownload() {
    return wholeFile(this.downloads);
  }

  close() {
    return this.page.close();
  }
}

class Firefox {
  /** @param {import('playwright-core').Browser} browser @param {string} downloads */
  constructor(browser, downloads) {
    this.browser = browser;
    this.downloads = downloads;
  }

  /** A tab in a profile with a disk. */
  async ownPage() {
    return new Page(await this.browser.newPage(), this.downloads);
  }

  /** Of this program's browser: of its pages the one with most. */
  #processes() {
    return family(process.pid).map((pid) => ({ pid, command: commandOf(pid) })).filter(({ command }) => command.includes('firefox'));
  }

  resetPeaks() {
    for (const { pid } of this.#processes()) forgetPeak(pid);
  }

  /** As Chromium tells them. */
  peaks() {
    const sums = { browser: 0, renderer: 0, network: 0, other: 0 };
    for (const { pid, command } of this.#processes()) {
      if (!command.includes('-contentproc')) sums.browser += peakOf(pid);
      else if (/^(Isolated )?Web Co/.test(nameOf(pid))) sums.renderer = Math.max(sums.renderer, peakOf(pid));
      else sums.other += peakOf(pid);
    }
    return sums;
  }

  async close() {
    await this.browser.close();
    rmSync(this.downloads, { recursive: true, force: true });
  }
}

export async function startFirefox() {
  const downloads = mkdtempSync(join(tmpdir(), 'mayfly-downloads-'));
  return new Firefox(await launch('firefox', { downloadsPath: downloads }), downloads);
}
