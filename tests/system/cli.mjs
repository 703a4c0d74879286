// Runs the real mayfly command, and puts a bad network between it and the server.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const program = process.env['MAYFLY'] ?? join(root, 'build/dev/tools/mayfly/mayfly');

/**
 * @typedef {{status: number | null, out: Buffer, err: string}} Ended
 * @typedef {{env?: Record<string, string>, input?: string | Buffer, cwd?: string, stdout?: number}} RunOptions
 */

/** Starts the command; `ended` waits for it. @param {string[]} args @param {RunOptions} [options] */
export function start(args, { env = {}, input = '', cwd, stdout } = {}) {
  const child = spawn(program, args, {
    env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', ...env },
    stdio: ['pipe', stdout ?? 'pipe', 'pipe'],
    detached: true, // without a controlling terminal: nobody can be asked
    ...(cwd ? { cwd } : {}),
  });
  /** @type {Buffer[]} */
  const out = [];
  const heard = { err: '' };
  child.stdout?.on('data', (bytes) => out.push(bytes));
  child.stderr?.on('data', (bytes) => (heard.err += bytes));
  child.stdin?.on('error', () => {}); // it need not read its input
  child.stdin?.end(input);
  const ended = once(child, 'close').then(([status]) => /** @type {Ended} */ ({ status, out: Buffer.concat(out), err: heard.err }));
  return { child, heard, ended };
}

/** @param {string[]} args @param {RunOptions} [options] @returns {Promise<Ended>} */
export const mayfly = (args, options) => start(args, options).ended;

/** Runs it and insists that it ends well. @param {string[]} args @param {RunOptions} [options] */
export async function mayflyOk(args, options) {
  const ended = await mayfly(args, options);
  if (ended.status !== 0) throw new Error(`mayfly ${args[0]} ended with ${ended.status}: ${ended.err}`);
  return ended;
}

/**
 * Sends files and takes the links.
 * @param {string} url @param {string[]} args @param {RunOptions} [options]
 * @returns {Promise<{link: string, manage: string, err: string}>}
 */
export async function send(url, args, options) {
  const { out, err } = await mayflyOk(['send', '--server', url, ...args], options);
  const manage = /\S+\/m#\S+/.exec(err)?.[0];
  if (!manage) throw new Error(`no manage link in: ${err}`);
  return { link: out.toString().trim(), manage, err };
}

/** What a manage link tells. @param {string} manage */
export const managed = async (manage) => JSON.parse((await mayflyOk(['manage', manage, '--json'])).out.toString());

/** A folder of its own for a test, with files in it. @param {Record<string, string | Buffer>} [files] */
export function makeFolder(files = {}) {
  const path = mkdtempSync(join(tmpdir(), 'mayfly-cli-'));
  mkdirSync(join(path, 'in'));
  mkdirSync(join(path, 'out'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, 'in', name), content);
  return {
    in: (/** @type {string} */ name) => join(path, 'in', name),
    out: join(path, 'out'),
    read: (/** @type {string} */ name) => readFileSync(join(path, 'out', name)),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Bytes that do not repeat soon, the same in every run. @param {number} size @param {number} [seed] */
export function pattern(size, seed = 1) {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = seed;
  for (let i = 0; i < words.length; i += 1) {
    state = Math.imul(state, 1664525) + 1013904223;
    words[i] = state ^ (state >>> 15);
  }
  return Buffer.from(words.buffer, 0, size);
}

/**
 * Runs it at a terminal: types each answer when its question has come. What the terminal showed, and the exit status.
 * @param {string[]} args @param {[RegExp, string][]} answers
 */
export async function atTerminal(args, answers) {
  const quoted = [program, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const child = spawn('script', ['-qefc', quoted, '/dev/null'], {
    env: { PATH: process.env['PATH'] ?? '', TZ: 'UTC', TERM: 'dumb' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let shown = '';
  let seen = 0;
  child.stdout.on('data', (bytes) => {
    shown += bytes;
    const [question, answer] = answers[0] ?? [];
    if (!question?.test(shown.slice(seen))) return;
    answers.shift();
    seen = shown.length;
    child.stdin.write(String(answer));
  });
  const [status] = await once(child, 'close');
  return { status, shown };
}

/**
 * A wire that breaks: forwards to `port`, and cuts connection k once `limits[k]` bytes went in the named direction;
 * connections past the list stay whole. `slow` holds back what goes that way: bytes in a second.
 * @param {number} port @param {{direction: 'up' | 'down', limits?: number[], slow?: number}} options
 */
export async function startWire(port, { direction, limits = [], slow = 0 }) {
  let cuts = 0;
  let carried = 0;
  let count = 0;
  /** @type {Set<import('node:net').Socket>} */
  const open = new Set();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const [from, to] = direction === 'up' ? [near, far] : [far, near];
    let left = limits[count] ?? Infinity;
    count += 1;
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    to.on('data', (bytes) => void from.write(bytes));
    from.on('data', (bytes) => {
      carried += bytes.length;
      if (bytes.length >= left) {
        cuts += 1;
        to.write(bytes.subarray(0, left), () => to.resetAndDestroy());
        from.resetAndDestroy();
        return;
      }
      left -= bytes.length;
      to.write(bytes);
      if (slow === 0) return;
      from.pause();
      setTimeout(() => from.resume(), (1000 * bytes.length) / slow);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${address.port}`,
    cuts: () => cuts,
    /** Bytes that came the named way. */
    carried: () => carried,
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

/** The same link, reached another way. @param {string} link @param {string} url */
export const through = (link, url) => link.replace(/^https?:\/\/[^/]+/, url);
