// Sending parts: each is sealed once, kept until it has arrived and no longer, and only a few are in memory at a time.
import assert from 'node:assert/strict';
import test from 'node:test';
import { CoreError } from '../../web/js/core/error.js';
import { tagsOf } from '../../web/js/core/pieces.js';
import { UnreadableError } from '../../web/js/transfer/sealed_parts.js';
import { Upload } from '../../web/js/transfer/upload.js';

const kPartSize = 10;
const kMostAtOnce = 3 + 2; // on their way, and one for each worker

/** What the server answers to an attempt to put a part; 0 for none. @typedef {(n: number, attempt: number) => number} Answers */

/** A server as the page sees it. @param {Answers} answers */
function fakeServer(answers) {
  /** The bodies that came for each part, in order. @type {Map<number, Buffer[]>} */
  const bodies = new Map();
  const state = {
    bodies,
    answers,
    moving: 0,
    most: 0,
    /** What it says is missing. @type {number[]} */
    missing: [],
    /** What is asked of it as JSON, in order. @type {string[]} */
    calls: [],
    onSeal: () => Response.json({ expires_at: 1 }),
  };
  class Request {
    upload = {};
    status = 0;
    responseText = '{"code":"drop-gone"}';
    onloadend = () => {};
    n = -1;
    getResponseHeader = () => null;
    setRequestHeader() {}
    abort() {
      this.isCut = true;
    }
    isCut = false;
    /** @param {string} _ @param {string} path */
    open(_, path) {
      this.n = Number(/parts\/(\d+)$/.exec(path)?.[1]);
    }
    /** @param {Blob} body */
    async send(body) {
      state.most = Math.max(state.most, ++state.moving);
      const came = bodies.get(this.n) ?? [];
      bodies.set(this.n, [...came, Buffer.from(await body.arrayBuffer())]);
      setTimeout(() => {
        state.moving -= 1;
        this.status = this.isCut ? 0 : state.answers(this.n, came.length);
        this.onloadend();
      }, (this.n * 5) % 7);
    }
  }
  Object.assign(globalThis, {
    XMLHttpRequest: Request,
    document: { addEventListener() {} },
    addEventListener() {},
    /** @param {string} path @param {{method: string}} options */
    fetch: async (path, { method }) => {
      state.calls.push(`${method} ${path}`);
      if (method === 'GET') return Response.json({ missing: state.missing });
      return path.endsWith('/seal') ? state.onSeal() : Response.json({ expires_at: 1 });
    },
  });
  return state;
}

/** @param {Uint8Array<ArrayBuffer>} bytes @returns {import('../../web/js/core/types.js').SealedPart} */
const sealedAs = (bytes) => ({ sealed: new Blob([bytes]), tags: tagsOf(bytes) });

/** A sender whose cipher never gives the same bytes twice. @param {number} partCount */
function fakeSender(partCount) {
  const seen = { seals: /** @type {number[]} */ ([]), mostKept: 0 };
  const sender = {
    drop: 'd', size: partCount * kPartSize, partSize: kPartSize, partCount, workers: 2, ownerToken: 't', ownerVerifier: 'v', ownerKey: 'k',
    grant: { grant: 'g', accessVerifier: 'v', header: 'h', password: null, fragment: '' },
    archive: [{ file: 0 }],
    /** @param {number} n @param {Blob} plain */
    async sealPart(n, plain) {
      seen.seals.push(n);
      seen.mostKept = Math.max(seen.mostKept, seen.seals.length - upload.stored.size);
      assert.equal(await plain.text(), String(n % 10).repeat(kPartSize));
      return sealedAs(new Uint8Array(kPartSize + 16).fill(seen.seals.length).fill(n, 0, 1));
    },
  };
  const file = new File([Array.from({ length: partCount }, (_, n) => String(n % 10).repeat(kPartSize)).join('')], 'f');
  const events = { progress: 0, onProgress: (/** @type {any} */ meter) => (events.progress = meter.done), onWait() {} };
  const terms = { expiry: { expires_in: 1 }, maxViews: 1, track: false, note: '', hint: null };
  const upload = new Upload(/** @type {any} */ (sender), [file], terms, events);
  return { seen, events, upload, sender };
}

/** @param {number} count */
const upTo = (count) => Array.from({ length: count }, (_, n) => n);

test('every part is sealed once and sent once, a few at a time', async () => {
  const server = fakeServer(() => 204);
  const { seen, upload, events } = fakeSender(40);
  await upload.run();
  assert.deepEqual(seen.seals, upTo(40));
  assert.deepEqual([...server.bodies.keys()].sort((a, b) => a - b), upTo(40));
  assert.ok([...server.bodies].every(([n, came]) => came.length === 1 && came[0]?.[0] === n));
  assert.ok(server.most <= 3);
  assert.ok(seen.mostKept <= kMostAtOnce, `${seen.mostKept} parts are kept`);
  assert.ok(!server.calls.some((call) => call.startsWith('GET')), 'nothing is asked where nothing broke');
  assert.equal(events.progress, 40 * kPartSize);
});

