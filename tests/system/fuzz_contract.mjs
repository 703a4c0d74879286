// What docs/protocol.md promises of every answer, read from its tables, and the check of an answer against it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @param {string} name */
const read = (name) => readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../..', name), 'utf8');
const protocol = read('docs/protocol.md');

/** The lines of the table whose first column head is `head`. @param {string} head */
function tableRows(head) {
  const [, rest] = protocol.split(new RegExp(`^\\| ${head} \\|.*\\n\\|[-|]+\\|\\n`, 'm'));
  if (rest === undefined) throw new Error(`docs/protocol.md has no table that begins with ${head}`);
  return rest.slice(0, rest.search(/^(?!\|)/m)).trim().split('\n').map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
}

/** Every call of the API, as in `PUT /drops/{drop}`. @returns {string[]} */
export function statedCalls() {
  return tableRows('call').flatMap(([cell = '']) => {
    const words = [...cell.matchAll(/`([^`]+)`/g)].map((match) => String(match[1]));
    const path = words.map((each) => each.split(' ')[1]).find(Boolean);
    return words.map((each) => `${each.split(' ')[0]} ${path}`);
  });
}

/** The calls in a table of the server's source, as in `GET /stats`. @param {string} name of the file */
export function routedCalls(name) {
  const table = /\[\] = \{([^;]*)\};/.exec(read(name))?.[1] ?? '';
  return [...table.matchAll(/Method::k(\w+),\s*"([^"]+)"/g)].map(([, method, path]) => `${method?.toUpperCase()} ${path}`);
}

/** The table of errors. */
const kErrors = tableRows('status').flatMap(([status, codes = '', when = '']) =>
  [...codes.matchAll(/`([a-z-]+)`/g)].map((match) => ({ status: Number(status), code: String(match[1]), when })),
);
/** Each error code and its status. @type {Map<string, number>} */
export const kStatusOfCode = new Map(kErrors.map(({ code, status }) => [code, status]));
/** The codes that say when to come back. @type {Set<string>} */
const kWaits = new Set(kErrors.filter(({ when }) => when.includes('`Retry-After`')).map(({ code }) => code));

// The further members of a problem document.
/** @type {Record<string, string>} */
const kMemberOfCode = {
  'bad-field': 'field',
  'parts-missing': 'missing',
  'drop-gone': 'reason',
  'storage-full': 'full',
  'drop-too-large': 'limit',
  'part-size-wrong': 'expected',
};

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {Map<string, string>} headers names in lower case
 * @property {Buffer} body
 * @property {boolean} isToHead it has no body because of that
 */

/** @param {Answer} answer @param {string} name */
const header = (answer, name) => answer.headers.get(name) ?? '';

/** @param {Answer} answer */
function checkProblem(answer) {
  assert.equal(header(answer, 'content-type'), 'application/problem+json');
  assert.notEqual(answer.status, kStatusOfCode.get('internal'), 'the server found fault with itself');
  assert.ok([...kStatusOfCode.values()].includes(answer.status), `${answer.status} is not in the table`);
  if (answer.isToHead) return `${answer.status} to HEAD`;
  const problem = JSON.parse(answer.body.toString());
  const status = kStatusOfCode.get(problem.code);
  assert.ok(status, `${problem.code} is not in the table`);
  assert.equal(answer.status, status, `the status of ${problem.code}`);
  assert.equal(problem.status, status);
  assert.equal(problem.type, 'about:blank');
  const member = kMemberOfCode[problem.code];
  assert.deepEqual(Object.keys(problem), ['type', 'title', 'status', 'code', 'detail', ...(member ? [member] : [])]);
  assert.equal(/^[1-9]\d*$/.test(header(answer, 'retry-after')), kWaits.has(problem.code), `Retry-After of ${problem.code}`);
  if (answer.status === 405) assert.match(header(answer, 'allow'), /^[A-Z]+(, [A-Z]+)*$/);
  if (answer.status === 401) assert.equal(header(answer, 'www-authenticate'), 'Bearer');
  return String(problem.code);
}

/**
 * Throws unless an answer is as every answer must be. Gives its code, or its status where it has none.
 * @param {Answer} answer
 */
export function checkAnswer(answer) {
  assert.equal(header(answer, 'x-content-type-options'), 'nosniff');
  assert.equal(header(answer, 'referrer-policy'), 'no-referrer');
  assert.match(header(answer, 'date'), / GMT$/);
  const isPage = /^(text|image|font)\/|^application\/(wasm|manifest\+json)/.test(header(answer, 'content-type')) || answer.status === 304;
  if (isPage) {
    assert.match(header(answer, 'content-security-policy'), /^default-src 'none'; script-src 'self'/);
    return `${answer.status} of a page`;
  }
  assert.equal(header(answer, 'cache-control'), 'no-store');
  assert.equal(header(answer, 'content-security-policy'), "default-src 'none'; frame-ancestors 'none'");
  if (answer.status >= 400) return checkProblem(answer);
  assert.ok([200, 201, 204].includes(answer.status), `${answer.status} is no status of the API`);
  return String(answer.status);
}
