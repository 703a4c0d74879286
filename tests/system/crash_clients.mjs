// Clients at work on a server until it is killed: they try all that the API has, and note what they were told.
import { randomBytes } from 'node:crypto';
import { call, dropBody, grantBody, kMiB, text } from './api.mjs';
import { canBeUsedUp, canHaveEnded, newDrop, newGrant, newLease, unixNow, viewsDelivered } from './crash_model.mjs';

/** @typedef {import('./crash_model.mjs').DropModel} DropModel */
/** @typedef {import('./crash_model.mjs').GrantModel} GrantModel */
/** @typedef {import('./crash_model.mjs').LeaseModel} LeaseModel */

const kExpiresIn = 3600;

export class Clients {
  /**
   * @param {string} url @param {import('./crash_model.mjs').Model} model @param {() => number} random
   * @param {{openFor: number, lease: number, leaseTotal: number}} seconds as the server was told
   */
  constructor(url, model, random, seconds) {
    this.url = url;
    this.model = model;
    this.random = random;
    this.seconds = seconds;
    this.working = true;
  }

  /** @template T @param {T[]} from @returns {T | undefined} */
  pick(from) {
    return from[Math.floor(this.random() * from.length)];
  }

  /**
   * An answer, or null where the connection broke: nobody knows whether it was done.
   * @param {string} method @param {string} path @param {import('./api.mjs').Options} [options]
   */
  async ask(method, path, options) {
    let reply;
    try {
      reply = await call(this.url, method, path, options);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return null;
    }
    this.model.count(`${method} ${path.replace(/[\w-]{22}/g, '*').replace(/\d+$/, 'n')} ${reply.status}`);
    this.model.demand(reply.status < 500 || reply.status === 503, 'a failure', [method, path, reply.status, reply.body?.code]);
    return reply.status === 503 ? null : reply;
  }

  /** @param {DropModel} drop */
  owner = (drop) => ({ token: drop.plan.owner.token });

  /**
   * A refusal with 410 must have its reason in what was done.
   * @param {DropModel} drop @param {import('./api.mjs').Reply} reply @param {string} what
   */
  noteGone(drop, reply, what) {
    const reason = reply.body?.reason;
    this.model.demand(reply.status === 410 && reply.body.code === 'drop-gone', `${what} was refused`, [reply.status, reply.body?.code]);
    this.model.demand(canHaveEnded(drop, reason), `${what}: ended without a cause`, [reason, drop.ended, drop.burned, drop.sealed]);
    if (reply.status === 410) drop.ended ??= reason;
  }

  /** Whether a request that begins now must be refused. @param {DropModel} drop */
  isOver = (drop) => drop.burned === 'acked' || drop.ended !== null;

  async upload() {
    const partSize = kMiB;
    const size = Math.floor(this.random() < 0.15 ? this.random() * 3 * kMiB : this.random() * 100_000);
    const drop = newDrop({ size, partSize, expiresIn: kExpiresIn });
    this.model.drops.push(drop);
    drop.abandoned = this.random() < 0.1;
    drop.created = 'tried';
    drop.openUntil = unixNow() + this.seconds.openFor;
    const json = dropBody(drop.plan, { expires_in: kExpiresIn, track: this.random() < 0.3, owner_key: text(randomBytes(32)) });
    const created = await this.ask('PUT', `/drops/${drop.plan.drop}`, { json });
    if (!created) return;
    this.model.demand(created.status === 201, 'a new drop was not made', created.status);
    drop.created = 'acked';
    drop.expires = [created.body.expires_at];
    drop.openUntil = created.body.open_until;
    const grants = 1 + Math.floor(this.random() * 3);
    const works = [this.putParts(drop, drop.plan.parts.keys())];
    for (let i = 0; i < grants; ++i) works.push(this.addGrant(drop));
    const all = await Promise.all(works);
    if (all.every(Boolean) && !drop.abandoned) await this.seal(drop);
  }

  /** True when all have been acknowledged. @param {DropModel} drop @param {Iterable<number>} numbers */
  async putParts(drop, numbers) {
    for (const n of numbers) {
      const path = `/drops/${drop.plan.drop}/parts/${n}`;
      const bytes = /** @type {Buffer} */ (drop.plan.parts[n]);
      const bodies = [bytes];
      if (this.random() < 0.1) bodies.unshift(randomBytes(bytes.length));
      for (const body of bodies) {
        if (body !== bytes) drop.replaced.push(body);
        const reply = await this.ask('PUT', path, { ...this.owner(drop), body });
        if (!reply) return false;
        if (reply.status !== 204) this.noteGone(drop, reply, 'a part');
        if (reply.status !== 204) return false;
      }
      drop.stored.add(n);
    }
    return true;
  }

