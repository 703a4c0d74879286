// A worker that seals for as long as it is asked to: {cipher, ms} is answered by {bytes, from, to}, times on the machine's clock in ms.
import { candidates } from './core_candidates.mjs';

const prepared = candidates({ packages: false });

addEventListener('message', async (event) => {
  const { cipher, ms } = event.data;
  const candidate = (await prepared).find(({ name }) => name === cipher);
  if (!candidate) throw new Error(`no candidate ${cipher}`);
  let sum = 0;
  let bytes = 0;
  const from = performance.timeOrigin + performance.now();
  let to = from;
  for (let count = 1; to - from < ms; count += 1) {
    sum += await candidate.seal(count);
    bytes += candidate.bytes;
    to = performance.timeOrigin + performance.now();
  }
  postMessage({ bytes, from, to, sum });
});
