// How hard a password is to guess, told roughly. Guessing needs the link and goes through the server, a try at a time, so that
// this warns of what somebody would try first and no more.

/** What people type most, in the languages of the pages. */
const kCommon = /pass(?:wor[dt]|e)|mot de passe|contrase.a|senha|qwert[yz]|azerty|letmein|welcome|willkommen|iloveyou|admin|monkey|dragon|secret|geheim|mayfly|abc|(?:123)+4?5?6?7?8?9?0?/gi;
const kBitsOfCommon = 4;
const kBitsOfRepeat = 1;
/** A letter of a word, after Shannon's estimate for English with room for odd spelling. */
const kBitsOfLetterInWord = 2.5;
const kBitsOfIdeograph = 5;
const kClasses = /** @type {const} */ ([
  [/\p{Ll}/u, 26],
  [/\p{Lu}/u, 26],
  [/\p{Nd}/u, 10],
  [/[^\p{L}\p{Nd}]/u, 20],
  [/[^\x00-\x7f]/u, 100],
]);

/** @param {string} password @returns {number} bits, about */
export function guessBits(password) {
  const common = password.match(kCommon) ?? [];
  const rest = password.replace(kCommon, '');
  const alphabet = kClasses.reduce((sum, [pattern, size]) => sum + (pattern.test(rest) ? size : 0), 0);
  let bits = common.length * kBitsOfCommon;
  for (const run of rest.match(/\p{L}{5,}|[^]/gu) ?? []) {
    const letters = [...run];
    bits += letters.length === 1 ? Math.log2(alphabet) : letters.reduce((sum, letter) => sum + bitsInWord(letter), 0);
  }
  return Math.max(0, bits - repeats(rest) * (Math.log2(alphabet || 1) - kBitsOfRepeat));
}

/** @param {string} letter */
const bitsInWord = (letter) => (/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(letter) ? kBitsOfIdeograph : kBitsOfLetterInWord);

/** How many characters repeat or go on from the one before, as in `aaa` and `456`. @param {string} text */
function repeats(text) {
  const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0);
  return codes.filter((code, i) => i > 1 && code - Number(codes[i - 1]) === Number(codes[i - 1]) - Number(codes[i - 2]) && Math.abs(code - Number(codes[i - 1])) <= 1).length;
}

/** @param {string} password @returns {'none' | 'weak' | 'fair' | 'strong'} */
export function strength(password) {
  if (password === '') return 'none';
  const bits = guessBits(password);
  return bits < 28 ? 'weak' : bits < 45 ? 'fair' : 'strong';
}
