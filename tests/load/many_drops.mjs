// Very many live drops: how long a start takes, how much memory, and what one burn and one sweep among them cost.
// many_drops.mjs [DROPS=100000] [DUE=10000] [PART-BYTES=1000]; fill_drops must be built (env FILL_DROPS, or in build/release).
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../system/server.mjs';
import { Client, pause, printTable, quantile } from './client.mjs';

const kBurns = 20;
const kFillPerSecond = 1_000; // at the least; what is due must not be before all is filled

const [drops = 100_000, due = 10_000, partBytes = 1_000] = process.argv.slice(2).map(Number);
const filler = process.env['FILL_DROPS'] ?? fileURLToPath(new URL('../../build/release/tests/load/fill_drops', import.meta.url));

const server = await startServer({ args: ['--drops-max', '100000000', '--storage-bytes-max', '500G'] });

/** Bytes that the server has had written to the disk. */
const written = () => Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${server.pid}/io`, 'utf8'))?.[1]);
const residentMiB = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) / 1024;

/** How many files of contents there are. */
function countContents() {
  const folder = join(server.dataDir, 'contents');
  return readdirSync(folder).reduce((sum, shard) => sum + (shard === 'new' ? 0 : readdirSync(join(folder, shard)).length), 0);
}

try {
  await server.stop();
  const fillSeconds = Math.max(30, Math.ceil(drops / kFillPerSecond));
  const begin = Date.now();
  const output = execFileSync(filler, [server.dataDir, drops, partBytes, due, fillSeconds].map(String), { encoding: 'utf8' });
  const filled = (Date.now() - begin) / 1000;
  const [token = '', ...named] = output.trim().split('\n');
  const [startAt, dueAt] = [Date.now(), begin + fillSeconds * 1000];
  await server.restart();
  const started = (Date.now() - startAt) / 1000;
  const resident = residentMiB();
  const client = new Client(server.url, 1);

  const contents = (/** @type {string} */ line) => {
    const [drop = '', grant = ''] = line.split(' ').map((id) => Buffer.from(id, 'base64url').toString('hex'));
    return join(server.dataDir, 'contents', drop.slice(0, 3), drop + grant);
  };
  const exists = (/** @type {string} */ path) => {
    try {
      return readFileSync(path).length > 0;
    } catch {
      return false;
    }
  };
  /** @type {number[]} */
  const erasedAfter = [];
  const writtenBefore = written();
  for (const line of named.slice(0, kBurns)) {
    if (!exists(contents(line))) throw new Error('the file of a drop is not where it should be');
    await client.must(204, 'DELETE', `/drops/${line.split(' ')[0]}`, { token });
    const answered = Date.now();
    while (exists(contents(line))) await pause(1);
    erasedAfter.push(Date.now() - answered);
    await pause(50);
  }
  const perBurn = (written() - writtenBefore) / kBurns;

  const before = written();
  const left = drops - Math.min(kBurns, named.length) - due;
  const wasLate = Date.now() > dueAt;
  while (countContents() > left) await pause(500); // counting slows the erasing down
  const swept = (Date.now() - Math.max(dueAt, startAt)) / 1000;
  client.close();
  printTable({
    'drops, one part each': drops,
    'filled in, s': filled,
    'start until the ready line, s': started,
    'resident after the start, MiB': resident,
    'resident after the sweep, MiB': residentMiB(),
    'one burn: erased after, ms, median': quantile(erasedAfter, 0.5),
    'one burn: erased after, ms, maximum': Math.max(...erasedAfter),
    'one burn: written, KiB': perBurn / 1024,
    [`${due} due at once${wasLate ? ' (already at the start)' : ''}: erased after, s`]: swept,
    'that sweep: written, KiB for each drop': (written() - before) / 1024 / due,
  });
} finally {
  await server.close();
}