test('another try sends the same bytes', async () => {
  const server = fakeServer((n, attempt) => (n === 4 && attempt < 2 ? [0, 503][attempt] ?? 0 : 204));
  server.missing = [4, 5, 6, 7];
  const { seen, upload } = fakeSender(8);
  await upload.run();
  assert.deepEqual(seen.seals, upTo(8));
  const came = server.bodies.get(4) ?? [];
  assert.equal(came.length, 3);
  assert.ok(came.every((body) => body.equals(/** @type {Buffer} */ (came[0]))));
});

test('after a stop it goes on: what arrived is not sent again, what was sealed is not sealed again', async () => {
  const server = fakeServer((n) => (n === 9 ? 410 : 204));
  server.missing = [9];
  const { seen, upload } = fakeSender(30);
  await assert.rejects(upload.run(), (/** @type {any} */ error) => error.status === 410);
  const before = new Map([...server.bodies].map(([n, came]) => [n, came.length]));
  server.answers = () => 204;
  await upload.run();
  assert.deepEqual(seen.seals, upTo(30));
  for (const [n, came] of server.bodies) {
    assert.equal(came.length, n === 9 ? 2 : 1, `part ${n}, ${before.get(n)} times before`);
    assert.ok(came.every((body) => body.equals(/** @type {Buffer} */ (came[0]))));
  }
});

test('a part that arrived while its answer was lost is not sent again', async () => {
  const server = fakeServer((n, attempt) => (n === 4 && attempt === 0 ? 0 : 204));
  server.missing = [5, 6, 7];
  const { upload } = fakeSender(8);
  await upload.run();
  assert.equal(server.bodies.get(4)?.length, 1);
  assert.equal(server.calls.filter((call) => call.startsWith('GET')).length, 1);
});

test('a part behind the last that is told to be missing may be missing, too', async () => {
  const server = fakeServer((n, attempt) => (n === 149 && attempt === 0 ? 0 : 204));
  server.missing = upTo(100);
  const { upload } = fakeSender(150);
  await upload.run();
  assert.equal(server.bodies.get(149)?.length, 2);
});

test('a pause breaks off what is under way; going on sends that, and nothing that had arrived', async () => {
  const server = fakeServer(() => 204);
  const { seen, upload } = fakeSender(30);
  server.answers = (n) => {
    if (n === 9) upload.pause();
    return 204;
  };
  await assert.rejects(upload.run(), { name: 'AbortError' });
  assert.ok(upload.isPaused);
  const stored = new Set(upload.stored);
  assert.ok(stored.size > 0 && stored.size < 30, `${stored.size} had arrived`);
  assert.equal(server.moving, 0, 'nothing is under way');
  server.answers = () => 204;
  server.missing = upTo(30).filter((n) => !stored.has(n));
  await upload.run();
  assert.ok(!upload.isPaused);
  assert.deepEqual(seen.seals, upTo(30));
  for (const n of stored) assert.equal(server.bodies.get(n)?.length, 1, `part ${n}`);
});

test('parts that the server lost are sealed into the same bytes and sent again', async () => {
  const server = fakeServer(() => 204);
  const { upload, sender } = fakeSender(8);
  sender.sealPart = async (n) => sealedAs(new Uint8Array(kPartSize + 16).fill(n));
  server.missing = [2, 5];
  server.onSeal = () => (server.bodies.get(5)?.length === 2 ? Response.json({ expires_at: 7 }) : Response.json({ code: 'parts-missing' }, { status: 409 }));
  assert.deepEqual(await upload.run(), { expires_at: 7 });
  assert.deepEqual(upTo(8).filter((n) => server.bodies.get(n)?.length === 2), [2, 5]);
});

test('a file that was changed meanwhile is never sealed into other bytes', async () => {
  const server = fakeServer(() => 204);
  const { upload } = fakeSender(8); // whose cipher never gives the same bytes twice
  server.missing = [2];
  server.onSeal = () => Response.json({ code: 'parts-missing' }, { status: 409 });
  await assert.rejects(upload.run(), UnreadableError);
  assert.equal(server.bodies.get(2)?.length, 1);
});

test('a server that loses parts again and again is not believed for ever', async () => {
  const server = fakeServer(() => 204);
  const { upload, sender } = fakeSender(2);
  sender.sealPart = async (n) => sealedAs(new Uint8Array(kPartSize + 16).fill(n));
  server.missing = [1];
  server.onSeal = () => Response.json({ code: 'parts-missing' }, { status: 409 });
  await assert.rejects(upload.run(), { code: 'parts-missing' });
});

test('a file that can no longer be read is told as what it is', async () => {
  fakeServer(() => 204);
  const { upload, sender } = fakeSender(6);
  const { sealPart } = sender;
  sender.sealPart = async (n, plain) => {
    if (n === 3) throw new CoreError('unreadable', 'gone');
    return sealPart(n, plain);
  };
  await assert.rejects(upload.run(), UnreadableError);
});
