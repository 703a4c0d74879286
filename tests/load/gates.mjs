// The bounds that a measuring program holds its figures against, as lines below its table; its exit status is 1 where one is not reached.
import { format, isReached } from '../bench/table.mjs';

/** @param {import('../bench/table.mjs').Gate[]} gates */
export function judge(gates) {
  const width = Math.max(...gates.map(({ name }) => name.length));
  for (const gate of gates) {
    const wanted = gate.atLeast === undefined ? `at most ${format(gate.atMost ?? NaN)}` : `at least ${format(gate.atLeast)}`;
    console.log(`${gate.name.padEnd(width)}  ${wanted}: ${isReached(gate) ? 'reached' : 'not reached'}`);
  }
  if (!gates.every(isReached)) process.exitCode = 1;
}
