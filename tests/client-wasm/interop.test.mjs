// Against Debian's age and GNU tar: what we seal, they open; what they seal, we open.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { ageTool, arrayBuffer, identityBytes, newCore, openWithCore, patterned, run, vectors } from './support.mjs';

const KIB = 1024;
const MIB = 1024 * KIB;
const SIZES = [0, 1, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, MIB - 1, MIB, MIB + 1, 5 * MIB + 7];

const scratch = mkdtempSync(join(tmpdir(), 'mayfly-interop-'));
test.after(() => rmSync(scratch, { recursive: true }));

const identity = vectors.link.age_identity_text;
const keyFile = join(scratch, 'key.txt');
writeFileSync(keyFile, `${identity}\n`, { mode: 0o600 });
const recipient = run('age-keygen', ['-y', keyFile], new Uint8Array()).toString().trim();

for (const size of SIZES) {
  const plain = patterned(size);
  test(`age opens ${size} bytes that the native core sealed`, () => {
    const sealed = ageTool(['seal', identity], plain);
    assert.equal(sealed.status, 0);
    assert.ok(run('age', ['-d', '-i', keyFile], sealed.stdout).equals(plain));
  });
  test(`both cores open ${size} bytes that age sealed`, () => {
    const sealed = run('age', ['-r', recipient], plain);
    const native = ageTool(['open', identity], sealed);
    assert.equal(native.status, 0);
    assert.ok(native.stdout.equals(plain));
    assert.ok(openWithCore(identityBytes(identity), sealed).equals(plain));
  });
}

test('a file for several recipients opens', () => {
  const other = run('age-keygen', [], new Uint8Array()).toString();
  const otherRecipient = /public key: (\S+)/.exec(other)?.[1] ?? '';
  const sealed = run('age', ['-r', otherRecipient, '-r', recipient], patterned(100));
  assert.ok(openWithCore(identityBytes(identity), sealed).equals(patterned(100)));
});

/** @param {{name: string, size: number}[]} files */
function sealDrop(files) {
  const core = newCore();
  const drop = core.createDrop({ files: files.map((file) => ({ ...file, type: '' })), note: 'hello' }, MIB);
  core.createLink();
  const grant = core.createGrant(null);
  core.joinSender(core.payloadKey(), drop.size, drop.partSize);
  const plain = Buffer.concat(drop.archive.map((piece) => ('file' in piece ? patterned(files[piece.file].size) : piece.bytes)));
  const parts = Array.from({ length: drop.partCount }, (_, n) =>
    Buffer.from(core.sealPart(n, arrayBuffer(plain.subarray(n * MIB, (n + 1) * MIB)))));
  core.openLink(grant.fragment);
  return { drop, file: Buffer.concat([Buffer.from(grant.header, 'base64url'), ...parts]), identity: core.unlock(null).identity };
}

for (const size of SIZES) {
  test(`a drop of ${size} bytes from wasm: age -d | tar x`, () => {
    const files = [{ name: 'first.bin', size }, { name: `${'\u00fc'.repeat(60)}.txt`, size: 3 }];
    const { drop, file, identity: dropIdentity } = sealDrop(files);
    const folder = mkdtempSync(join(scratch, 'drop-'));
    const key = join(scratch, 'key');
    const sealed = join(scratch, 'drop.age');
    writeFileSync(key, bech32Identity(dropIdentity), { mode: 0o600 });
    writeFileSync(sealed, file);
    // age reads a file, since tar may end at the zero blocks, before age has read all: whoever fed it would fail at that.
    run('sh', ['-c', 'age -d -i "$1" "$2" | tar -x -C "$3"', 'sh', key, sealed, folder]);
    assert.deepEqual(readdirSync(folder).sort(), ['first.bin', 'mayfly.json', files[1].name]);
    for (const { name, size: expected } of files) assert.ok(readFileSync(join(folder, name)).equals(patterned(expected)));
    assert.deepEqual(JSON.parse(readFileSync(join(folder, 'mayfly.json'), 'utf8')), drop.manifest);
  });
}

/** BIP 173 for an age identity. @param {string} base64url */
function bech32Identity(base64url) {
  const alphabet = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
  const prefix = 'age-secret-key-';
  const bits = `${[...Buffer.from(base64url, 'base64url')].map((byte) => byte.toString(2).padStart(8, '0')).join('')}0000`;
  const groups = Array.from({ length: 52 }, (_, i) => Number.parseInt(bits.slice(i * 5, i * 5 + 5), 2));
  const codes = [...prefix].map((c) => c.charCodeAt(0));
  let check = 1;
  for (const group of [...codes.map((c) => c >> 5), 0, ...codes.map((c) => c & 31), ...groups, 0, 0, 0, 0, 0, 0]) {
    const top = check >>> 25;
    check = ((check & 0x1ffffff) << 5) ^ group;
    for (const [i, term] of [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3].entries()) {
      if ((top >>> i) & 1) check ^= term;
    }
  }
  for (let i = 5; i >= 0; i--) groups.push(((check ^ 1) >>> (5 * i)) & 31);
  return `${prefix}1${groups.map((group) => alphabet[group]).join('')}\n`.toUpperCase();
}
