// Bytes to and from a socket, for requests that no honest client would send.
import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * One connection; everything received is kept.
 * @param {number} port @param {string} [from] an address of 127.0.0.0/8 to come from
 */
export async function openRaw(port, from = '127.0.0.1') {
  const socket = connect({ port, host: '127.0.0.1', localAddress: from, allowHalfOpen: true });
  let received = Buffer.alloc(0);
  let ended = false;
  socket.on('data', (bytes) => (received = Buffer.concat([received, bytes])));
  socket.on('end', () => (ended = true));
  socket.on('error', () => (ended = true));
  socket.on('close', () => (ended = true));
  await once(socket, 'connect');
  const until = async (/** @type {() => boolean} */ there, /** @type {number} */ milliseconds, /** @type {string} */ what) => {
    const deadline = Date.now() + milliseconds;
    while (!there()) {
      if (Date.now() > deadline) throw new Error(`${what} did not come; received: ${received.toString('latin1')}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return {
    /** @param {string | Uint8Array} bytes */
    send: (bytes) => void socket.write(bytes),
    endSending: () => void socket.end(),
    received: () => received.toString('latin1'),
    hasEnded: () => ended,
    /** The next `count` answers' status codes have come. @param {number} count */
    statuses: async (count, milliseconds = 5000) => {
      const found = () => [...received.toString('latin1').matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]));
      await until(() => found().length >= count, milliseconds, `answer ${count}`);
      return found();
    },
    end: async (milliseconds = 5000) => await until(() => ended, milliseconds, 'the end'),
    destroy: () => void socket.destroy(),
  };
}

/**
 * Sends one thing on a fresh connection and gives all that comes back until the server ends it.
 * @param {number} port @param {string | Uint8Array} bytes @param {number} [milliseconds] @param {string} [from]
 */
export async function exchange(port, bytes, milliseconds = 5000, from = '127.0.0.1') {
  const raw = await openRaw(port, from);
  raw.send(bytes);
  await raw.end(milliseconds);
  raw.destroy();
  return raw.received();
}

/** The `code` of the problem document in an answer. @param {string} answer */
export const codeOf = (answer) => /"code":"([a-z-]+)"/.exec(answer)?.[1];
