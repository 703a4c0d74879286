// A slow line before a server, on loopback: bytes a second and delay in each direction, and a network that goes away for a while.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** In bytes a second and milliseconds each way. @typedef {{up: number, down: number, delay: number}} Shape */

/** As browsers' own tools call it: 400 kbit/s, 400 ms there and back. @type {Shape} */
export const kSlow3G = { up: 50_000, down: 50_000, delay: 200 };
/** 9 Mbit/s, 60 ms there and back. @type {Shape} */
export const k4G = { up: 1_125_000, down: 1_125_000, delay: 30 };

/** @param {number} serverPort @param {Shape} shape */
export async function startLine(serverPort, { up, down, delay }) {
  const program = fileURLToPath(new URL('./line.py', import.meta.url));
  const child = spawn('python3', [program, ...[serverPort, up, down, delay].map(String)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [port] = await Promise.race([
    once(child.stdout, 'data'),
    exited.then(() => {
      throw new Error('the line has not started');
    }),
  ]);
  return {
    url: `http://localhost:${Number(String(port))}`,
    /** Nothing passes any more, and nothing is refused: packets are lost. */
    hold: () => void child.stdin.write('hold\n'),
    flow: () => void child.stdin.write('flow\n'),
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}
