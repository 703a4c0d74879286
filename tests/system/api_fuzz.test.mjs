// The API under fuzzing: whatever is sent, the answer is one that docs/protocol.md states, and honest clients are served.
//
// MAYFLY_FUZZ_SECONDS says how long (8 unless told), MAYFLY_SEED repeats a run.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { burn, call, claim, done, expect, getPart, kMiB, makeDrop, newToken } from './api.mjs';
import { bentBytes } from './fuzz_bytes.mjs';
import { kAdminCalls, kCalls } from './fuzz_calls.mjs';
import { checkAnswer, routedCalls, statedCalls } from './fuzz_contract.mjs';
import { Dice } from './fuzz_dice.mjs';
import { nextAdminRequest, nextAttempt } from './fuzz_grammar.mjs';
import { bytesOf, Client, converse } from './fuzz_wire.mjs';
import { World } from './fuzz_world.mjs';
import { startServer } from './server.mjs';

/** @typedef {import('./fuzz_grammar.mjs').Attempt} Attempt */
/** @typedef {import('./fuzz_contract.mjs').Answer} Answer */

const kSeconds = Number(process.env['MAYFLY_FUZZ_SECONDS'] ?? 8);
const kSeed = Number(process.env['MAYFLY_SEED'] ?? randomInt(2 ** 32));
const kGrammarClients = 3;
const kByteClients = 2;
const kAdminShare = 0.03;
const kBurst = 150;
const kOpenSeconds = 10;
const kRoomMilliseconds = (kOpenSeconds + 10) * 1000;
// Of the test vectors in docs/protocol.md: any age key will do.
const kReportRecipient = 'age1v5erqzs4t9ngklm7ze2x08pgz6crw7fnpwe28l8jveztygwmqaasnf72vd';
const kMemoryMax = 1024 * kMiB;

/** @type {import('./server.mjs').TestServer} */
let server;
before(async () => {
  const limits = ['--storage-bytes-max', '512M', '--drop-bytes-max', '64M', '--open-drops-max', '100000', '--open-for', `${kOpenSeconds}s`, '--lease', '20s', '--lease-total', '40s'];
  server = await startServer({ args: ['--trusted-proxy', '127.0.0.1', '--report-recipient', kReportRecipient, '--head-time', '5s', '--buffers-max', '128M', ...limits] });
});
after(() => server.close());

/** @type {Map<string, number>} */
const seen = new Map();
/** @param {string} what */
const count = (what) => void seen.set(what, (seen.get(what) ?? 0) + 1);

/** Resident memory of the server in bytes. */
const memory = () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1]) * 1024;

/** Where the API is. */
const door = () => ({ host: '127.0.0.1', port: server.port });

/** @param {Buffer} bytes */
const shown = (bytes) => JSON.stringify(bytes.toString('latin1', 0, 3000));

/** What holds of every answer to a request by the grammar. @param {World} world @param {Attempt} attempt @param {Answer} answer */
function checkAttempt(world, { call: name, subject, token, request, bends }, answer) {
  const code = checkAnswer(answer);
  count(code);
  if (code === 'drop-gone') world.noteEnd(name, subject);
  const isItself = name.startsWith(`${request.method} `) && !bends.includes('a bent target');
  if (answer.status >= 300 || !isItself) return;

  const { by, members } = /** @type {import('./fuzz_calls.mjs').Call} */ (kCalls[name]);
  if (by !== 'anyone') assert.equal(token, world.tokenFor(by, subject)?.token, 'it was let in with a token that is not the right one');
  const isJson = answer.headers.get('content-type') === 'application/json';
  const reply = isJson ? JSON.parse(answer.body.toString()) : null;
  assert.equal(isJson, members !== undefined, 'JSON or none');
  const isShort = name === 'GET /grants/{grant}' && !['open', 'live'].includes(reply?.state);
  if (isJson) assert.deepEqual(Object.keys(reply), isShort ? ['state'] : members);
  world.learn(name, subject, request.body ?? Buffer.alloc(0), reply, answer.body);
}

/** A client by the grammar, one request after the other. @param {World} world @param {Dice} dice @param {Client} client */
async function attemptOne(world, dice, client) {
  const attempt = nextAttempt(dice, world);
  try {
    checkAttempt(world, attempt, await client.send(attempt.request));
  } catch (error) {
    const bends = attempt.bends.join(', ') || 'nothing';
    throw new Error(`${attempt.call} with ${bends} bent: ${/** @type {Error} */ (error).message}\nsent: ${shown(bytesOf(attempt.request))}`, { cause: error });
  }
}

