// Requests as bytes, answers read strictly from bytes, and connections that notice when an answer does not come.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';

/** @typedef {import('./fuzz_contract.mjs').Answer} Answer */
/** @typedef {{host: string, port: number} | {path: string}} Door where a server listens, as net.connect takes it */
/** @typedef {{method: string, target: string, headers: [string, string][], body?: Buffer}} WireRequest without Content-Length where `body` is missing */

const kPatienceMilliseconds = 20_000;

/** @param {WireRequest} request */
export function bytesOf({ method, target, headers, body }) {
  const length = body === undefined ? '' : `Content-Length: ${body.length}\r\n`;
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines}${length}\r\n`, 'latin1'), body ?? Buffer.alloc(0)]);
}

/** @param {string} section the header section of an answer, without its blank line */
function readHead(section) {
  const [line = '', ...fields] = section.split('\r\n');
  const status = /^HTTP\/1\.1 ([1-5]\d\d) [A-Z][A-Za-z -]*$/.exec(line);
  assert.ok(status, `status line: ${JSON.stringify(line)}`);
  /** @type {Map<string, string>} */
  const headers = new Map();
  for (const field of fields) {
    const found = /^([A-Za-z-]+): ([\x20-\x7e]+)$/.exec(field);
    assert.ok(found, `header line: ${JSON.stringify(field)}`);
    const name = String(found[1]).toLowerCase();
    assert.ok(!headers.has(name), `${name} comes twice`);
    headers.set(name, String(found[2]));
  }
  return { status: Number(status[1]), headers };
}

/**
 * The first answer in some bytes, and where it ends; undefined as long as it is not whole. Throws at what is no HTTP.
 * @param {Buffer} bytes @param {boolean} [isToHead] where this is not known: an answer whose content does not come is taken for one
 * @param {boolean} [isAll] nothing more will come
 * @returns {{answer: Answer, end: number} | undefined}
 */
export function readAnswer(bytes, isToHead, isAll = false) {
  const blank = bytes.indexOf('\r\n\r\n');
  if (blank < 0) {
    assert.ok(!isAll, `an answer breaks off: ${bytes.toString('latin1')}`);
    return undefined;
  }
  const { status, headers } = readHead(bytes.toString('latin1', 0, blank));
  const begin = blank + 4;
  if (status === 100) {
    const next = readAnswer(bytes.subarray(begin), isToHead, isAll);
    return next && { answer: next.answer, end: begin + next.end };
  }
  const hasLength = headers.has('content-length');
  assert.equal(hasLength, status !== 204 && status !== 304, `Content-Length with ${status}`);
  const length = Number(headers.get('content-length') ?? 0);
  assert.ok(Number.isSafeInteger(length));
  const rest = bytes.subarray(begin);
  const guess = isAll && length > 0 && (rest.length === 0 || rest.toString('latin1', 0, 9) === 'HTTP/1.1 ');
  if (isToHead ?? guess) return { answer: { status, headers, body: Buffer.alloc(0), isToHead: true }, end: begin };
  if (rest.length < length) {
    assert.ok(!isAll, `${rest.length} bytes of ${length} came`);
    return undefined;
  }
  return { answer: { status, headers, body: rest.subarray(0, length), isToHead: false }, end: begin + length };
}

/** @param {Door} door */
async function opened(door) {
  const socket = connect({ ...door, allowHalfOpen: true });
  await once(socket, 'connect');
  return socket;
}

/**
 * @param {import('node:net').Socket} socket @param {(received: Buffer, hasEnded: boolean) => T | undefined} read until it gives something
 * @returns {Promise<T>} @template T
 */
function heard(socket, read) {
  /** @type {Buffer[]} */
  const chunks = [];
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      for (const name of ['data', 'end', 'error', 'close']) socket.removeAllListeners(name);
      socket.on('error', () => {});
    };
    const look = (/** @type {boolean} */ hasEnded) => {
      try {
        const received = Buffer.concat(chunks);
        const found = read(received, hasEnded);
        if (found === undefined && !hasEnded) return;
        stop();
        if (found === undefined) reject(new Error(`the connection ended without an answer: ${received.toString('latin1')}`));
        else resolve(found);
      } catch (error) {
        stop();
        reject(error);
      }
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`no answer in ${kPatienceMilliseconds} ms; received: ${Buffer.concat(chunks).toString('latin1')}`));
    }, kPatienceMilliseconds);
    socket.on('data', (bytes) => {
      chunks.push(bytes);
      look(false);
    });
    for (const name of ['end', 'error', 'close']) socket.on(name, () => look(true));
  });
}

/** One client, which keeps its connection as long as the server does. */
export class Client {
  /** @type {import('node:net').Socket | undefined} */
  #socket;
  #door;

  /** @param {Door} door */
  constructor(door) {
    this.#door = door;
  }

  /** @param {WireRequest} request @returns {Promise<Answer>} */
  async send(request) {
    const socket = (this.#socket ??= await opened(this.#door));
    const hearing = heard(socket, (received) => readAnswer(received, request.method === 'HEAD'));
    socket.write(bytesOf(request));
    const { answer } = await hearing;
    if (answer.headers.get('connection') === 'close') this.close();
    return answer;
  }

  close() {
    this.#socket?.destroy();
    this.#socket = undefined;
  }
}

/**
 * Sends pieces of anything on a connection of their own, ends, and reads all answers. A reset is an end like another.
 * @param {Door} door @param {Buffer[]} pieces @returns {Promise<Answer[]>}
 */
export async function converse(door, pieces) {
  const socket = await opened(door);
  const hearing = heard(socket, (received, hasEnded) => (hasEnded ? received : undefined));
  hearing.catch(() => {});
  for (const piece of pieces) {
    socket.write(piece);
    if (pieces.length > 1) await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end();
  let rest = await hearing;
  socket.destroy();
  const answers = [];
  while (rest.length > 0) {
    const { answer, end } = /** @type {{answer: Answer, end: number}} */ (readAnswer(rest, undefined, true));
    answers.push(answer);
    rest = rest.subarray(end);
  }
  return answers;
}
