// Which received files are shown as pictures: told by their bytes, never by what the sender calls them.

const kHeadBytes = 16;

/** Formats that browsers draw and that cannot carry script; SVG is not one. @type {{type: string, at: number, magic: string}[]} */
const kFormats = [
  { type: 'image/jpeg', at: 0, magic: '\xff\xd8\xff' },
  { type: 'image/png', at: 0, magic: '\x89PNG\r\n\x1a\n' },
  { type: 'image/gif', at: 0, magic: 'GIF8' },
  { type: 'image/webp', at: 8, magic: 'WEBP' },
  { type: 'image/avif', at: 4, magic: 'ftypavif' },
  { type: 'image/avif', at: 4, magic: 'ftypavis' },
];

/** @param {Blob} content @returns {Promise<string | null>} its media type if it can be shown */
export async function pictureType(content) {
  const head = String.fromCharCode(...new Uint8Array(await content.slice(0, kHeadBytes).arrayBuffer()));
  return kFormats.find(({ at, magic }) => head.startsWith(magic, at))?.type ?? null;
}

/** @param {string} type as the sender calls it: good enough to reserve room */
export const looksLikePicture = (type) => kFormats.some((format) => format.type === type);
