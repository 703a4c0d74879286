// Starts real browsers, and pages that fail their test when anything is wrong that nobody looked at.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, firefox } from 'playwright-core';
import { startServer } from '../system/server.mjs';
import { savedBy } from './downloads.mjs';
import { startTap } from './tap.mjs';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const kChromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** A browser for fingers alone. Emulated touch says so too, but Chromium forgets that while it takes a picture of a whole page. */
const kFingers = '--blink-settings=primaryHoverType=1,availableHoverTypes=1,primaryPointerType=2,availablePointerTypes=2';
/** Of the style that Playwright adds for a picture: the CSP refuses it, and Firefox tells that as a fault of the page. */
const kScreenshotStyle = 'sha256-YjaKGiklmzC6wjXA513HAMmzus8VE61XCOT+SmwNZWA=';
const kStepMs = 60_000;

/** Arguments of a server that gives each module by itself, for a test that takes single ones. */
export const kModules = ['--web', join(root, 'web')];

/** @typedef {'chromium' | 'firefox'} BrowserName */

/** The browser of tests that name none. */
export const browserName = /** @type {BrowserName} */ (process.env['MAYFLY_BROWSER'] ?? 'chromium');

export const kDesktop = { viewport: { width: 1280, height: 800 } };
export const kPhone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

/** Flags are Chromium's, prefs Firefox's. @typedef {{flags?: string[], prefs?: Record<string, boolean>}} Manner of starting a browser */

/** @param {BrowserName} name @param {{downloadsPath?: string} & Manner} [options] where Firefox saves to, and how it is started */
export const launch = (name, { downloadsPath = tmpdir(), flags = [], prefs = {} } = {}) =>
  name === 'firefox'
    ? firefox.launch({ channel: 'moz-firefox', executablePath: '/usr/bin/firefox-esr', firefoxUserPrefs: prefs, downloadsPath })
    : chromium.launch({ executablePath: '/usr/bin/chromium', args: [...kChromiumArgs, ...flags] });

/**
 * A server, a tap before it and a browser, closed together.
 * @param {{args?: string[], browser?: BrowserName} & Manner} [options]
 */
export async function startHouse({ args = [], browser: name = browserName, ...manner } = {}) {
  const server = await startServer({ args });
  const tap = await startTap(server.port);
  const downloads = mkdtempSync(join(tmpdir(), 'mayfly-downloads-'));
  const browser = await launch(name, { downloadsPath: downloads, ...manner });
  /** @type {Promise<import('playwright-core').Browser> | null} */
  let phone = null;
  const phones = () => (phone ??= launch(name, { downloadsPath: downloads, ...manner, flags: [...(manner.flags ?? []), kFingers] }));
  return {
    server,
    tap,
    browser,
    url: tap.url,
    /** Where there is touch, in another browser. @param {import('playwright-core').BrowserContextOptions} [options] */
    page: async (options) => newPage(options?.hasTouch ? await phones() : browser, tap.url, options),
    /**
     * What is saved by a press.
     * @param {import('playwright-core').Page} page @param {() => Promise<void>} press @param {number} size of the file
     */
    saved: (page, press, size) => savedBy(page, press, { folder: downloads, size }),
    async close() {
      await browser.close();
      await (await phone)?.close();
      rmSync(downloads, { recursive: true, force: true });
      await tap.close();
      await server.close();
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startHouse>>} House */
/** @typedef {Awaited<ReturnType<typeof newPage>>} GuardedPage */

/**
 * A page in a profile of its own, watched: errors on the console, uncaught errors, violations of the CSP and requests to
 * anywhere else. `checked()` must be called at the end; it throws what was found.
 * @param {import('playwright-core').Browser} browser
 * @param {string} origin
 * @param {import('playwright-core').BrowserContextOptions} [options]
 */
export async function newPage(browser, origin, options = {}) {
  const context = await browser.newContext({ ...kDesktop, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(kStepMs);
  /** @type {string[]} */
  const problems = [];
  /** @type {import('playwright-core').Request[]} */
  const requests = [];
  context.on('request', (request) => {
    requests.push(request);
    const url = new URL(request.url());
    if (url.protocol !== 'blob:' && url.origin !== origin) problems.push(`request to ${url.origin}`);
  });
  context.on('console', (message) => {
    // What the API refuses, and a line that a test has cut, is told in the page; the browser tells it here as well.
    const refused = /Failed to load resource|NetworkError/.test(message.text()) && message.location().url.includes('/api/v1/');
    if (message.type() === 'error' && !refused) problems.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => {
    const text = String(error.error());
    if (!text.includes(kScreenshotStyle)) problems.push(`uncaught: ${text}`);
  });
  page.on('dialog', (dialog) => void dialog.accept().catch(() => {}));
  return {
    page,
    context,
    requests,
    problems,
    async checked() {
      await context.close();
      assert.deepEqual(problems, []);
    },
  };
}

const shots = join(root, 'build/test-output/screenshots');

/** Where a picture of that name is kept. @param {string} name */
export function shotPath(name) {
  mkdirSync(shots, { recursive: true });
  return join(shots, `${name}.png`);
}

/** Keeps how a page looks, for people. @param {import('playwright-core').Page} page @param {string} name */
export async function shoot(page, name) {
  // What covers the window covers no more than that.
  const isCovered = (await page.locator('dialog[open], .veil:not([hidden])').count()) > 0;
  await page.screenshot({ path: shotPath(name), fullPage: !isCovered, animations: 'disabled' });
}
