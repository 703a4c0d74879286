// What one fuzzing client knows of the server: the drops, grants and views that it made, and whose token opens which.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { tokenOf, sealedSize } from './api.mjs';

/** @typedef {import('./fuzz_dice.mjs').Dice} Dice */
/** @typedef {{token: string, verifier: string}} Token */
/** @typedef {{id: string, owner: Token, size: number, partSize: number, stored: Map<number, string>, grants: Set<string>, sealed: boolean, spent: boolean}} Drop */
/** @typedef {{id: string, drop: string, access: Token, header: string, hasPassword: boolean}} Grant */
/** @typedef {{id: string, drop: string, lease: Token}} View */
/** @typedef {{drop: string, grant: string, view: string, n: string}} Subject what stands in a path */

const kTokens = 48;
const kRecent = 24;
const kPool = 3 * 1024 * 1024;

/** @param {Uint8Array} bytes */
export const digest = (bytes) => createHash('sha1').update(bytes).digest('base64');

export class World {
  /** @type {Map<string, Drop>} */
  drops = new Map();
  /** @type {Map<string, Grant>} */
  grants = new Map();
  /** @type {Map<string, View>} */
  views = new Map();
  /** @type {Map<string, Token>} by verifier */
  tokens = new Map();
  /** @type {{drops: string[], grants: string[], views: string[]}} the ids of the latest */
  #latest = { drops: [], grants: [], views: [] };
  #dice;
  #pool;

  #knowsAll;

  /** @param {Dice} dice @param {boolean} knowsAll that nothing is sent but what it learns of */
  constructor(dice, knowsAll) {
    this.#dice = dice;
    this.#knowsAll = knowsAll;
    this.#pool = dice.bytes(kPool);
    for (let i = 0; i < kTokens; ++i) {
      const token = tokenOf(dice.bytes(32));
      this.tokens.set(token.verifier, token);
    }
  }

  /** @returns {Token} */
  anyToken() {
    return this.#dice.pick([...this.tokens.values()]);
  }

  /** The id of one of the latest, if there is any. @param {'drops' | 'grants' | 'views'} kind */
  recent(kind) {
    const latest = this.#latest[kind];
    return this.#dice.chance(0.5) ? latest.at(-1) : latest[this.#dice.below(latest.length)];
  }

  /** All drops that it made; of those that are not recent it will know nothing any more. */
  forgetDrops() {
    const all = [...this.drops.values()];
    for (const { id, grants } of all.filter((drop) => !this.#latest.drops.includes(drop.id))) {
      this.drops.delete(id);
      for (const grant of grants) this.grants.delete(grant);
    }
    return all;
  }

  /** @param {'drops' | 'grants' | 'views'} kind @param {string} id */
  #remember(kind, id) {
    const latest = this.#latest[kind];
    if (latest.push(id) > kRecent) latest.shift();
  }

  /** @param {Drop} drop */
  partCount(drop) {
    return Math.max(1, Math.ceil(drop.size / drop.partSize));
  }

  /** Bytes of the size that a part must have; those of a part that is not there are a few. @param {Drop | undefined} drop @param {number} n */
  partBytes(drop, n) {
    if (drop === undefined || !(n < this.partCount(drop))) return this.#pool.subarray(0, 80);
    const size = sealedSize(Math.min(drop.partSize, drop.size - n * drop.partSize));
    // Some come again and again, so that a payload which was taken down meets its likeness.
    const begin = this.#dice.below(this.#dice.chance(0.1) ? 4 : Math.max(1, kPool - size));
    return this.#pool.subarray(begin, begin + size);
  }

  /** The token that opens what a path names to that kind of caller; undefined where nothing is known. @param {string} by @param {Subject} subject */
  tokenFor(by, subject) {
    if (by === 'owner') return this.drops.get(subject.drop)?.owner;
    if (by === 'access token') return this.grants.get(subject.grant)?.access;
    return this.views.get(subject.view)?.lease;
  }

