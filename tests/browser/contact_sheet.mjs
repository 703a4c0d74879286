// Makes docs/states.jpg, every state in both themes and sizes, from the pictures that the look tests left: node tests/browser/contact_sheet.mjs
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch, root } from './browser.mjs';

const shots = join(root, 'build/test-output/screenshots');
const kLooks = ['desktop-light', 'phone-light', 'desktop-dark', 'phone-dark'];
/** In the order of a drop's life; what has another name comes last. */
const kOrder = ['slow', 'send', 'open', 'view', 'report', 'manage', 'how', 'terms', 'bent', 'offline', 'end'];
const kColumns = 3;
const kHeight = 190;
const kStyle = `
  body { margin: 0; padding: 24px; display: grid; grid-template-columns: repeat(${kColumns}, max-content); gap: 24px 32px;
    background: #c9d1cc; color: #14201c; font: 600 15px system-ui, sans-serif; width: max-content }
  figure { margin: 0; display: grid; grid-template-columns: repeat(${kLooks.length}, max-content); gap: 8px }
  figcaption { grid-column: 1 / -1 }
  div { height: ${kHeight}px; border-radius: 4px; background: 0 0 / cover no-repeat }
  .desktop { aspect-ratio: 1280 / 800 }
  .phone { aspect-ratio: 390 / 844 }`;

const there = new Set(readdirSync(shots));
const rank = (/** @type {string} */ state) => kOrder.indexOf(state.split('-')[0] ?? '');
const states = [...there]
  .filter((file) => file.endsWith(`-${kLooks[0]}.png`))
  .map((file) => file.slice(0, -`-${kLooks[0]}.png`.length))
  .filter((state) => rank(state) >= 0 && kLooks.every((look) => there.has(`${state}-${look}.png`)))
  .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
if (states.length === 0) throw new Error('no pictures: run tests/browser/look*.test.mjs, how.test.mjs and report.test.mjs first');

const browser = await launch('chromium');
try {
  const page = await browser.newPage();
  await page.setContent(`<style>${kStyle}</style>`);
  for (const state of states) {
    const pictures = kLooks.map((look) => ({ look, data: readFileSync(join(shots, `${state}-${look}.png`)).toString('base64') }));
    await page.evaluate(
      async ({ state, pictures }) => {
        const figure = document.createElement('figure');
        const caption = document.createElement('figcaption');
        caption.textContent = state;
        figure.append(caption);
        for (const { look, data } of pictures) {
          const url = `data:image/png;base64,${data}`;
          const image = Object.assign(new Image(), { src: url });
          await image.decode();
          const frame = document.createElement('div');
          frame.className = look.split('-')[0] ?? '';
          frame.style.backgroundImage = `url(${url})`;
          figure.append(frame);
        }
        document.body.append(figure);
      },
      { state, pictures },
    );
  }
  const picture = await page.locator('body').screenshot({ type: 'jpeg', quality: 78 });
  writeFileSync(join(root, 'docs/states.jpg'), picture);
  console.log(`${states.length} states, ${Math.round(picture.length / 1000)} kB`);
} finally {
  await browser.close();
}
