// What the tests send: photographs from a Debian package, one of them made a PNG, and a PDF made here.
import { readFileSync } from 'node:fs';

const kPictures = '/usr/share/backgrounds/mate/nature';
const kPngWidth = 1024;

/** @typedef {import('./steps.mjs').Sample} Sample */

/** @param {string} file in the package @param {string} name it is sent by @returns {Sample} */
export const photograph = (file, name) => ({ name, mimeType: 'image/jpeg', buffer: readFileSync(`${kPictures}/${file}.jpg`) });

export const jpeg = photograph('LadyBird', 'Die Käferin auf Wiese 7.jpg');
export const pdf = { name: 'contract-canary-name.pdf', mimeType: 'application/pdf', buffer: makePdf('plaintext-canary-in-the-contract') };

/**
 * A photograph as a PNG, which no package has: drawn anew by a browser, without a loss after that.
 * @param {import('playwright-core').Browser} browser
 * @returns {Promise<Sample>}
 */
export async function makePng(browser) {
  const page = await browser.newPage();
  const bytes = await page.evaluate(
    async ({ content, width }) => {
      const source = await fetch(`data:image/jpeg;base64,${content}`).then((response) => response.blob());
      const bitmap = await createImageBitmap(source);
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = Math.round((width * bitmap.height) / bitmap.width);
      canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL('image/png').replace(/^.*,/, '');
    },
    { content: photograph('Garden', '').buffer.toString('base64'), width: kPngWidth },
  );
  await page.close();
  return { name: 'garden-canary-name.png', mimeType: 'image/png', buffer: Buffer.from(bytes, 'base64') };
}

/** A whole PDF of one page with one line on it. @param {string} line */
export function makePdf(line) {
  const drawing = `BT /F1 24 Tf 72 720 Td (${line}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const table = text.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows.join('')}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

/** Bytes that look like nothing. @param {number} size */
export function noise(size) {
  const bytes = Buffer.alloc(size);
  let state = 1;
  for (let i = 0; i < size; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}
