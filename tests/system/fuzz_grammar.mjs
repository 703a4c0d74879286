// Requests by the grammar of docs/protocol.md: mostly good ones, and good ones bent in one place or two.
import { kAdminCalls, kCalls } from './fuzz_calls.mjs';
import { bentBody } from './fuzz_json.mjs';

/** @typedef {import('./fuzz_dice.mjs').Dice} Dice */
/** @typedef {import('./fuzz_world.mjs').World} World */
/** @typedef {import('./fuzz_world.mjs').Subject} Subject */
/** @typedef {import('./fuzz_wire.mjs').WireRequest} WireRequest */

/**
 * @typedef {object} Attempt a request, and what is known of it
 * @property {string} call
 * @property {Subject} subject
 * @property {string} token
 * @property {WireRequest} request
 * @property {string[]} bends what is not as it should be, in words
 */

const kBadIds = [
  '', 'A', 'A'.repeat(21), 'A'.repeat(23), `${'A'.repeat(21)}B`, `${'A'.repeat(22)}==`, `${'A'.repeat(20)}+/`, '%41'.repeat(22), '..', '.', '%2e%2e', '%00', '-1', '~', '*',
  'A'.repeat(3000), '{drop}', 'seal', 'null',
];
const kBadNumbers = ['', '00', '01', '-1', '+1', '1.0', '1e1', '0x0', '%30', '4294967295', '4294967296', '18446744073709551616', '9'.repeat(400), 'A', '0/'];
const kMethods = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', 'get', 'FOO', 'M-SEARCH', 'A'.repeat(100)];
const kTypes = ['', 'application/json', 'application/octet-stream', 'Application/JSON; charset=utf-8', 'text/plain', 'application/problem+json', ';', 'application/json, text/plain', 'a'.repeat(5000)];
const kTargetTails = ['?', '?a=1', '/', '//', '/..', '%', '%3f', ';a', '/A', '\\', '?'.repeat(3000)];
/** @type {[string, string][]} */
const kHeaders = [
  ['Range', 'bytes=0-1'], ['Upgrade', 'websocket'], ['Expect', '100-continue'], ['Expect', '200-ok'], ['Transfer-Encoding', 'chunked'], ['Transfer-Encoding', 'identity'],
  ['Content-Encoding', 'gzip'], ['Content-Encoding', 'identity'], ['Host', 'other'], ['Content-Length', '3'], ['Connection', 'close'], ['Connection', 'keep-alive, upgrade'],
  ['Accept-Encoding', 'br;q=0, gzip;q=1, *'], ['If-None-Match', '*'], ['If-None-Match', '"a", W/"b"'], ['Authorization', 'Bearer A'], ['Cookie', 'a=b'], ['X-Forwarded-For', '1.2.3.4, ::1, x'],
  ['X-HTTP-Method-Override', 'DELETE'], ['Forwarded', 'for=1.2.3.4'], ['Trailer', 'a'], ['TE', 'trailers'], ['A', '\xff\xfe'], ['A', 'x'.repeat(17_000)], ['A', '\t'], ['Origin', 'null'],
];

/** Another client for each few requests, since wrong tokens and uploads are counted by network. @param {Dice} dice */
const address = (dice) => (dice.chance(0.8) ? `10.${dice.below(256)}.${dice.below(256)}.${dice.below(256)}` : `2001:db8:${dice.below(65536).toString(16)}::1`);

/** Ids for all that a path can name: those of one drop, most often, or of different ones. @param {Dice} dice @param {World} world @returns {Subject} */
function anySubject(dice, world) {
  const view = world.views.get(world.recent('views') ?? '');
  const grant = world.grants.get(world.recent('grants') ?? '');
  const drop = dice.chance(0.7) ? (grant?.drop ?? world.recent('drops')) : world.recent('drops');
  const fresh = () => dice.text(16);
  return { drop: drop ?? fresh(), grant: grant?.id ?? fresh(), view: view?.id ?? fresh(), n: String(dice.pick([0, 0, 0, 0, 1, 2, 9, 63])) };
}

/** @param {Attempt} attempt @param {string} name @param {string} value */
function setHeader({ request }, name, value) {
  request.headers = request.headers.filter(([each]) => each !== name);
  request.headers.push([name, value]);
}

/** Ways to bend an attempt before it is written. @type {Record<string, (dice: Dice, world: World, attempt: Attempt) => void>} */
const kSubjectBends = {
  'a bad id': (dice, _, { subject }) => {
    const which = dice.pick(/** @type {const} */ (['drop', 'grant', 'view', 'n']));
    subject[which] = which === 'n' ? dice.pick(kBadNumbers) : dice.pick(kBadIds);
  },
  'a strange id': (dice, world, { subject }) => {
    const which = dice.pick(/** @type {const} */ (['drop', 'grant', 'view']));
    subject[which] = dice.chance(0.4) ? dice.text(16) : (world.recent(dice.pick(/** @type {const} */ (['drops', 'grants', 'views']))) ?? dice.text(16));
  },
};