/** A client that bends bytes. @param {World} world @param {Dice} dice */
async function bendOne(world, dice) {
  const requests = Array.from({ length: dice.pick([1, 1, 1, 2, 5]) }, () => bytesOf(nextAttempt(dice, world, { isGood: dice.chance(0.7) }).request));
  await sendBent(dice, door(), requests);
}

/** @param {Dice} dice @param {import('./fuzz_wire.mjs').Door} to @param {Buffer[]} requests */
async function sendBent(dice, to, requests) {
  const pieces = bentBytes(dice, requests);
  try {
    for (const answer of await converse(to, pieces)) count(checkAnswer(answer));
  } catch (error) {
    throw new Error(`bent bytes: ${/** @type {Error} */ (error).message}\nsent: ${pieces.map(shown).join(' + ')}`, { cause: error });
  }
}

/** The operator's socket, by its grammar or bent. @param {World} world @param {Dice} dice */
async function adminOne(world, dice) {
  const to = { path: join(server.dataDir, 'mayflyd.sock') };
  const request = nextAdminRequest(dice, world);
  if (dice.chance(0.5)) return await sendBent(dice, to, [bytesOf(request)]);
  const client = new Client(to);
  count(`operator: ${checkAnswer(await client.send(request))}`);
  client.close();
}

/** A sealed drop, as soon as there is room: what fuzzing left open takes its share until its time is over. */
async function honestDrop() {
  for (const deadline = Date.now() + kRoomMilliseconds; ; ) {
    try {
      return await makeDrop(server.url, { size: kMiB + 5 });
    } catch (error) {
      if (!/storage-full/.test(String(error)) || Date.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** What an honest sender and recipient do, whole. */
async function roundTrip() {
  const plan = await honestDrop();
  const lease = newToken();
  const { view, header } = expect(await claim(server.url, plan, lease), 200).body;
  assert.equal(header, plan.header.toString('base64url'));
  for (const [n, part] of plan.parts.entries()) assert.deepEqual(expect(await getPart(server.url, view, n, lease), 200).bytes, part);
  expect(await done(server.url, view, lease), 204);
  assert.equal(expect(await call(server.url, 'GET', `/grants/${plan.grant}`), 200).body.state, 'viewed');
  expect(await burn(server.url, plan), 204);
}

/** Gives back the room that a client's drops take. @param {World} world */
async function clear(world) {
  for (const drop of world.forgetDrops()) {
    if (drop.owner.token) expect(await call(server.url, 'DELETE', `/drops/${drop.id}`, { token: drop.owner.token }), 204);
    drop.spent = true;
  }
}

test('the fuzzer knows every call that there is', () => {
  assert.deepEqual(Object.keys(kCalls).sort(), statedCalls().sort());
  assert.deepEqual(Object.keys(kCalls).sort(), routedCalls('server/routes_table.cc').sort());
  assert.deepEqual(Object.keys(kAdminCalls).sort(), routedCalls('server/admin.cc').sort());
});

test(`${kSeconds} s of fuzzing, seed ${kSeed}`, async (t) => {
  const clients = Array.from({ length: kGrammarClients + kByteClients }, (_, i) => {
    const dice = new Dice(kSeed + i);
    const bendsBytes = i >= kGrammarClients;
    return { dice, world: new World(dice, !bendsBytes), client: new Client(door()), bendsBytes };
  });
  const { pid } = server;
  const memoryBefore = memory();
  let memoryMost = 0;
  let bursts = 0;
  for (const deadline = Date.now() + kSeconds * 1000; Date.now() < deadline; ++bursts) {
    await Promise.all(
      clients.map(async ({ dice, world, client, bendsBytes }) => {
        for (let i = 0; i < kBurst; ++i) {
          if (dice.chance(kAdminShare)) await adminOne(world, dice);
          else if (bendsBytes && dice.chance(0.7)) await bendOne(world, dice);
          else await attemptOne(world, dice, client);
        }
        client.close();
        await clear(world);
      }),
    );
    await roundTrip();
    process.kill(pid, 0);
    memoryMost = Math.max(memoryMost, memory());
    assert.ok(memoryMost < kMemoryMax, `the server holds ${memoryMost} bytes`);
  }
  const figures = [...seen].sort().map(([what, times]) => `${what} ${times}`);
  const mib = (/** @type {number} */ bytes) => `${(bytes / kMiB).toFixed(0)} MiB`;
  t.diagnostic(`seed ${kSeed}: ${[...seen.values()].reduce((a, b) => a + b, 0)} answers in ${bursts} bursts, memory ${mib(memoryBefore)} before, ${mib(memoryMost)} at most`);
  t.diagnostic(figures.join(', '));
  assert.equal(server.pid, pid);
  assert.doesNotMatch(server.logs(), /request-failed|store-failed|Sanitizer|runtime error/);
  assert.equal(await server.stop(), 0);
});
