// Deque's rules for accessibility, run in a page as it stands.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './browser.mjs';

const script = readFileSync(join(root, 'node_modules/axe-core/axe.min.js'), 'utf8');

/** Until what fades in is there as it will stay: in the middle of it, its contrast is another. @param {import('playwright-core').Page} page */
const settled = (page) =>
  page.evaluate(async () => {
    const finite = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(finite.map(({ finished }) => finished));
  });

/** The rules that depend on the theme. */
export const kColours = ['color-contrast', 'link-in-text-block'];

/**
 * Fails with every rule that the page breaks, and where.
 * @param {import('playwright-core').Page} page @param {string} state @param {string[]} [rules] all when they are left out
 */
export async function assertAccessible(page, state, rules) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(`${script};0`);
  await settled(page);
  const broken = await page.evaluate(async (rules) => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, rules ? { runOnly: { type: 'rule', values: rules } } : {});
    return violations.map((/** @type {any} */ rule) => `${rule.id}: ${rule.nodes.map((/** @type {any} */ node) => node.target).join('; ')}`);
  }, rules);
  assert.deepEqual(broken, [], state);
}
