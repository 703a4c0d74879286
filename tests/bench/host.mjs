// What a table was measured on, in words that say nothing of whose machine it is.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';

/** @param {string} program @returns {string} the first version number it tells */
function version(program) {
  try {
    return /\d+(\.\d+)+/.exec(execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))?.[0] ?? 'unknown';
  } catch {
    return 'none';
  }
}

function isVirtual() {
  return /^flags.*\bhypervisor\b/m.test(readFileSync('/proc/cpuinfo', 'utf8'));
}

export function describeHost() {
  const cores = availableParallelism();
  return [
    `${cores} ${cores === 1 ? 'core' : 'cores'} of ${cpus()[0]?.model.trim() ?? 'an unknown processor'}${isVirtual() ? ' (virtual machine)' : ''}`,
    `${Math.round(totalmem() / 2 ** 30)} GiB`,
    `Linux ${/^\d+\.\d+/.exec(readFileSync('/proc/sys/kernel/osrelease', 'utf8'))?.[0]}`,
    `Chromium ${version('/usr/bin/chromium')}`,
    `Node ${process.versions.node}`,
  ].join(', ');
}
