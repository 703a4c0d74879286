// The real modules through web/js/core/core.js: the vectors, a whole drop, and what it refuses.
import assert from 'node:assert/strict';
import test from 'node:test';
import { arrayBuffer, newCore, patterned, vectors } from './support.mjs';

/** @param {string} code */
const withCode = (code) => (/** @type {any} */ error) => error.name === 'CoreError' && error.code === code && error.message !== '';

const FILES = [
  { name: '../a\u202eb.jpg', type: 'image/jpeg', size: 700, width: 4, height: 3, caption: 'a "caption"' },
  { name: 'big.bin', type: 'nonsense', size: 2_500_000 },
  { name: 'big.bin', type: '', size: 0 },
];
const CONTENTS = FILES.map((file) => patterned(file.size));

/** @param {Uint8Array | null} [hash] */
function makeDrop(hash = null) {
  const core = newCore();
  const drop = core.createDrop({ files: FILES, note: 'hello', view: { seconds: 10, hold: true, download: false } }, 0);
  core.createLink();
  const grant = core.createGrant(hash);
  core.joinSender(core.payloadKey(), drop.size, drop.partSize);
  const plain = Buffer.concat(drop.archive.map((piece) => ('file' in piece ? CONTENTS[piece.file] : piece.bytes)));
  const sealed = Array.from({ length: drop.partCount }, (_, n) =>
    core.sealPart(n, arrayBuffer(plain.subarray(n * drop.partSize, (n + 1) * drop.partSize))));
  return { core, drop, grant, plain, sealed };
}

/** @param {ReturnType<typeof makeDrop>} made @param {Uint8Array | null} [hash] */
function receive({ drop, grant }, hash = null) {
  const core = newCore();
  assert.equal(core.openLink(grant.fragment).grant, grant.grant);
  core.receive(core.unlock(hash).identity, { header: grant.header, size: drop.size, partSize: drop.partSize });
  return core;
}

test('links, passwords and owners derive what the vectors say', () => {
  const { link, password, owner, note, hint } = vectors;
  const core = newCore();
  assert.equal(core.openLink(link.fragment).grant, link.grant);
  assert.equal(core.openLink(`#${link.fragment}`).grant, link.grant);
  assert.equal(core.unlock(null).accessToken, link.access_token);
  assert.equal(Buffer.from(core.passwordSalt()).toString('hex'), link.password_salt);
  const hash = newCore().hashPassword(password.password, core.passwordSalt(), password);
  assert.equal(Buffer.from(hash).toString('hex'), password.argon2id);
  assert.equal(core.unlock(hash).accessToken, password.access_token);
  assert.deepEqual(core.openHint(hint.sealed), JSON.parse(hint.plain));
  assert.deepEqual(core.openOwner(owner.fragment), { drop: owner.drop, ownerToken: owner.owner_token });
  assert.deepEqual(core.openNote(note.sealed), JSON.parse(note.plain));
  assert.deepEqual(core.openEvent(owner.event_sealed), JSON.parse(owner.event));
});

test('a drop arrives as it was sent, its names made harmless', () => {
  const made = makeDrop();
  assert.equal(made.plain.length, made.drop.size);
  const core = receive(made);
  const opened = made.sealed.map((part, n) => Buffer.from(core.openPart(n, part)));
  assert.ok(Buffer.concat(opened).equals(made.plain));
  const manifest = core.manifest();
  assert.deepEqual(manifest, made.drop.manifest);
  assert.deepEqual(manifest.files.map(({ name, type }) => [name, type]),
    [['__ab.jpg', 'image/jpeg'], ['big.bin', ''], ['big (2).bin', '']]);
  for (const [i, { offset, size }] of manifest.files.entries()) {
    assert.ok(made.plain.subarray(offset, offset + size).equals(CONTENTS[i]));
  }
});

