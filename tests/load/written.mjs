// Bytes that the server has written to its disk for each byte of payload, each claim, each burn; its most memory meanwhile.
// written.mjs [MIB=256] [PART-MIB=8] [CALLS=500] [CONNECTIONS=16]
import { readFileSync } from 'node:fs';
import { newToken, planDrop } from '../system/api.mjs';
import { residentPeak } from '../system/hostile.mjs';
import { startServer } from '../system/server.mjs';
import { Client, pause, printTable } from './client.mjs';

const kMiB = 1024 * 1024;
const kPartsPerDrop = 4;
const kSettledMilliseconds = 2000; // the reaper's work is written after the answer

const [mebibytes = 256, partMebibytes = 8, calls = 500, connections = 16] = process.argv.slice(2).map(Number);
const server = await startServer({ args: ['--open-drops-max', '10000', '--storage-bytes-max', '500G'] });
const client = new Client(server.url, connections);

/** @typedef {ReturnType<typeof planDrop>} Plan */

const written = () => Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${server.pid}/io`, 'utf8'))?.[1]);

/** Bytes that are written while some work is done, and right after. @param {() => Promise<unknown>} work */
async function writtenBy(work) {
  const before = written();
  await work();
  await pause(kSettledMilliseconds);
  return written() - before;
}

/** Does it to each, over all connections or one after the other. @template T @param {T[]} all @param {(one: T) => Promise<unknown>} work @param {number} abreast */
async function each(all, work, abreast) {
  const left = [...all];
  const workUntilEnd = async () => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await work(one);
  };
  await Promise.all(Array.from({ length: abreast }, workUntilEnd));
}

/** @param {Plan} plan */
const claimOf = ({ grant, access }) => client.must(200, 'POST', `/grants/${grant}/claim`, { token: access.token, json: { lease_verifier: newToken().verifier } });

/** Uploads drops of that size, and forgets their parts. @param {number} count @param {number} size @param {number} abreast */
async function upload(count, size, abreast) {
  /** @type {Plan[]} */
  const plans = [];
  const one = async () => {
    const plan = planDrop({ size, partSize: partMebibytes * kMiB });
    await client.upload(plan, { grant: { max_views: 0 } });
    plans.push({ ...plan, parts: [] });
  };
  await each([...Array(count).keys()], one, abreast);
  return plans;
}

try {
  const dropBytes = kPartsPerDrop * partMebibytes * kMiB;
  const payload = Math.ceil((mebibytes * kMiB) / dropBytes);
  const large = await writtenBy(() => upload(payload, dropBytes, 2));
  /** @type {Plan[]} */
  let small = [];
  const empty = await writtenBy(async () => (small = await upload(calls, 1, connections)));
  const claimsAlone = await writtenBy(() => each(small, claimOf, 1));
  const claimsAbreast = await writtenBy(() => each(small, claimOf, connections));
  const half = small.splice(0, calls / 2);
  const burnsAlone = await writtenBy(() => each(half, (plan) => client.burn(plan), 1));
  const burnsAbreast = await writtenBy(() => each(small, (plan) => client.burn(plan), connections));
  printTable({
    [`payload in parts of ${partMebibytes} MiB, MiB`]: (payload * dropBytes) / kMiB,
    'written for each of its bytes': large / (payload * dropBytes),
    'a drop of 1 byte, from create to seal: written, KiB': empty / calls / 1024,
    'a claim alone: written, KiB': claimsAlone / calls / 1024,
    [`a claim over ${connections} connections: written, KiB`]: claimsAbreast / calls / 1024,
    'a burn alone: written, KiB': burnsAlone / half.length / 1024,
    [`a burn over ${connections} connections: written, KiB`]: burnsAbreast / small.length / 1024,
    'most memory, MiB': residentPeak(server.pid),
  });
} finally {
  client.close();
  await server.close();
}
