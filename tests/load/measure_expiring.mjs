// Many drops of 1 MiB that expire in the same second: how long until none of them is found in any file.
import assert from 'node:assert/strict';
import { startServer } from '../system/server.mjs';
import { Client, kMark, kTagSize, planMarked } from './client.mjs';
import { Finder } from './finder.mjs';

const kConnections = 8;

/** @param {{drops: number, uploadSeconds: number}} load */
export async function measureExpiring({ drops, uploadSeconds }) {
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
    return {
      spare: left / 1000,
      firstGone,
      allGone: look.ended - expiresAt * 1000,
      lookMilliseconds: finder.lookMilliseconds,
    };
  } finally {
    await finder.close();
    client.close();
    await server.close();
  }
}
