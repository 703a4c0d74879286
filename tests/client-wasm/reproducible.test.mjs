// The builds of the core come out the same wherever they are built. On request only, for it takes minutes: MAYFLY_REPRODUCE=1.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { files } from '../tidy/tree.mjs';
import { builds } from './support.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

test('another folder, the same bytes', { skip: process.env.MAYFLY_REPRODUCE !== '1' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-elsewhere-'));
  try {
    for (const name of files()) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      copyFileSync(join(ROOT, name), join(folder, name));
    }
    mkdirSync(join(folder, 'build'));
    symlinkSync(join(ROOT, 'build/deps'), join(folder, 'build/deps'));
    const env = { ...process.env, NODE_PATH: '/usr/share/nodejs' };
    execFileSync('cmake', ['--preset', 'wasm'], { cwd: folder, env, stdio: 'ignore' });
    execFileSync('cmake', ['--build', '--preset', 'wasm', '--target', 'mayfly_wasm'], { cwd: folder, env, stdio: 'ignore' });
    for (const { name, bytes } of builds) {
      assert.ok(readFileSync(join(folder, 'build/wasm', name)).equals(bytes), `${name} differs`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