  /** What would bring a drop to its end: the next call about it. @returns {{call: string, subject: Subject}} */
  nextStep() {
    const view = this.views.get(this.recent('views') ?? '');
    const lasting = this.#latest.drops.map((id) => this.drops.get(id)).filter((drop) => drop && !drop.spent);
    const drop = (view && this.#dice.chance(0.4) ? this.drops.get(view.drop) : undefined) ?? lasting[this.#dice.below(lasting.length)];
    const subject = { drop: '', grant: '', view: view?.id ?? '', n: '0' };
    if (drop === undefined || drop.spent || (lasting.length < 8 && this.#dice.chance(0.2))) return { call: 'PUT /drops/{drop}', subject: { ...subject, drop: this.#dice.text(16) } };
    subject.drop = drop.id;
    const missing = Array.from({ length: Math.min(9, this.partCount(drop)) }, (_, n) => n).find((n) => !drop.stored.has(n));
    const grant = [...drop.grants].at(-1);
    subject.grant = grant ?? this.#dice.text(16);
    if (missing !== undefined && !drop.sealed) return { call: 'PUT /drops/{drop}/parts/{n}', subject: { ...subject, n: String(missing) } };
    if (grant === undefined) return { call: 'PUT /drops/{drop}/grants/{grant}', subject };
    if (!drop.sealed) return { call: 'POST /drops/{drop}/seal', subject };
    if (view?.drop !== drop.id) return { call: 'POST /grants/{grant}/claim', subject };
    return { call: this.#dice.chance(0.7) ? 'GET /views/{view}/parts/{n}' : 'POST /views/{view}/done', subject };
  }

  /** A call was told that the drop, or that link to it, has ended. @param {string} call @param {Subject} subject */
  noteEnd(call, subject) {
    const of = call.includes('{grant}/') ? this.grants.get(subject.grant) : this.views.get(subject.view);
    const drop = this.drops.get(call.includes('{drop}') ? subject.drop : String(of?.drop));
    if (drop) drop.spent = true;
  }

  /**
   * Takes note of what a call that succeeded did; throws where it must not have done so.
   * @param {string} call @param {Subject} subject @param {Buffer} sent @param {any} reply the JSON, or null @param {Buffer} bytes of the reply
   */
  learn(call, subject, sent, reply, bytes) {
    const drop = this.drops.get(subject.drop);
    const asked = call.startsWith('P') && reply !== null && sent.length > 0 ? JSON.parse(sent.toString()) : {};
    switch (call) {
      case 'PUT /drops/{drop}':
        if (drop === undefined) this.#addDrop(subject.drop, asked);
        assert.equal(reply.parts, this.partCount(/** @type {Drop} */ (this.drops.get(subject.drop))));
        break;
      case 'PUT /drops/{drop}/parts/{n}':
        assert.ok(!drop?.sealed, 'a sealed drop changed');
        drop?.stored.set(Number(subject.n), digest(sent));
        break;
      case 'PUT /drops/{drop}/grants/{grant}':
        this.#addGrant(subject, asked);
        break;
      case 'DELETE /drops/{drop}':
        if (drop) drop.spent = true;
        break;
      case 'POST /drops/{drop}/seal':
        if (drop) drop.sealed = true;
        break;
      case 'POST /grants/{grant}/claim':
        this.#addView(subject.grant, asked, reply);
        break;
      case 'GET /views/{view}/parts/{n}': {
        const of = this.drops.get(String(this.views.get(subject.view)?.drop));
        if (this.#knowsAll) assert.equal(digest(bytes), of?.stored.get(Number(subject.n)), 'a part is not what was sent');
        break;
      }
    }
  }

  /** @param {string} id @param {any} asked */
  #addDrop(id, asked) {
    // The tokens of a body that was bent into another good one are nobody's.
    const owner = this.tokens.get(asked.owner_verifier) ?? { token: '', verifier: asked.owner_verifier };
    this.#remember('drops', id);
    this.drops.set(id, { id, owner, size: asked.size, partSize: asked.part_size, stored: new Map(), grants: new Set(), sealed: false, spent: false });
  }

  /** @param {Subject} subject @param {any} asked */
  #addGrant({ drop, grant }, asked) {
    const former = this.grants.get(grant);
    assert.equal(former?.drop ?? drop, drop, 'a grant changed its drop');
    const access = this.tokens.get(asked.access_verifier) ?? { token: '', verifier: asked.access_verifier };
    if (former === undefined) this.#remember('grants', grant);
    this.grants.set(grant, { id: grant, drop, access, header: asked.header, hasPassword: Boolean(asked.password) });
    this.drops.get(drop)?.grants.add(grant);
  }

  /** @param {string} id @param {any} asked @param {any} reply */
  #addView(id, asked, reply) {
    const grant = this.grants.get(id);
    assert.equal(reply.drop, grant?.drop);
    assert.equal(reply.header, grant?.header);
    const lease = this.tokens.get(asked.lease_verifier) ?? { token: '', verifier: asked.lease_verifier };
    const former = this.views.get(reply.view);
    assert.equal(former?.lease.verifier ?? lease.verifier, lease.verifier, 'two leases have one view');
    if (former === undefined) this.#remember('views', reply.view);
    this.views.set(reply.view, { id: reply.view, drop: reply.drop, lease });
  }
}
