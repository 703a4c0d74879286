// Many drops of 1 MiB that expire in the same second: how long until none of them is found in any file.
// expire_at_once.mjs [DROPS=1000] [SECONDS-FOR-UPLOADING=60]
import assert from 'node:assert/strict';
import { startServer } from '../system/server.mjs';
import { Client, kMark, kTagSize, planMarked, printTable, quantile } from './client.mjs';
import { Finder } from './finder.mjs';

const kConnections = 8;

const [drops = 1000, uploadSeconds = 60] = process.argv.slice(2).map(Number);
const server = await startServer({ args: ['--open-drops-max', '1000'] });
const client = new Client(server.url, kConnections);
const finder = new Finder(server.dataDir, kMark, kTagSize);
try {
  const expiresAt = Math.floor(Date.now() / 1000) + uploadSeconds;
  const change = { drop: { expires_in: undefined, expires_at: expiresAt } };
  /** @type {Set<string>} */
  const tags = new Set();
  const upload = async () => {
    while (tags.size < drops) {
      const plan = planMarked(1);
      tags.add(plan.tag);
      await client.upload(plan, change);
    }
  };
  await Promise.all(Array.from({ length: kConnections }, upload));
  const left = expiresAt * 1000 - Date.now();
  assert.ok(left > 1000, 'the uploads took too long: give them more seconds');
  let look = (await finder.next()) && (await finder.next());
  assert.equal([...tags].filter((tag) => look.tags.has(tag)).length, drops, 'the search finds what is there');
  let firstGone = 0;
  while (look.began < expiresAt * 1000 || [...tags].some((tag) => look.tags.has(tag))) {
    look = await finder.next();
    if (!firstGone && [...tags].some((tag) => !look.tags.has(tag))) firstGone = look.ended - expiresAt * 1000;
  }
  printTable({
    'drops of 1 MiB that expired at once': drops,
    'uploaded with this to spare, s': left / 1000,
    'the first in no file, ms after the expiry': firstGone,
    'all in no file, ms after the expiry': look.ended - expiresAt * 1000,
    'one look through all files, ms, median': quantile(finder.lookMilliseconds, 0.5),
  });
} finally {
  await finder.close();
  client.close();
  await server.close();
}
