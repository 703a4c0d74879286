// nginx on loopback with a folder of its own: what mayflyd is compared with.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, fdatasyncSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pause } from '../load/client.mjs';

const kTemplate = fileURLToPath(new URL('nginx.conf.in', import.meta.url));
const kProgram = '/usr/sbin/nginx';
const kStartTries = 100;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  server.close();
  return port;
}

/** @param {number} port */
async function isListening(port) {
  const socket = connect(port, '127.0.0.1');
  const answer = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(() => false);
  socket.destroy();
  return answer;
}

/** Ends with its own pid; `workers` are the processes that serve. */
export async function startNginx() {
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-nginx-'));
  chmodSync(folder, 0o755); // the workers have a user of their own
  const files = join(folder, 'files');
  for (const name of [files, join(folder, 'body')]) mkdirSync(name, { mode: 0o777 });
  for (const name of [files, join(folder, 'body')]) chmodSync(name, 0o777);
  const port = await freePort();
  const settings = readFileSync(kTemplate, 'utf8').replaceAll('@FOLDER@', folder).replaceAll('@PORT@', String(port));
  const path = join(folder, 'nginx.conf');
  writeFileSync(path, settings);
  const child = spawn(kProgram, ['-c', path, '-e', join(folder, 'error.log')], { stdio: 'ignore' });
  const exited = once(child, 'exit');
  for (let i = 0; !(await isListening(port)); ++i) {
    if (i === kStartTries) throw new Error(`nginx does not start: ${readFileSync(join(folder, 'error.log'), 'utf8')}`);
    await pause(50);
  }
  const each = (/** @type {(path: string) => void} */ act) => {
    for (const name of readdirSync(files)) act(join(files, name));
  };
  return {
    port,
    files,
    pids: readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ').map(Number),
    /** Lets all that was stored reach the disk. */
    sync() {
      each((name) => {
        const file = openSync(name, 'r');
        fdatasyncSync(file);
        closeSync(file);
      });
    },
    clear: () => each((name) => rmSync(name)),
    async close() {
      child.kill('SIGQUIT');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
