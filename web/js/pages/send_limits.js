// What one drop can hold, whatever its server takes (common/limits.h); told while it can still be changed.
import { bytes } from '../text/formats.js';
import { t } from '../text/text.js';

export const kFilesMax = 1000;
/** Of the message and the list of files together. */
const kListBytesMax = 512 * 1024;
const kNameBytesMax = 255;
/** What the list says of a file besides its name and type, at the most. */
const kEntryBytes = 120;

const encoder = new TextEncoder();
const size = (/** @type {string} */ text) => encoder.encode(text).length;

/** Why a message cannot be sent with these files; empty where it can. @param {string} note @param {File[]} files */
export function noteFault(note, files) {
  const listed = files.reduce((sum, { name, type }) => sum + kEntryBytes + Math.min(kNameBytesMax, size(name)) + size(type), kEntryBytes);
  const [length, limit] = [size(JSON.stringify(note)), kListBytesMax - listed];
  return length > limit ? t('send.noteTooLong', { size: bytes(length), limit: bytes(limit) }) : '';
}
