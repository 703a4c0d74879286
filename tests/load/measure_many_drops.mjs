// Very many live drops: how long a start takes, how much memory, and what claims, one burn and one sweep among them cost.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../system/server.mjs';
import { Client, pause } from './client.mjs';
import { measureClaims } from './measure_claims.mjs';

const kFilledPerSecond = 1_000; // at the least
const kBurnsSeconds = 5;
const kSweepSecondsMax = 600;
const kConnections = 64;
const released = process.env['FILL_DROPS'] ?? fileURLToPath(new URL('../../build/release/tests/load/fill_drops', import.meta.url));

/** @typedef {Awaited<ReturnType<typeof startServer>>} Server */

/** Bytes that the server has had written to the disk. @param {Server} server */
const written = ({ pid }) => Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
/** @param {Server} server */
const residentMiB = ({ pid }) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** How many files of contents there are. @param {Server} server */
function countContents({ dataDir }) {
  const folder = join(dataDir, 'contents');
  const shards = readdirSync(folder).filter((name) => /^[0-9a-f]{3}$/.test(name));
  return shards.reduce((sum, shard) => sum + readdirSync(join(folder, shard)).length, 0);
}

/** A drop that the filler named. @typedef {{drop: string, grant: string, path: string, access: {token: string}}} Named */

/** @param {string} filler @param {string} dataDir @param {string[]} args @returns {{token: string, named: Named[]}} */
function fill(filler, dataDir, args) {
  const [token = '', ...lines] = execFileSync(filler, [dataDir, ...args], { encoding: 'utf8' }).trim().split('\n');
  const named = lines.map((line) => {
    const [drop = '', grant = ''] = line.split(' ');
    const hex = [drop, grant].map((id) => Buffer.from(id, 'base64url').toString('hex'));
    return { drop, grant, path: join(dataDir, 'contents', String(hex[0]).slice(0, 3), hex.join('')), access: { token } };
  });
  return { token, named };
}

/** Milliseconds from each burn's answer until its file is gone. @param {Client} client @param {Named[]} named @param {string} token */
async function burnSome(client, named, token) {
  /** @type {number[]} */
  const erasedAfter = [];
  for (const { drop, path } of named) {
    if (!existsSync(path)) throw new Error('the file of a drop is not where it should be');
    await client.must(204, 'DELETE', `/drops/${drop}`, { token });
    const answered = performance.now();
    while (existsSync(path)) await pause(1);
    erasedAfter.push(performance.now() - answered);
    await pause(50);
  }
  return erasedAfter;
}

/**
 * `due` of the drops end at one time, `dueSeconds` after the filling begins: as late as all before it may need, unless told.
 * @typedef {{drops: number, due: number, partBytes: number, claimSeconds: number, burns?: number, dueSeconds?: number, filler?: string}} Load
 */

/** Until so many contents are left. @param {Server} server @param {number} left */
async function untilSwept(server, left) {
  const pauseMilliseconds = left > 100_000 ? 500 : 50; // counting slows the erasing down
  for (const end = Date.now() + kSweepSecondsMax * 1000; countContents(server) > left; await pause(pauseMilliseconds)) {
    if (Date.now() > end) throw new Error(`${countContents(server) - left} drops are not erased after ${kSweepSecondsMax} s`);
  }
}

/** @param {import('../system/server.mjs').TestServer} server @param {Client} client @param {Load} load */
async function measure(server, client, { drops, due, partBytes, claimSeconds, burns = 20, dueSeconds, filler = released }) {
  await server.stop();
  // What is due must not be before all is filled, claimed and burned.
  const dueIn = dueSeconds ?? Math.ceil(drops / kFilledPerSecond + claimSeconds + 2 * kBurnsSeconds);
  const begin = Date.now();
  const { token, named } = fill(filler, server.dataDir, [drops, partBytes, due, dueIn].map(String));
  const filled = (Date.now() - begin) / 1000;
  const [startAt, dueAt] = [Date.now(), Math.floor(begin / 1000 + dueIn) * 1000];
  await server.restart();
  const started = (Date.now() - startAt) / 1000;
  const resident = residentMiB(server);
  const claims = await measureClaims(client, named, { seconds: claimSeconds, connections: kConnections });
  const burned = named.slice(0, burns);
  const beforeBurns = written(server);
  const erasedAfter = await burnSome(client, burned, token);
  const beforeSweep = written(server);
  const wasLate = Date.now() > dueAt;
  await untilSwept(server, drops - burned.length - due);
  return {
    filled,
    started,
    resident,
    residentAtEnd: residentMiB(server),
    claims,
    erasedAfter,
    writtenPerBurn: (beforeSweep - beforeBurns) / burned.length,
    wasLate,
    swept: (Date.now() - Math.max(dueAt, startAt)) / 1000,
    left: countContents(server),
    writtenPerSwept: (written(server) - beforeSweep) / due,
  };
}

/** @typedef {Awaited<ReturnType<typeof measure>>} Found */

/**
 * @param {Load} load
 * @param {(found: Found) => void} [tell] before all is removed again, which takes minutes at a million
 */
export async function measureManyDrops(load, tell = () => {}) {
  const server = await startServer({ args: ['--drops-max', '100000000', '--storage-bytes-max', '500G'] });
  const client = new Client(server.url, kConnections);
  try {
    const found = await measure(server, client, load);
    tell(found);
    return found;
  } finally {
    client.close();
    await server.close();
  }
}