  /** @param {DropModel} drop */
  async addGrant(drop) {
    const grant = newGrant(this.random() < 0.3 ? Infinity : 1 + Math.floor(this.random() * 4));
    drop.grants.push(grant);
    grant.put = 'tried';
    return await this.putGrant(drop, grant);
  }

  /** Also again, after an answer did not come. @param {DropModel} drop @param {GrantModel} grant */
  async putGrant(drop, grant) {
    const { grant: id, access, header } = grant;
    const json = grantBody({ ...drop.plan, grant: id, access, header }, { max_views: this.number(grant.limits[0] ?? 1) });
    const reply = await this.ask('PUT', `/drops/${drop.plan.drop}/grants/${id}`, { ...this.owner(drop), json });
    if (!reply) return false;
    if (reply.status < 300) grant.put = 'acked';
    else this.noteGone(drop, reply, 'a grant');
    return reply.status < 300;
  }

  /** @param {number} limit */
  number = (limit) => (limit === Infinity ? 0 : limit);

  /** @param {DropModel} drop */
  async seal(drop) {
    if (drop.sealed === 'no') drop.sealed = 'tried';
    const reply = await this.ask('POST', `/drops/${drop.plan.drop}/seal`, this.owner(drop));
    if (!reply) return;
    if (reply.status === 200) drop.sealed = 'acked';
    else this.noteGone(drop, reply, 'a seal');
  }

  /** A new lease, or one again that is known. @param {DropModel} drop @param {GrantModel} grant @param {LeaseModel} [again] */
  async claim(drop, grant, again) {
    const lease = again ?? newLease();
    if (!again) grant.leases.push(lease);
    const over = this.isOver(drop) || grant.revoked === 'acked';
    const began = Date.now();
    const fresh = () => grant.leases.some((one) => one.lease === lease.lease && one.view !== null && one.done === 'no' && this.mustStillRun(one));
    if (lease.claimed === 'no') lease.claimed = 'tried';
    const path = `/grants/${grant.grant}/claim`;
    const reply = await this.ask('POST', path, { token: grant.access.token, json: { lease_verifier: lease.lease.verifier } });
    if (!reply) {
      // If it has lapsed, another view was counted under the same verifier, or is to be.
      if (lease.view === null || !this.mustStillRun(lease)) this.unanswered(grant, lease, began);
      return null;
    }
    if (reply.status !== 200) {
      this.noteRefusedClaim(drop, grant, reply);
      this.model.demand(!(fresh() && drop.burned === 'no' && grant.revoked === 'no'), 'a running lease was refused', reply.body);
      return null;
    }
    this.model.demand(!over, 'a view of what is over', [drop.ended, drop.burned, grant.revoked]);
    this.model.demand(text(grant.header) === reply.body.header && reply.body.drop === drop.plan.drop, 'a claim with wrong contents');
    const known = grant.leases.find(({ view }) => view === reply.body.view);
    if (known) return known;
    this.model.demand(!fresh(), 'a running lease was counted again', [lease.view, reply.body.view]);
    const made = this.unanswered(grant, lease, began);
    return Object.assign(made, { view: reply.body.view, claimed: 'acked' });
  }

  /**
   * The lease under this verifier whose view nobody was told yet. It runs from the first claim that may have made it.
   * @param {GrantModel} grant @param {LeaseModel} of @param {number} began
   */
  unanswered(grant, of, began) {
    let lease = grant.leases.find((one) => one.lease === of.lease && one.view === null);
    if (!lease) grant.leases.push((lease = { ...newLease(), lease: of.lease, claimed: 'tried' }));
    lease.claimedAt = lease.touchedAt = Math.min(lease.claimedAt || began, began);
    return lease;
  }

  /** @param {DropModel} drop @param {GrantModel} grant @param {import('./api.mjs').Reply} reply */
  noteRefusedClaim(drop, grant, reply) {
    const { code, reason } = reply.body ?? {};
    this.model.demand(reply.status === 410 && code === 'drop-gone', 'a claim was refused', [reply.status, code]);
    if (reason === 'removed') this.model.demand(grant.revoked !== 'no', 'a grant was revoked by nobody');
    else if (reason === 'viewed') this.model.demand(canBeUsedUp(grant) || canHaveEnded(drop, 'viewed'), 'a grant with views was used up');
    else this.noteGone(drop, reply, 'a claim');
  }

  /** By the times that its holder knows, with a second to spare. @param {LeaseModel} lease */
  mustStillRun(lease) {
    const now = Date.now();
    return now - lease.touchedAt < (this.seconds.lease - 1) * 1000 && now - lease.claimedAt < (this.seconds.leaseTotal - 1) * 1000;
  }

