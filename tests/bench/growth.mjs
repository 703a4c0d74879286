// tools/bench growth: what a drop costs as it grows, through the command; and what claims and sweeps cost among ever more drops.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureManyDrops } from '../load/measure_many_drops.mjs';
import { quantile } from '../load/client.mjs';
import { program } from '../system/cli.mjs';
import { startServer } from '../system/server.mjs';
import { largest, median, smallest } from './table.mjs';

const kMiB = 2 ** 20;
const kUsage = fileURLToPath(new URL('./usage.py', import.meta.url));
const kPartBytes = 1000;
const kClaimSeconds = 3;
const kDueMax = 10_000;

/** What a run of a command took: seconds, seconds of processor time, bytes of memory. @typedef {{seconds: number, processor: number, resident: number}} Usage */
/** @typedef {{name: string, bytes: number, turns: number}} Size */

/** The first is what each drop costs whatever is in it. @type {Size[]} */
const kSizes = [
  { name: '1 byte', bytes: 1, turns: 9 },
  { name: '1 MB', bytes: 1e6, turns: 9 },
  { name: '10 MB', bytes: 1e7, turns: 7 },
  { name: '100 MB', bytes: 1e8, turns: 5 },
  { name: '1 GiB', bytes: 1024 * kMiB, turns: 3 },
  { name: '4 GiB', bytes: 4096 * kMiB, turns: 2 },
];
const kQuickSizes = kSizes.slice(0, 4).map((size) => ({ ...size, turns: Math.min(3, size.turns) }));

/** Runs the command and gives what it took, and its output. @param {string} folder for its notes @param {string[]} args */
function run(folder, args) {
  const result = join(folder, 'usage.json');
  const { status, stdout, stderr } = spawnSync('python3', [kUsage, result, program, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  if (status !== 0) throw new Error(`mayfly ${args[0]} ended with ${status}: ${stderr}`);
  /** @type {Usage} */
  const usage = JSON.parse(readFileSync(result, 'utf8'));
  return { usage, stdout, stderr };
}

/** Sends a file and opens it again. @param {string} url @param {string} folder @param {string} file */
function roundTrip(url, folder, file) {
  const sent = run(folder, ['send', '--server', url, '--json', file]);
  const { link, manage } = JSON.parse(sent.stdout);
  const into = join(folder, 'into');
  mkdirSync(into);
  const opened = run(folder, ['open', link, '--yes', '--into', into]);
  if (readdirSync(into).length !== 1) throw new Error('what was sent did not arrive');
  rmSync(into, { recursive: true });
  run(folder, ['burn', manage]);
  execFileSync('sync'); // or the next turn would pay for this one
  return { sent: sent.usage, opened: opened.usage };
}

/** @param {Size[]} sizes @param {(progress: string) => void} say */
async function sizesOfDrops(sizes, say) {
  const server = await startServer({ args: ['--drop-bytes-max', '8G', '--storage-bytes-max', '500G'] });
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-growth-'));
  try {
    return sizes.map(({ name, bytes, turns }) => {
      say(`a drop of ${name}`);
      const file = join(folder, 'file');
      writeFileSync(file, '');
      truncateSync(file, bytes); // a hole: what is measured is not the disk that it would be read from
      const runs = Array.from({ length: turns }, () => roundTrip(server.url, folder, file));
      return { name, bytes, sent: runs.map(({ sent }) => sent), opened: runs.map(({ opened }) => opened) };
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await server.close();
  }
}

/** @typedef {Awaited<ReturnType<typeof sizesOfDrops>>[number]} Grown */

/** Nanoseconds of processor time for a byte, besides what the smallest drop takes; best of the runs. @param {Grown} grown @param {Grown} least @param {'sent' | 'opened'} way */
function perByte(grown, least, way) {
  const time = (/** @type {Grown} */ { [way]: runs }) => smallest(runs.map(({ processor }) => processor));
  return ((time(grown) - time(least)) * 1e9) / (grown.bytes - least.bytes);
}

/** @param {Grown[]} all @param {'sent' | 'opened'} way @returns {import('./table.mjs').Table} */
function sizeTable(all, way) {
  const [least] = all;
  const rows = all.map((grown) => {
    const runs = grown[way];
    const seconds = median(runs.map((one) => one.seconds));
    return [
      grown.name,
      seconds,
      grown.bytes / seconds / 1e6,
      median(runs.map((one) => one.processor)),
      grown === least || !least ? NaN : perByte(grown, least, way),
      largest(runs.map((one) => one.resident)) / kMiB,
      runs.length,
    ];
  });
  const verb = way === 'sent' ? 'mayfly send' : 'mayfly open';
  return {
    title: `\`${verb}\` of one file, to and from mayflyd on the same machine`,
    note: 'Medians; ns a byte is processor time of the command besides that for 1 byte, of the best run. The file to send is a hole; what is opened is written to the disk.',
    head: ['size', 'seconds', 'MB/s', 'processor, s', 'ns a byte', 'most memory, MiB', 'runs'],
    rows,
  };
}

/** How unequal the cost of a byte is. @param {Grown[]} all @param {'sent' | 'opened'} way */
function flatness(all, way) {
  const [least, ...others] = all;
  const costs = least ? others.map((grown) => perByte(grown, least, way)) : [];
  return largest(costs) / smallest(costs);
}

/** @param {{drops: number, found: Awaited<ReturnType<typeof measureManyDrops>>}[]} all @returns {import('./table.mjs').Table} */
const dropsTable = (all) => ({
  title: 'Live drops',
  note: `Of each a tenth, ${kDueMax.toLocaleString('en-US')} at most, end in the same second. Claims come over 64 connections from a client on the same cores, on drops from all over, each on disk before its answer.`,
  head: ['drops', 'start, s', 'resident, MiB', 'claims a second', 'a claim, ms, p99', 'a burn erased, ms, median', 'at most', 'end at once', 'all erased after, s', 'KiB written for each'],
  rows: all.map(({ drops, found }) => [
    drops,
    found.started,
    found.resident,
    found.claims.rate,
    found.claims.p99,
    quantile(found.erasedAfter, 0.5),
    quantile(found.erasedAfter, 1),
    dueOf(drops),
    found.wasLate ? 'not seen' : found.swept,
    found.writtenPerSwept / 1024,
  ]),
});

/** @param {number} drops */
const dueOf = (drops) => Math.min(kDueMax, drops / 10);

/** @type {import('./table.mjs').Measure} */
export async function measure({ quick, million, say }) {
  const grown = await sizesOfDrops(quick ? kQuickSizes : kSizes, say);
  const many = [];
  for (const drops of quick ? [1_000] : [1_000, 10_000, 100_000, ...(million ? [1_000_000] : [])]) {
    say(`${drops} drops`);
    many.push({ drops, found: await measureManyDrops({ drops, due: dueOf(drops), partBytes: kPartBytes, claimSeconds: kClaimSeconds }) });
  }
  const rates = many.map(({ found }) => found.claims.rate);
  const span = `1 MB to ${grown.at(-1)?.name}`;
  return {
    tables: [sizeTable(grown, 'sent'), sizeTable(grown, 'opened'), dropsTable(many)],
    gates: [
      { name: `cost of a byte sent, ${span}: most / least`, measured: flatness(grown, 'sent'), atMost: 1.5 },
      { name: `cost of a byte opened, ${span}: most / least`, measured: flatness(grown, 'opened'), atMost: 1.5 },
      { name: 'claims a second on the most drops', measured: rates.at(-1) ?? NaN, atLeast: 1000 },
    ],
  };
}
