// Every build of the core in real browsers, through the pages' own loader: known answers, and what they seal against Node's cipher.
import assert from 'node:assert/strict';
import { randomBytes, randomInt } from 'node:crypto';
import test from 'node:test';
import { nodeSealed } from '../client-wasm/node_cipher.mjs';
import { kModules, startHouse } from './browser.mjs';

const kTimeout = { timeout: 300_000 };
const kPartSize = 1024 * 1024;
const kBuilds = ['seal-simd.wasm', 'seal.wasm'];
const kScript = 'seal.wasm.js';

/** Around every border that the code knows, then anything up to some chunks. */
const sizes = () => [
  ...[0, 1, 15, 16, 63, 64, 65, 255, 256, 257, 511, 512, 513, 1025, 65535, 65536, 65537],
  ...Array.from({ length: 20 }, () => randomInt(200_000)),
];

/**
 * In the page: seals each payload with one build of the core.
 * @param {{build: string, cases: {key: string, plain: string}[], partSize: number}} args base64
 */
async function sealInPage({ build, cases, partSize }) {
  // TypeScript resolves paths from here; the browser, from the server.
  const [loader, door] = await Promise.all(['/js/core/loader.js', '/js/core/core.js'].map((path) => import(path)));
  const bytes = (/** @type {string} */ text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const text = (/** @type {Uint8Array} */ data) => data.reduce((all, byte) => all + String.fromCharCode(byte), '');
  const address = `/js/core/${build}`;
  const module = build.endsWith('.js') ? (await import(address)).default : await WebAssembly.compile(await (await fetch(address)).arrayBuffer());
  const selfTest = loader.instantiate(module).self_test();
  const sealed = cases.map(({ key, plain }) => {
    const core = new door.Core(module);
    const input = bytes(plain);
    core.joinSender(bytes(key), input.length, partSize);
    return btoa(text(new Uint8Array(core.sealPart(0, input.buffer))));
  });
  return { selfTest, sealed, builds: loader.builds('seal') };
}

for (const browser of /** @type {('chromium' | 'firefox')[]} */ (['chromium', 'firefox'])) {
  test(`${browser} seals with each build what Node's cipher seals, and its pages load the SIMD build`, kTimeout, async (t) => {
    const house = await startHouse({ browser, args: kModules });
    try {
      const guarded = await house.page();
      const { page } = guarded;
      const loaded = page.waitForResponse((response) => response.url().endsWith('.wasm'));
      await page.goto(house.url);
      const response = await loaded;
      assert.ok(response.url().endsWith('/js/core/seal-simd.wasm'), response.url());
      assert.equal(response.headers()['content-type'], 'application/wasm');

      for (const build of [...kBuilds, kScript]) {
        const cases = sizes().map((size) => ({ key: randomBytes(32), plain: randomBytes(size) }));
        const { selfTest, sealed, builds } = await page.evaluate(sealInPage, {
          build,
          partSize: kPartSize,
          cases: cases.map(({ key, plain }) => ({ key: key.toString('base64'), plain: plain.toString('base64') })),
        });
        assert.equal(selfTest, 1);
        assert.deepEqual(builds, kBuilds);
        for (const [i, { key, plain }] of cases.entries()) {
          assert.ok(Buffer.from(String(sealed[i]), 'base64').equals(nodeSealed(key, plain)), `${build}: ${plain.length} bytes`);
        }
        t.diagnostic(`${browser}, ${build}: ${cases.length} payloads`);
      }
      await guarded.checked();
    } finally {
      await house.close();
    }
  });
}