  /** @param {DropModel} drop @param {GrantModel} grant @param {LeaseModel} lease @param {number} [number] */
  async fetchPart(drop, grant, lease, number) {
    const n = number ?? Math.floor(this.random() * drop.plan.parts.length);
    const part = /** @type {Buffer} */ (drop.plan.parts[n]);
    const over = this.isOver(drop);
    const began = Date.now();
    ++lease.asked;
    lease.bytes += part.length;
    const reply = await this.ask('GET', `/views/${lease.view}/parts/${n}`, { token: lease.lease.token });
    if (!reply) return;
    --lease.asked;
    if (reply.status === 200) {
      this.model.demand(reply.bytes.equals(part), 'a part with wrong bytes', [drop.plan.drop, n]);
      this.model.demand(!over, 'a part of what is over', [drop.ended, drop.burned]);
      lease.got = true;
      lease.touchedAt = Math.max(lease.touchedAt, began);
      this.model.demand(viewsDelivered(grant) <= grant.limitMax, 'more views than the limit', [viewsDelivered(grant), grant.limitMax]);
      return;
    }
    const total = drop.plan.parts.reduce((sum, { length }) => sum + length, 0);
    const { done, bytes } = lease;
    const mayEnd = drop.burned !== 'no' || grant.revoked !== 'no' || done !== 'no' || bytes > 3 * total || !this.mustStillRun(lease);
    this.model.demand(reply.status === 410 && mayEnd, 'a running lease did not serve', [reply.status, reply.body?.code, reply.body?.reason]);
  }

  /** @param {LeaseModel} lease */
  async finish(lease) {
    if (lease.done === 'no') lease.done = 'tried';
    const reply = await this.ask('POST', `/views/${lease.view}/done`, { token: lease.lease.token });
    if (!reply) return;
    this.model.demand(reply.status === 204, 'a view did not end', [reply.status, reply.body?.code]);
    lease.done = 'acked';
  }

  /** A view from the claim on, as far as it goes. @param {DropModel} drop */
  async view(drop) {
    const grant = this.pick(drop.grants.filter(({ put }) => put === 'acked'));
    if (!grant) return;
    const again = this.random() < 0.4 ? this.pick(grant.leases.filter(({ done }) => done === 'no')) : undefined;
    const lease = await this.claim(drop, grant, again);
    if (!lease || this.random() < 0.2) return;
    for (let i = 0; i < 3 && this.working; ++i) await this.fetchPart(drop, grant, lease);
    if (this.random() < 0.5 && this.working) await this.finish(lease);
  }

  /** @param {DropModel} drop */
  async burn(drop) {
    if (drop.burned === 'no') drop.burned = 'tried';
    const reply = await this.ask('DELETE', `/drops/${drop.plan.drop}`, this.owner(drop));
    if (!reply) return;
    this.model.demand(reply.status === 204, 'a burn was refused', [reply.status, reply.body?.code]);
    drop.burned = 'acked';
  }

  /** @param {DropModel} drop */
  async extend(drop) {
    const wanted = Math.ceil(unixNow()) + 600 + Math.floor(this.random() * 3000);
    drop.expires.push(wanted);
    const reply = await this.ask('PATCH', `/drops/${drop.plan.drop}`, { ...this.owner(drop), json: { expires_at: wanted } });
    if (!reply) return;
    if (reply.status === 200) this.model.demand(reply.body.expires_at === wanted, 'another expiry than asked for', reply.body);
    else this.noteGone(drop, reply, 'an extension');
  }

  /** @param {DropModel} drop */
  async changeGrant(drop) {
    const grant = this.pick(drop.grants.filter(({ put }) => put === 'acked'));
    if (!grant) return;
    const path = `/drops/${drop.plan.drop}/grants/${grant.grant}`;
    if (this.random() < 0.4) {
      if (grant.revoked === 'no') grant.revoked = 'tried';
      const reply = await this.ask('DELETE', path, this.owner(drop));
      this.model.demand(!reply || reply.status === 204, 'a revocation was refused', reply?.status);
      if (reply) grant.revoked = 'acked';
      return;
    }
    const limit = 1 + Math.floor(this.random() * 5);
    grant.limits.push(limit);
    grant.limitMax = Math.max(grant.limitMax, limit);
    const reply = await this.ask('PATCH', path, { ...this.owner(drop), json: { max_views: limit } });
    if (reply && reply.status !== 200 && grant.revoked === 'no') this.noteGone(drop, reply, 'a change');
  }

  /** One client: uploads, and works on what is there, until `working` ends or the server does. */
  async work() {
    while (this.working) {
      const dice = this.random();
      const drop = this.pick(dice < 0.93 ? this.model.living() : this.model.drops.filter(({ sealed }) => sealed === 'acked'));
      if (!drop || dice < 0.25) await this.upload();
      else if (dice < 0.3) await this.burn(drop);
      else if (dice < 0.35) await this.extend(drop);
      else if (dice < 0.4) await this.changeGrant(drop);
      else if (dice < 0.42) await this.addGrant(drop);
      else await this.view(drop);
    }
  }
}