/** Ways to bend what is written. @type {Record<string, (dice: Dice, world: World, attempt: Attempt) => void>} */
const kRequestBends = {
  'another token': (dice, world, attempt) => {
    attempt.token = dice.chance(0.7) ? world.anyToken().token : dice.text(32);
    setHeader(attempt, 'Authorization', `Bearer ${attempt.token}`);
  },
  'a bad token': (dice, world, attempt) => {
    const right = attempt.token || world.anyToken().token;
    attempt.token = '';
    const bad = [`Basic ${right}`, `Bearer ${right}=`, `Bearer ${right.slice(1)}`, `Bearer  ${right}`, `Bearer ${right} ${right}`, `Bearer\t${right}`, 'Bearer', right, `Bearer ${'A'.repeat(9000)}`];
    setHeader(attempt, 'Authorization', dice.pick(bad));
  },
  'no token': (_dice, _world, attempt) => {
    attempt.token = '';
    attempt.request.headers = attempt.request.headers.filter(([name]) => name !== 'Authorization');
  },
  'a bent body': (dice, world, { call, request }) => {
    const { body } = /** @type {import('./fuzz_calls.mjs').Call} */ (kCalls[call]);
    if (typeof body === 'function') request.body = bentBody(dice, body(dice, world));
    else if (dice.chance(body === 'part' ? 0.7 : 0.2)) request.body = Buffer.alloc(dice.pick([0, 1, 15, 16, 17, 80, 65_535, 65_552]), 'x');
    else if (request.body) request.body = dice.chance(0.5) ? request.body.subarray(1) : Buffer.concat([request.body, Buffer.from('x')]);
  },
  'a huge body': (_dice, _world, { request }) => void (request.body = Buffer.alloc(8 * 1024 * 1024 + 2049)),
  'another type': (dice, _, attempt) => setHeader(attempt, 'Content-Type', dice.pick(kTypes)),
  'another method': (dice, _, { request }) => void (request.method = dice.pick(kMethods)),
  'a bent target': (dice, _, { request }) => {
    const at = dice.chance(0.7) ? request.target.length : dice.below(request.target.length);
    request.target = request.target.slice(0, at) + dice.pick(kTargetTails) + request.target.slice(at);
  },
  'a further header': (dice, _, { request }) => {
    for (let i = dice.pick([1, 1, 1, 2, 70]); i > 0; --i) request.headers.push(dice.pick(kHeaders));
  },
};

/** @type {readonly [number, string][]} */
const kBendWeights = [
  [120, ''], [20, 'a bad id'], [20, 'a strange id'], [12, 'another token'], [8, 'a bad token'], [5, 'no token'], [60, 'a bent body'], [1, 'a huge body'], [6, 'another type'],
  [12, 'another method'], [12, 'a bent target'], [16, 'a further header'],
];

/** @param {Dice} dice @param {World} world @param {Attempt} attempt */
function write(dice, world, attempt) {
  const { call, subject } = attempt;
  const [method = '', path = ''] = call.split(' ');
  const { by, body } = /** @type {import('./fuzz_calls.mjs').Call} */ (kCalls[call]);
  const target = `/api/v1${path.replace(/\{(\w+)\}/g, (_, name) => subject[/** @type {keyof Subject} */ (name)])}`;
  attempt.request = { method, target, headers: [['Host', 'localhost'], ['X-Forwarded-For', address(dice)]] };
  if (by !== 'anyone') {
    attempt.token = world.tokenFor(by, subject)?.token || world.anyToken().token;
    setHeader(attempt, 'Authorization', `Bearer ${attempt.token}`);
  }
  if (body === undefined) return;
  setHeader(attempt, 'Content-Type', body === 'part' ? 'application/octet-stream' : 'application/json');
  attempt.request.body = body === 'part' ? world.partBytes(world.drops.get(subject.drop), Number(subject.n)) : Buffer.from(JSON.stringify(body(dice, world)));
}

/** The next request of one client. @param {Dice} dice @param {World} world @param {{isGood?: boolean}} [options] @returns {Attempt} */
export function nextAttempt(dice, world, { isGood = false } = {}) {
  const bends = isGood ? [] : [dice.weighted(kBendWeights), dice.weighted(kBendWeights)].filter((bend) => bend !== '');
  const step = dice.chance(0.4) ? world.nextStep() : { call: dice.pick(Object.keys(kCalls)), subject: anySubject(dice, world) };
  if (step.call === 'PUT /drops/{drop}' && dice.chance(0.8)) step.subject.drop = dice.text(16);
  if (step.call === 'PUT /drops/{drop}/grants/{grant}' && dice.chance(0.6)) step.subject.grant = dice.text(16);
  /** @type {Attempt} */
  const attempt = { ...step, token: '', request: { method: '', target: '', headers: [] }, bends };
  for (const bend of bends) kSubjectBends[bend]?.(dice, world, attempt);
  write(dice, world, attempt);
  for (const bend of bends) kRequestBends[bend]?.(dice, world, attempt);
  return attempt;
}

/** The next request to the operator's socket. @param {Dice} dice @param {World} world @returns {WireRequest} */
export function nextAdminRequest(dice, world) {
  const call = dice.pick(Object.keys(kAdminCalls));
  const [method = '', target = ''] = call.split(' ');
  const body = kAdminCalls[call]?.(dice, world);
  /** @type {WireRequest} */
  const request = { method: dice.chance(0.9) ? method : dice.pick(kMethods), target, headers: [['Host', 'mayflyd']] };
  if (dice.chance(0.1)) request.target += dice.pick(kTargetTails);
  if (dice.chance(0.1)) request.headers.push(dice.pick(kHeaders));
  if (body) request.headers.push(['Content-Type', dice.chance(0.9) ? 'application/json' : dice.pick(kTypes)]);
  if (body) request.body = dice.chance(0.3) ? Buffer.from(JSON.stringify(body)) : bentBody(dice, body);
  else if (dice.chance(0.1)) request.body = dice.bytes(dice.below(100));
  return request;
}
