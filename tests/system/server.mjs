// Starts the real mayflyd on a free port with a data folder of its own, for tests in node.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const program = process.env['MAYFLYD'] ?? join(root, 'build/dev/server/mayflyd');
const kStartMillisecondsMax = 30_000;
/** Tests are one client that does the work of many; those about limits set their own. */
const kNoClientLimits = {
  MAYFLY_CONNECTIONS_PER_CLIENT: '0',
  MAYFLY_BUFFERS_PER_CLIENT: '0',
  MAYFLY_CREATES_PER_HOUR: '0',
  MAYFLY_BYTES_PER_DAY: '0',
  MAYFLY_OPEN_DROPS_PER_CLIENT: '0',
};
const kReadyLine = /listening on (https?:\/\/\S+)/;
// How sanitizers are to behave (tools/sanitize), for the server as for all else.
const kSanitizers = Object.fromEntries(Object.entries(process.env).filter(([name]) => /^[A-Z]+SAN_OPTIONS$/.test(name)));
/** Then the server takes several times as long, and memory that is not its own. */
export const isSanitized = Object.keys(kSanitizers).length > 0;
const kSanitizerReport = /Sanitizer|runtime error:/;

/**
 * @typedef {object} TestServer
 * @property {string} url as in http://127.0.0.1:40123, no slash at the end
 * @property {number} port
 * @property {number} pid
 * @property {string} dataDir
 * @property {() => string} logs all that it wrote so far, to both outputs
 * @property {() => Promise<number | null>} stop SIGTERM; its exit status; the data folder stays
 * @property {() => Promise<void>} kill9
 * @property {(extraArgs?: string[]) => Promise<void>} restart starts it again on the same data and port
 * @property {(milliseconds: number) => Promise<void>} startAndKill starts it and kills it after that time, ready or not
 * @property {() => Promise<void>} close stops it and removes the data folder: for `after`
 */

/** @param {Record<string, string>} env what a test adds @returns {NodeJS.ProcessEnv} */
const environment = (env) => ({ PATH: process.env['PATH'] ?? '', ...kSanitizers, ...env });

/** One run of the program until it is ready. @param {string[]} args @param {Record<string, string>} env */
async function run(args, env) {
  const child = spawn(program, args, { env: environment({ ...kNoClientLimits, ...env }), stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ready = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`mayflyd is not ready:\n${output}`)), kStartMillisecondsMax);
    const hear = (/** @type {Buffer} */ bytes) => {
      output += bytes.toString('utf8');
      const found = kReadyLine.exec(output);
      if (found) resolve(found[1]);
      if (found) clearTimeout(timer);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', reject);
    child.once('exit', (status) => reject(new Error(`mayflyd ended with ${status}:\n${output}`)));
  });
  const exited = once(child, 'exit');
  exited.catch(() => {});
  const url = /** @type {string} */ (await ready);
  return { child, url, exited, output: () => output };
}

/**
 * @param {{args?: string[], env?: Record<string, string>, within?: string}} [options] `within`: where its folder is made
 * @returns {Promise<TestServer>}
 */
export async function startServer({ args = [], env = {}, within = tmpdir() } = {}) {
  const folder = mkdtempSync(join(within, 'mayfly-test-'));
  const dataDir = join(folder, 'data');
  let current = await run(['--port', '0', '--data', dataDir, ...args], env);
  const port = Number(new URL(current.url).port);
  let past = '';

  const end = async (/** @type {NodeJS.Signals} */ signal) => {
    if (current.child.exitCode === null && current.child.signalCode === null) {
      current.child.kill(signal);
      await current.exited;
    }
    return current.child.exitCode;
  };
  const server = {
    url: current.url,
    port,
    pid: Number(current.child.pid),
    dataDir,
    logs: () => past + current.output(),
    stop: () => end('SIGTERM'),
    kill9: async () => void (await end('SIGKILL')),
    restart: async (/** @type {string[]} */ extraArgs = []) => {
      await end('SIGKILL');
      past += current.output();
      current = await run(['--data', dataDir, ...args, ...extraArgs, '--port', String(port)], env);
      server.pid = Number(current.child.pid);
    },
    startAndKill: async (/** @type {number} */ milliseconds) => {
      const child = spawn(program, ['--data', dataDir, ...args, '--port', String(port)], { env: environment({ ...kNoClientLimits, ...env }), stdio: 'ignore' });
      setTimeout(() => child.kill('SIGKILL'), milliseconds);
      await once(child, 'exit');
    },
    close: async () => {
      // Leaks are looked for at an orderly end only.
      await end(isSanitized ? 'SIGTERM' : 'SIGKILL');
      rmSync(folder, { recursive: true, force: true });
      if (kSanitizerReport.test(server.logs())) throw new Error(server.logs());
    },
  };
  return server;
}

/** The program's exit status and output when it is not meant to stay. @param {string[]} args @param {Record<string, string>} [env] */
export async function runOnce(args, env = {}) {
  const child = spawn(program, args, { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (bytes) => (out += bytes));
  child.stderr.on('data', (bytes) => (err += bytes));
  const [status] = await once(child, 'close');
  return { status: /** @type {number} */ (status), out, err };
}
