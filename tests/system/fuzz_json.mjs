// JSON bodies bent in every way that a schema allows to say no: a list of members in, bytes out.

/** @typedef {import('./fuzz_dice.mjs').Dice} Dice */
/** @typedef {[string, string][]} Members names and values, both as JSON text: what JSON.stringify would not write can stand in them */

const kNumbers = [
  '0', '-0', '-1', '1', '1.0', '1.5', '1e3', '1E400', '-1e-400', '01', '+1', '0x10', '.5', '5.', 'NaN', 'Infinity', '2147483648', '4294967296',
  '9007199254740993', '9223372036854775807', '9223372036854775808', '18446744073709551615', '18446744073709551616', `1${'0'.repeat(400)}`,
];
const kValues = [
  'null', 'true', 'false', '[]', '{}', '""', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"A"', '"=AAA"', '"AAA="', '"A+/A"', '"\\uD83D\\uDE00"', 'nul', "'a'", '"\\x"',
  '"', '"\t"', '[1,]', '{"a":1,"a":2}', '[[[[[[[[]]]]]]]]', '{"ops":3,"mem":67108864,"ops":3}', '{"ops":3}', '{"ops":-1,"mem":1e9}', '{"mem":67108864,"ops":9}',
];

/** @param {Dice} dice @param {number} depth */
const nested = (dice, depth) => (dice.chance(0.5) ? '['.repeat(depth) + ']'.repeat(depth) : '{"a":'.repeat(depth) + '1' + '}'.repeat(depth));

/** Any value but the right one, as JSON text or nearly so. @param {Dice} dice */
function anyValue(dice) {
  return dice.weighted([
    [6, () => dice.pick(kNumbers)],
    [6, () => dice.pick(kValues)],
    [3, () => String(dice.next())],
    [3, () => `"${dice.text(dice.pick([0, 1, 15, 16, 17, 31, 32, 33, 512, 513, 1024, 1025, 2000]))}"`],
    [1, () => nested(dice, dice.pick([10, 100, 1000, 4000]))],
    [1, () => `"${'\\u00e9'.repeat(dice.below(200))}"`],
  ])();
}

/** @type {((dice: Dice, members: Members) => Members)[]} */
const kMemberChanges = [
  (dice, members) => members.toSpliced(dice.below(members.length), 1),
  (dice, members) => members.map((member, i, all) => (i === dice.below(all.length) ? [member[0], anyValue(dice)] : member)),
  (dice, members) => members.map(([name]) => [name, anyValue(dice)]),
  (dice, members) => [...members, dice.pick(members)],
  (dice, members) => {
    const [name, value] = dice.pick(members);
    return [...members, [`"\\u00${name.charCodeAt(1).toString(16)}${name.slice(2)}`, value]];
  },
  (dice, members) => [...members, [`"${dice.text(1 + dice.below(40))}"`, anyValue(dice)]],
  (dice, members) => [...members, [anyValue(dice), '1']],
  (dice, members) => members.map(([name, value]) => [dice.chance(0.3) ? name.toUpperCase() : name, value]),
  (dice, members) => members.toReversed(),
];

/** @param {Members} members */
const written = (members) => `{${members.map(([name, value]) => `${name}:${value}`).join(',')}}`;

/** @type {((dice: Dice, text: string) => string | Buffer)[]} */
const kTextChanges = [
  () => '',
  (dice) => anyValue(dice),
  (dice, text) => `\ufeff${text}`,
  (dice, text) => `${text}${dice.pick([',', '}', ' ', '\0', '{}', '\n\n', '//'])}`,
  (dice, text) => text.slice(0, dice.below(text.length + 1)),
  (dice, text) => `[${text}]`,
  (dice, text) => `${' '.repeat(dice.pick([1, 100, 8192, 8193]))}${text}`,
  (dice, text) => text.padEnd(dice.pick([8191, 8192, 8193, 20_000])),
  (dice, text) => text.replace(',', dice.pick([',,', ';', ' ', '/**/,', ':'])),
  (dice, text) => Buffer.from(text, dice.pick(['utf16le', 'latin1'])),
  (dice, text) => nested(dice, dice.pick([1000, 4000])) + text,
  (dice, text) => {
    const bytes = Buffer.from(text);
    bytes[dice.below(bytes.length)] = dice.pick([0x80, 0xc0, 0xed, 0xf5, 0xff, 0x00, 0x1f]);
    return bytes;
  },
];

/** A body that most often is not what the call takes. @param {Dice} dice @param {Record<string, unknown>} fields those of a good one */
export function bentBody(dice, fields) {
  /** @type {Members} */
  let members = Object.entries(fields).map(([name, value]) => [JSON.stringify(name), JSON.stringify(value)]);
  const changes = dice.below(3);
  for (let i = 0; i < changes && members.length > 0; ++i) members = dice.pick(kMemberChanges)(dice, members);
  const text = written(members);
  return Buffer.from(changes === 0 || dice.chance(0.2) ? dice.pick(kTextChanges)(dice, text) : text);
}
