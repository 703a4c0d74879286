// A file system of a few MiB in memory: as root, or else inside a user namespace of its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const kInside = 'MAYFLY_TEST_IN_NAMESPACE';

/** @param {string} path @param {number} mebibytes */
const mount = (path, mebibytes) => spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'mayfly-test', path]).status === 0;

/** @param {number} mebibytes @returns {{path: string, free: () => number, remove: () => void} | null} null where it is not permitted */
export function makeDisk(mebibytes) {
  const path = mkdtempSync(join(tmpdir(), 'mayfly-disk-'));
  if (!mount(path, mebibytes)) {
    rmdirSync(path);
    return null;
  }
  return {
    path,
    free: () => {
      const { bavail, bsize } = statfsSync(path);
      return bavail * bsize;
    },
    remove: () => {
      spawnSync('umount', [path]);
      rmdirSync(path);
    },
  };
}

/**
 * Whether tests that mount can run right here. If not, all of `file` is run inside a namespace, as one test.
 * @param {string} file
 */
export function canMount(file) {
  const disk = makeDisk(1);
  disk?.remove();
  if (disk) return true;
  test('in a user namespace', { skip: process.env[kInside] ? 'no file system can be mounted' : false }, (t) => {
    const inside = ['-Urm', '--', process.execPath, '--test', file];
    const ran = spawnSync('unshare', inside, { env: { ...process.env, [kInside]: '1', NODE_TEST_CONTEXT: '' }, encoding: 'utf8' });
    if (/Operation not permitted/.test(ran.stderr ?? '')) return t.skip('user namespaces are not permitted');
    console.log(ran.stdout);
    assert.equal(ran.status, 0);
  });
  return false;
}
