// How a state looks in both themes: held to the rules of axe, and pictured. One way there serves both, which is most of the time.
import { assertAccessible, kColours } from './axe.mjs';
import { shoot } from './browser.mjs';

/** @param {import('playwright-core').Page} page @param {string} name of the state @param {string} device */
export async function takeInBothThemes(page, name, device) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    await assertAccessible(page, name, colorScheme === 'dark' ? kColours : undefined);
    await shoot(page, `${name}-${device}-${colorScheme}`);
  }
}
