// Talks to native_speed, the C++ reference: one question, one answer, so that it takes turns with a browser.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const program = process.env['NATIVE_SPEED'] ?? fileURLToPath(new URL('../../build/release/tests/bench/native_speed', import.meta.url));

export function startNative() {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'ignore'] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'exit');
  /** @param {string} question @returns {Promise<string>} */
  const ask = async (question) => {
    child.stdin.write(`${question}\n`);
    return (await answers.next()).value;
  };
  return {
    /** Bytes in a second. @param {number} ms */
    sealSpeed: async (ms) => Number(await ask(`seal ${ms}`)),
    /** Bytes in a second of memory that is written to for the first time. */
    freshMemorySpeed: async () => Number(await ask('memory')),
    async argon2id() {
      const [ms, hex] = (await ask('argon2id')).split(' ');
      return { ms: Number(ms), hex: String(hex) };
    },
    async close() {
      child.stdin.end();
      await ended;
    },
  };
}
