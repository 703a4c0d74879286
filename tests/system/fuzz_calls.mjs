// The calls of the API as the fuzzer makes them: whose token, what body, and what an answer that succeeds has in it.

/** @typedef {import('./fuzz_world.mjs').World} World */
/** @typedef {import('./fuzz_dice.mjs').Dice} Dice */

/**
 * @typedef {object} Call
 * @property {'anyone' | 'owner' | 'access token' | 'lease token'} by
 * @property {((dice: Dice, world: World) => Record<string, unknown>) | 'part'} [body] a good one; none where it is missing
 * @property {string[]} [members] of the answer; no content where they are missing
 */

const kMiB = 1024 * 1024;
const kSealedReportSize = 4296;
const kSizes = [0, 1, 65_535, 65_536, 65_537, 100_000];

/** @param {Dice} dice */
const expiry = (dice) => (dice.chance(0.9) ? { expires_in: dice.pick([3, 30, 3600, 3600, 3600, 86_400]) } : { expires_at: Math.floor(Date.now() / 1000) + 100 });
/** @param {Dice} dice @param {number} max bytes */
const sealed = (dice, max) => (dice.chance(0.4) ? null : dice.text(1 + dice.below(max)));
/** @param {Dice} dice */
const maxViews = (dice) => dice.pick([0, 1, 1, 2, 3, 1_000_000]);

/** By method and path, as docs/protocol.md writes them. @type {Record<string, Call>} */
export const kCalls = {
  'GET /info': { by: 'anyone', members: ['version', 'limits', 'defaults', 'features', 'report_recipient'] },
  'PUT /drops/{drop}': {
    by: 'anyone',
    body: (dice, world) => ({
      size: dice.chance(0.8) ? dice.pick(kSizes) : dice.pick([kMiB, kMiB + 1, 2 * kMiB + 7, 10 * kMiB, 64 * kMiB, 65 * kMiB]),
      part_size: dice.chance(0.8) ? kMiB : dice.pick([2 * kMiB, 8 * kMiB]),
      ...expiry(dice),
      owner_verifier: world.anyToken().verifier,
      owner_key: dice.text(32),
      track: dice.chance(0.5),
    }),
    members: ['expires_at', 'open_until', 'parts'],
  },
  'PUT /drops/{drop}/parts/{n}': { by: 'owner', body: 'part' },
  'PUT /drops/{drop}/grants/{grant}': {
    by: 'owner',
    body: (dice, world) => ({
      access_verifier: world.anyToken().verifier,
      header: dice.text(dice.pick([1, 200, 300, 1024])),
      max_views: maxViews(dice),
      password: dice.chance(0.7) ? null : { ops: 2 + dice.below(7), mem: 2 ** (25 + dice.below(6)) },
      note: sealed(dice, 1024),
      hint: sealed(dice, 512),
    }),
    members: [],
  },
  'POST /drops/{drop}/seal': { by: 'owner', members: ['expires_at'] },
  'GET /drops/{drop}': {
    by: 'owner',
    members: ['state', 'created_at', 'expires_at', 'size', 'part_size', 'parts', 'missing', 'track', 'grants', 'events'],
  },
  'PATCH /drops/{drop}': { by: 'owner', body: expiry, members: ['expires_at'] },
  'PATCH /drops/{drop}/grants/{grant}': { by: 'owner', body: (dice) => ({ max_views: maxViews(dice) }), members: ['max_views', 'views'] },
  'DELETE /drops/{drop}/grants/{grant}': { by: 'owner' },
  'DELETE /drops/{drop}': { by: 'owner' },
  'GET /grants/{grant}': { by: 'anyone', members: ['state', 'expires_at', 'views_left', 'size', 'password', 'tracked', 'hint'] },
  'POST /grants/{grant}/claim': {
    by: 'access token',
    body: (_, world) => ({ lease_verifier: world.anyToken().verifier }),
    members: ['view', 'drop', 'header', 'size', 'part_size', 'views_left', 'expires_at', 'lease_until'],
  },
  'POST /grants/{grant}/reports': { by: 'anyone', body: (dice) => ({ report: dice.text(dice.chance(0.9) ? kSealedReportSize : 1 + dice.below(4096)) }) },
  'GET /views/{view}/parts/{n}': { by: 'lease token' },
  'POST /views/{view}/done': { by: 'lease token' },
};

/** Those of the operator's socket, with the members of a good body where there is one. @type {Record<string, ((dice: Dice, world: World) => Record<string, unknown>) | undefined>} */
export const kAdminCalls = {
  'GET /stats': undefined,
  'POST /remove': (dice, world) => ({ id: world.recent(dice.pick(/** @type {const} */ (['drops', 'grants', 'views']))) ?? dice.text(16), block: dice.chance(0.5) }),
  'POST /reports': (dice) => (dice.chance(0.5) ? { unknown: true } : { after: dice.text(16) }),
  'POST /reports/remove': (dice) => ({ id: dice.text(16) }),
};
