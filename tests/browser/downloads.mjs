// What a page saves. Chromium makes an event of it; Firefox makes none of what comes from memory, so there its folder is watched.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const kWaitMs = 60_000;
const kLookMs = 50;

/** @typedef {{name: string, bytes: Buffer}} Saved */

/** @param {string} folder */
const filesIn = (folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' });

/**
 * The file of that size that comes into a folder: the size tells that it is whole.
 * @param {string} folder @param {number} size @param {string[]} [known] files that were there before
 * @returns {Promise<Saved>}
 */
export async function fileInto(folder, size, known = []) {
  for (const end = Date.now() + kWaitMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, kLookMs))) {
    for (const name of filesIn(folder).filter((file) => !known.includes(file))) {
      const bytes = readOrNothing(join(folder, name));
      if (bytes?.length === size) return { name, bytes };
    }
  }
  throw new Error(`no file of ${size} bytes came into ${folder}, only: ${filesIn(folder).join(', ')}`);
}

/** Browsers move and remove files while one looks. @param {string} path */
function readOrNothing(path) {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
}

/**
 * What comes of pressing a button.
 * @param {import('playwright-core').Page} page
 * @param {() => Promise<void>} press
 * @param {{folder: string, size: number}} where the browser's downloads go, and how long the file is
 * @returns {Promise<Saved>}
 */
export async function savedBy(page, press, { folder, size }) {
  if (page.context().browser()?.browserType().name() === 'firefox') {
    const known = filesIn(folder);
    await press();
    return fileInto(folder, size, known);
  }
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}