test('a second worker joins with the manifest, and opens any part', () => {
  const made = makeDrop();
  const first = receive(made);
  first.openPart(0, made.sealed[0]);
  const second = receive(made);
  assert.throws(() => second.openPart(2, made.sealed[2]), withCode('conflict'));
  second.adoptManifest(first.manifestAsSent());
  assert.ok(Buffer.from(second.openPart(2, made.sealed[2])).equals(made.plain.subarray(2 * made.drop.partSize)));
});

test('a password is part of the key', () => {
  const hash = patterned(32);
  const made = makeDrop(hash);
  assert.ok(receive(made, hash).openPart(0, made.sealed[0]));
  assert.throws(() => receive(made), withCode('wrong-key'));
});

test('altered, cut and misplaced parts are refused', () => {
  const made = makeDrop();
  const core = receive(made);
  core.openPart(0, made.sealed[0]);
  const bent = new Uint8Array(made.sealed[1].slice(0));
  bent[70000] ^= 1;
  assert.throws(() => core.openPart(1, bent.buffer), withCode('bad-payload'));
  assert.throws(() => core.openPart(1, made.sealed[0]), withCode('bad-payload'));
  assert.throws(() => core.openPart(1, made.sealed[1].slice(1)), withCode('truncated'));
  assert.throws(() => core.openPart(1, new ArrayBuffer(0)), withCode('truncated'));
  assert.throws(() => core.openPart(99, made.sealed[1]), withCode('bad-input'));
  assert.ok(core.openPart(1, made.sealed[1]));
});

test('every fault reaches JavaScript under its name', () => {
  const core = newCore();
  assert.throws(() => core.openLink('1abc'), withCode('bad-link'));
  assert.throws(() => core.openLink(`2${vectors.link.fragment.slice(1)}`), withCode('unsupported'));
  assert.throws(() => core.unlock(null), withCode('conflict'));
  assert.throws(() => core.hashPassword('', patterned(16), { ops: 3, mem: 2 ** 26 }), withCode('bad-password'));
  assert.throws(() => core.hashPassword('x', patterned(16), { ops: 3, mem: 1024 }), withCode('bad-password'));
  assert.throws(() => core.hashPassword('x', patterned(16), { ops: -1, mem: 2 ** 26 }), withCode('bad-password'));
  assert.throws(() => core.createDrop({ files: [{ name: 'a', size: 2 ** 41 }] }, 0), withCode('too-large'));
  assert.throws(() => core.createDrop({ files: [{ name: 'a', size: 1, preview: 'x'.repeat(65) }] }, 0), withCode('bad-manifest'));
  assert.throws(() => core.createDrop({ files: [], view: { watermark: 'x'.repeat(65) } }, 0), withCode('bad-manifest'));
  assert.throws(() => core.createDrop({ files: Array.from({ length: 1001 }, () => ({ name: 'a', size: 0 })) }, 0), withCode('too-large'));
  assert.throws(() => core.createDrop({ files: [] }, 5), withCode('bad-input'));
  assert.throws(() => core.createDrop({ files: [] }, Number.NaN), withCode('too-large'));
  core.openOwner(vectors.owner.fragment);
  assert.throws(() => core.openNote(vectors.hint.sealed), withCode('wrong-key'));
  assert.throws(() => core.openNote('AAAA'), withCode('truncated'));
  assert.throws(() => core.sealNote({ label: 'x'.repeat(1000) }), withCode('too-large'));
  const header = 'AAAA';
  assert.throws(() => core.receive('A'.repeat(43), { header, size: 1, partSize: 2 ** 20 }), withCode('truncated'));
});

test('leases are fresh, and texts with any characters pass', () => {
  const core = newCore();
  const leases = Array.from({ length: 20 }, () => core.newLease());
  assert.equal(new Set(leases.map(({ token }) => token)).size, 20);
  for (const { token, verifier } of leases) assert.match(`${token} ${verifier}`, /^[\w-]{43} [\w-]{43}$/);
  const { manifest } = core.createDrop({ files: [], note: '\u{1f98b} "\\\n\t</script>\u0000' }, 0);
  assert.equal(manifest.note, '\u{1f98b} "\\\n\t</script>\u0000');
});
