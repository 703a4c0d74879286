// Sending parts: each is sealed once, kept until it has arrived and no longer, and only a few are in memory at a time.
import assert from 'node:assert/strict';
import test from 'node:test';
import { CoreError } from '../../web/js/core/error.js';
import { Upload, UnreadableError } from '../../web/js/transfer/upload.js';

const kPartSize = 10;
const kMostAtOnce = 3 + 2; // on their way, and one for each worker

/** What the server answers to an attempt to put a part; 0 for none. @typedef {(n: number, attempt: number) => number} Answers */

/** A server as the page sees it. @param {Answers} answers */
function fakeServer(answers) {
  /** The bodies that came for each part, in order. @type {Map<number, Buffer[]>} */
  const bodies = new Map();
  const state = { bodies, answers, moving: 0, most: 0 };
  class Request {
    upload = {};
    status = 0;
    responseText = '{"code":"drop-gone"}';
    onloadend = () => {};
    n = -1;
    getResponseHeader = () => null;
    setRequestHeader() {}
    abort() {}
    /** @param {string} _ @param {string} path */
    open(_, path) {
      this.n = Number(/parts\/(\d+)$/.exec(path)?.[1]);
    }
    /** @param {ArrayBuffer} body */
    send(body) {
      state.most = Math.max(state.most, ++state.moving);
      const came = bodies.get(this.n) ?? [];
      bodies.set(this.n, [...came, Buffer.from(body.slice(0))]);
      setTimeout(() => {
        state.moving -= 1;
        this.status = state.answers(this.n, came.length);
        this.onloadend();
      }, (this.n * 5) % 7);
    }
  }
  Object.assign(globalThis, {
    XMLHttpRequest: Request,
    fetch: async () => Response.json({ expires_at: 1 }),
    addEventListener() {},
    removeEventListener() {},
  });
  return state;
}

/** A sender whose cipher never gives the same bytes twice. @param {number} partCount */
function fakeSender(partCount) {
  const seen = { seals: /** @type {number[]} */ ([]), fresh: 0 };
  const sender = {
    drop: 'd', size: partCount * kPartSize, partSize: kPartSize, partCount, workers: 2, ownerToken: 't', ownerVerifier: 'v', ownerKey: 'k',
    grant: { grant: 'g', accessVerifier: 'v', header: 'h', password: null, fragment: '' },
    archive: [{ file: 0 }],
    /** @param {number} n @param {Blob} plain @param {ArrayBuffer} memory */
    async sealPart(n, plain, memory) {
      seen.seals.push(n);
      assert.equal(await plain.text(), String(n % 10).repeat(kPartSize));
      if (memory.byteLength !== kPartSize + 16) seen.fresh += 1;
      const sealed = memory.byteLength === kPartSize + 16 ? memory : new ArrayBuffer(kPartSize + 16);
      new Uint8Array(sealed).fill(seen.seals.length).fill(n, 0, 1);
      return sealed;
    },
  };
  const file = new File([Array.from({ length: partCount }, (_, n) => String(n % 10).repeat(kPartSize)).join('')], 'f');
  const events = { progress: 0, onProgress: (/** @type {any} */ meter) => (events.progress = meter.done), onWait() {} };
  const terms = { expiry: { expires_in: 1 }, maxViews: 1, track: false, note: '', hint: null };
  return { seen, events, upload: new Upload(/** @type {any} */ (sender), [file], terms, events), sender };
}

/** @param {number} count */
const upTo = (count) => Array.from({ length: count }, (_, n) => n);

test('every part is sealed once and sent once, a few at a time, in memory that is used again', async () => {
  const server = fakeServer(() => 204);
  const { seen, upload, events } = fakeSender(40);
  await upload.run();
  assert.deepEqual(seen.seals, upTo(40));
  assert.deepEqual([...server.bodies.keys()].sort((a, b) => a - b), upTo(40));
  assert.ok([...server.bodies].every(([n, came]) => came.length === 1 && came[0]?.[0] === n));
  assert.ok(server.most <= 3);
  assert.ok(seen.fresh <= kMostAtOnce, `${seen.fresh} parts had memory of their own`);
  assert.equal(upload.sealed.size + upload.spare.length, 0, 'nothing is kept behind it');
  assert.equal(events.progress, 40 * kPartSize);
});

test('another try sends the same bytes', async () => {
  const server = fakeServer((n, attempt) => (n === 4 && attempt < 2 ? [0, 503][attempt] ?? 0 : 204));
  const { seen, upload } = fakeSender(8);
  await upload.run();
  assert.deepEqual(seen.seals, upTo(8));
  const came = server.bodies.get(4) ?? [];
  assert.equal(came.length, 3);
  assert.ok(came.every((body) => body.equals(/** @type {Buffer} */ (came[0]))));
});

test('after a stop it goes on: what arrived is not sent again, what was sealed is not sealed again', async () => {
  const server = fakeServer((n) => (n === 9 ? 410 : 204));
  const { seen, upload } = fakeSender(30);
  await assert.rejects(upload.run(), (/** @type {any} */ error) => error.status === 410);
  assert.ok(upload.sealed.has(9) && upload.sealed.size <= kMostAtOnce, `${upload.sealed.size} parts are kept`);
  const before = new Map([...server.bodies].map(([n, came]) => [n, came.length]));
  server.answers = () => 204;
  await upload.run();
  assert.deepEqual(seen.seals, upTo(30));
  for (const [n, came] of server.bodies) {
    assert.equal(came.length, n === 9 ? 2 : 1, `part ${n}, ${before.get(n)} times before`);
    assert.ok(came.every((body) => body.equals(/** @type {Buffer} */ (came[0]))));
  }
});

test('a file that can no longer be read is told as what it is', async () => {
  fakeServer(() => 204);
  const { upload, sender } = fakeSender(6);
  const { sealPart } = sender;
  sender.sealPart = async (n, plain, memory) => {
    if (n === 3) throw new CoreError('unreadable', 'gone');
    return sealPart(n, plain, memory);
  };
  await assert.rejects(upload.run(), UnreadableError);
});
