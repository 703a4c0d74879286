// What tools/audit runs once all is built: Lighthouse over the send page and over a page that asks before it opens.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder, send } from '../system/cli.mjs';
import { startServer } from '../system/server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const kLighthouse = join(root, 'build/audit/node_modules/lighthouse/cli/index.js');
const kReports = join(root, 'build/test-output/audit');
const kChromium = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];
const kPresets = { mobile: [], desktop: ['--preset=desktop'] };
/** Percent that each category must reach. @type {Record<string, number>} */
const kGates = { performance: 95, accessibility: 100, 'best-practices': 100 };
const kRuns = 3;

/** @typedef {{score: number | null, title: string, displayValue?: string, details?: {items?: any[]}}} Audit */
/** @typedef {{finalDisplayedUrl: string, runtimeError?: {message: string}, audits: Record<string, Audit>, categories: Record<string, {score: number, auditRefs: {id: string, weight: number}[]}>}} Report */
/** `asks`: the request by which one knows that the page came as far as it was to be judged. @typedef {{name: string, url: string, asks: string}} Page */

/** @param {Page} page @param {keyof typeof kPresets} preset @param {number} run @returns {Promise<Report>} */
async function audit(page, preset, run) {
  const path = join(kReports, `${page.name}-${preset}-${run}`);
  const flags = [`--only-categories=${Object.keys(kGates).join(',')}`, '--output=json', '--output=html', `--output-path=${path}`, '--quiet', '--no-enable-error-reporting'];
  const child = spawn(process.execPath, [kLighthouse, page.url, ...flags, ...kPresets[preset], `--chrome-flags=${kChromium.join(' ')}`], {
    env: { ...process.env, CHROME_PATH: '/usr/bin/chromium' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [status] = await once(child, 'exit');
  if (status !== 0) throw new Error(`Lighthouse ended with ${status}`);
  const report = /** @type {Report} */ (JSON.parse(readFileSync(`${path}.report.json`, 'utf8')));
  if (report.runtimeError) throw new Error(report.runtimeError.message);
  const asked = report.audits['network-requests']?.details?.items ?? [];
  if (!asked.some(({ url, statusCode }) => url.includes(page.asks) && statusCode === 200)) throw new Error(`${page.name}: the page never got ${page.asks}`);
  return report;
}

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** What counts and is not as it should be. @param {Report[]} reports */
function shortcomings(reports) {
  const found = new Map();
  for (const { categories, audits } of reports) {
    for (const { id, weight } of Object.values(categories).flatMap(({ auditRefs }) => auditRefs)) {
      const { score = null, title, displayValue = '' } = audits[id] ?? { title: id };
      if (weight > 0 && score !== null && score < 1) found.set(id, `${Math.round(score * 100)} ${title} ${displayValue}`.trim());
    }
  }
  return [...found.values()];
}

/** Audits and prints a line. @param {Page} page @param {keyof typeof kPresets} preset @param {number} runs @returns {Promise<boolean>} whether it is good enough */
async function judge(page, preset, runs) {
  /** @type {Report[]} */
  const reports = [];
  for (let run = 1; run <= runs; run += 1) reports.push(await audit(page, preset, run));
  const scores = Object.keys(kGates).map((name) => ({ name, score: median(reports.map(({ categories }) => Math.round((categories[name]?.score ?? NaN) * 100))) }));
  console.log(`${page.name}, ${preset}: ${scores.map(({ name, score }) => `${name} ${score}`).join(', ')}`);
  for (const shortcoming of shortcomings(reports)) console.log(`    ${shortcoming}`);
  return scores.every(({ name, score }) => score >= (kGates[name] ?? NaN));
}

const runs = Number(process.argv[2] ?? kRuns);
if (!Number.isInteger(runs) || runs < 1) throw new Error('usage: tools/audit [RUNS]');
mkdirSync(kReports, { recursive: true });
const folder = makeFolder({ 'walk.txt': 'A few words.\n' });
const server = await startServer();
try {
  const { link } = await send(server.url, [folder.in('walk.txt'), '--views', '100']);
  const url = server.url.replace('127.0.0.1', 'localhost');
  const pages = [{ name: 'send', url: `${url}/`, asks: '/api/v1/info' }, { name: 'open', url: link.replace(server.url, url), asks: '/api/v1/grants/' }];
  let isGood = true;
  for (const page of pages) for (const preset of /** @type {(keyof typeof kPresets)[]} */ (Object.keys(kPresets))) isGood = (await judge(page, preset, runs)) && isGood;
  console.log(isGood ? 'every gate is reached' : `below the gates: ${Object.entries(kGates).map(([name, least]) => `${name} ${least}`).join(', ')}`);
  process.exitCode = isGood ? 0 : 1;
} finally {
  await server.close();
  folder.remove();
}
