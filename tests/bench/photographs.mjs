// Photographs as a phone takes them, 12 megapixels in 4 MB: made by the browser from those of a Debian package, with the grain of a
// sensor over them.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const kPictures = '/usr/share/backgrounds/mate/nature';
/** Each is made once, and stands for several: to draw and press them takes longer than to send them. */
const kNames = ['LadyBird', 'TwoWings'];
const kSize = { width: 4032, height: 3024, bytes: 4e6 };

/**
 * @param {import('./chromium.mjs').ChromiumPage} page any
 * @param {string} folder for them
 * @param {number} count
 * @returns {Promise<string[]>} their paths
 */
export async function makePhotographs(page, folder, count) {
  /** @type {Buffer[]} */
  const made = [];
  for (const name of kNames) {
    const source = readFileSync(join(kPictures, `${name}.jpg`)).toString('base64');
    made.push(Buffer.from(await page.run(drawPhotograph, source, kSize), 'base64'));
  }
  return Array.from({ length: count }, (_, i) => {
    const path = join(folder, `IMG_${1000 + i}.jpg`);
    writeFileSync(path, made[i % made.length] ?? '');
    return path;
  });
}

/** Runs in the page. @param {string} source base64 @param {typeof kSize} size @returns {Promise<string>} base64 */
async function drawPhotograph(source, { width, height, bytes }) {
  const blob = await fetch(`data:image/jpeg;base64,${source}`).then((response) => response.blob());
  const canvas = new OffscreenCanvas(width, height);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.drawImage(await createImageBitmap(blob), 0, 0, width, height);
  const picture = context.getImageData(0, 0, width, height);
  for (let i = 0; i < picture.data.length; i += 4) {
    const grain = (Math.random() - 0.5) * 16;
    for (let colour = i; colour < i + 3; colour += 1) picture.data[colour] = Number(picture.data[colour]) + grain;
  }
  context.putImageData(picture, 0, 0);
  let [low, high] = [0, 1];
  let best = blob;
  for (let step = 0; step < 6; step += 1) {
    const quality = (low + high) / 2;
    best = await canvas.convertToBlob({ type: 'image/jpeg', quality });
    if (best.size > bytes) high = quality;
    else low = quality;
  }
  const url = await new Promise((resolve) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.readAsDataURL(best);
  });
  return url.replace(/^.*,/, '');
}
