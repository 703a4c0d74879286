// Makes web/icons anew from web/favicon.svg: node tests/browser/icons.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, root } from './browser.mjs';

/** Inside the circle that no system cuts away from an icon that may be masked. */
const kMaskableScale = 0.8;

const tile = readFileSync(join(root, 'web/favicon.svg'), 'utf8');
const whole = tile.replace(' rx="8"', '').replace('<g transform="', `<g transform="translate(16 16) scale(${kMaskableScale}) translate(-16 -16) `);

/** @type {[string, number, string][]} */
const kIcons = [
  ['192.png', 192, tile],
  ['512.png', 512, tile],
  ['maskable-512.png', 512, whole],
];

const browser = await launch('chromium');
try {
  for (const [name, size, svg] of kIcons) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<body style="margin:0">${svg}`);
    await page.locator('svg').evaluate((element, pixels) => element.setAttribute('width', String(pixels)), size);
    writeFileSync(join(root, 'web/icons', name), await page.screenshot({ omitBackground: true }));
    await page.close();
  }
} finally {
  await browser.close();
}
