// What a first visit to each page costs: bytes from the server, headers and all, until a fresh browser is quiet.
import { startWire } from '../system/cli.mjs';
import { startServer } from '../system/server.mjs';

const kPages = [['send page', '/'], ['recipient’s page', '/d'], ['manage page', '/m']];
const kNote = 'Others, on the wire as found on 2026-11-22, not in this run: enclosed 498 kB, Send 591 kB, PrivateBin 812 kB, SkySend 1,720 kB.';
const kQuietMs = 1000;

/** @param {import('./chromium.mjs').ChromiumBrowser} browser @param {string} path @returns {Promise<number>} */
async function firstLoad(browser, path) {
  const server = await startServer();
  const wire = await startWire(server.port, { direction: 'down' });
  const page = await browser.page();
  try {
    await page.goto(`${wire.url.replace('127.0.0.1', 'localhost')}${path}`);
    for (let before = -1; before !== wire.carried(); ) {
      before = wire.carried();
      await new Promise((resolve) => setTimeout(resolve, kQuietMs));
    }
    return wire.carried();
  } finally {
    await page.close();
    wire.close();
    await server.close();
  }
}

/** @param {import('./chromium.mjs').ChromiumBrowser} browser @returns {Promise<import('./table.mjs').Table>} */
export async function firstLoads(browser) {
  const rows = [];
  for (const [name = '', path = ''] of kPages) rows.push([name, await firstLoad(browser, path)]);
  return { title: 'First load, bytes on the wire', note: kNote, head: ['', 'bytes'], rows };
}
