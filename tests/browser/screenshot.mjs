// Makes docs/screenshot.png anew, from the running product: node tests/browser/screenshot.mjs
import { join } from 'node:path';
import { root, startHouse } from './browser.mjs';
import { photograph } from './samples.mjs';
import { compose } from './steps.mjs';

const kPhotographs = [
  photograph('Dune', 'Behind the dunes.jpg'),
  photograph('TwoWings', 'Two wings.jpg'),
  photograph('LadyBird', 'Ladybird.jpg'),
];

const house = await startHouse();
try {
  const { page, checked } = await house.page({ colorScheme: 'light', viewport: { width: 1280, height: 820 } });
  await compose(page, house.url, { files: kPhotographs, note: 'From Sunday, before they fade.\nThe third one landed on my sleeve.', views: '3', track: true });
  await page.locator('.files img').last().evaluate((picture) => /** @type {HTMLImageElement} */ (picture).decode());
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await page.screenshot({ path: join(root, 'docs/screenshot.png'), animations: 'disabled' });
  await checked();
} finally {
  await house.close();
}
