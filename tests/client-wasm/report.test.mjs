// Abuse reports against Debian's age: what the core seals, the operator's age opens, whatever was said.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { newCore, run } from './support.mjs';

const SEALED_SIZE = 4296; // as docs/protocol.md has it

const scratch = mkdtempSync(join(tmpdir(), 'mayfly-report-'));
test.after(() => rmSync(scratch, { recursive: true }));

const keyFile = join(scratch, 'operator.key');
writeFileSync(keyFile, run('age-keygen', [], new Uint8Array()), { mode: 0o600 });
const recipient = run('age-keygen', ['-y', keyFile], new Uint8Array()).toString().trim();

/** @param {object} report */
const seal = (report) => Buffer.from(newCore().sealReport(report, recipient), 'base64url');

for (const words of ['', 'short', '\u00fc"\\\n\u{1f98b}'.repeat(100), 'w'.repeat(3000)]) {
  test(`age opens a report of ${words.length} characters`, () => {
    const report = { v: 1, grant: 'g', link: null, password: null, reason: 'other', words };
    const sealed = seal(report);
    assert.equal(sealed.length, SEALED_SIZE);
    assert.deepEqual(JSON.parse(run('age', ['-d', '-i', keyFile], sealed).toString()), report);
  });
}

test('what age seals to the same size is a report too', () => {
  const plain = Buffer.alloc(4096, ' ');
  plain.write('{"v":1}');
  assert.equal(run('age', ['-r', recipient], plain).length, SEALED_SIZE);
});

test('a report that is too long, and recipients that are none, are refused', () => {
  assert.throws(() => seal({ words: 'w'.repeat(4090) }), { code: 'too-large' });
  for (const wrong of ['', recipient.toUpperCase(), recipient.slice(0, -1), `${recipient}q`, recipient.replace('1', 'l')]) {
    assert.throws(() => newCore().sealReport({}, wrong), { code: 'bad-input' });
  }
});
