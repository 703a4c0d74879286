// A TCP relay between browser and server: keeps every byte that the browser sent, and breaks the line when told to.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * @typedef {object} Tap
 * @property {string} url to give to the browser
 * @property {() => Buffer} sent all that was sent to the server so far
 * @property {() => number} sentBytes how many that are
 * @property {() => number} received how many bytes came from the server so far, headers and all
 * @property {(bytes: number) => void} cutAfter breaks every connection once so many bytes more came from the server, and refuses new ones
 * @property {(bytes: number) => void} cutAfterSending the same once the browser has sent so many more
 * @property {() => void} cut breaks every connection now, and refuses new ones
 * @property {() => void} mend lets connections through again
 * @property {() => boolean} isCut
 * @property {() => Promise<void>} close
 */

/** Chromium asks by itself, some time after a visit, whether the service worker has changed, and names the worker as who asks. */
const kUpdateCheck = /^GET (\/sw\.js) HTTP\/1\.1\r\n(?:(?!\r\n).*\r\n)*?Referer: http:\/\/localhost:\d+\1\r$/gm;

/** Header fields that tell where one came from. @param {Buffer} sent @returns {string[]} */
export const tellingFields = (sent) => sent.toString('latin1').replace(kUpdateCheck, '').match(/^(Cookie|Referer):.*$/gim) ?? [];

/** @param {number} serverPort @returns {Promise<Tap>} */
export async function startTap(serverPort) {
  /** @type {Buffer[]} */
  const sent = [];
  /** @type {Set<import('node:net').Socket>} */
  const sockets = new Set();
  let broken = false;
  let budget = Infinity;
  let sendingBudget = Infinity;
  let sentBytes = 0;
  let received = 0;

  function cut() {
    broken = true;
    budget = Infinity;
    sendingBudget = Infinity;
    for (const socket of sockets) socket.destroy();
  }

  const relay = createServer((browser) => {
    if (broken) return void browser.destroy();
    const server = connect(serverPort, '127.0.0.1');
    for (const socket of [browser, server]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        browser.destroy();
        server.destroy();
      });
    }
    browser.on('data', (bytes) => {
      sent.push(bytes);
      sentBytes += bytes.length;
      sendingBudget -= bytes.length;
      if (sendingBudget < 0) cut();
      else server.write(bytes);
    });
    server.on('data', (bytes) => {
      received += bytes.length;
      budget -= bytes.length;
      if (budget < 0) cut();
      else browser.write(bytes);
    });
  });
  relay.listen(0, '127.0.0.1');
  await once(relay, 'listening');
  const { port } = /** @type {import('node:net').AddressInfo} */ (relay.address());

  return {
    url: `http://localhost:${port}`,
    sent: () => Buffer.concat(sent),
    sentBytes: () => sentBytes,
    received: () => received,
    cutAfter: (bytes) => (budget = bytes),
    cutAfterSending: (bytes) => (sendingBudget = bytes),
    cut,
    mend: () => (broken = false),
    isCut: () => broken,
    close: async () => {
      cut();
      relay.close();
      await once(relay, 'close');
    },
  };
}
