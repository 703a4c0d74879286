// Reporting in the page: what is said arrives with the operator, and nowhere else; nothing is sent unasked. Terms.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { mayfly, mayflyOk } from '../system/cli.mjs';
import { runOnce } from '../system/server.mjs';
import { kDesktop, kPhone, startHouse } from './browser.mjs';
import { found } from './canary.mjs';
import { jpeg } from './samples.mjs';
import { arrive, arrived, ended, pressOpen, send } from './steps.mjs';
import { takeInBothThemes } from './themes.mjs';

const kTimeout = { timeout: 300_000 };
const kWords = 'canary of the words: this is me, and I never agreed';
const kPassword = 'kingfisher';
const kTerms = `Who may use this server, and for what.

# What is not allowed
Nothing that the law forbids.
No <b>malware</b> & no phishing.

## Whom to write to
abuse@drop.example.org`;

const folder = mkdtempSync(join(tmpdir(), 'mayfly-report-'));
const keyFile = join(folder, 'operator.key');
/** @type {import('./browser.mjs').House} */
let house;
before(async () => {
  const made = await mayflyOk(['reports', '--new-key']);
  writeFileSync(keyFile, made.out, { mode: 0o600 });
  writeFileSync(join(folder, 'terms.txt'), kTerms);
  const recipient = String(/age1\w+/.exec(made.err)?.[0]);
  house = await startHouse({ args: ['--report-recipient', recipient, '--terms', join(folder, 'terms.txt')] });
}, kTimeout);
after(async () => {
  await house?.close();
  rmSync(folder, { recursive: true });
}, kTimeout);

/** What the operator reads, and then puts away. */
async function read() {
  const { out } = await runOnce(['reports', '--data', house.server.dataDir]);
  const lines = out.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
  for (const { id } of lines) await runOnce(['reports', '--data', house.server.dataDir, '--remove', id]);
  const { out: text } = await mayfly(['reports', '--key', keyFile, '--server', house.url], { input: out });
  const plain = lines.map(({ report }) => JSON.parse(execFileSync('age', ['-d', '-i', keyFile], { input: Buffer.from(report, 'base64url') }).toString()));
  return { text: text.toString(), plain };
}

/** @param {import('./browser.mjs').GuardedPage} visitor */
const posts = (visitor) => visitor.requests.filter((request) => request.url().endsWith('/reports'));
/** @param {import('playwright-core').Page} page */
const openReport = (page) => page.getByRole('button', { name: 'Report this drop' }).click();

test('a report before the view carries words and link, sealed; nothing is sent before the button is pressed', kTimeout, async () => {
  const sender = await house.page();
  const { link } = await send(sender.page, house.url, { files: [jpeg], views: '3' });
  await sender.checked();
  const visitor = await house.page();
  const { page } = visitor;
  await arrive(page, link);
  await openReport(page);
  await page.getByRole('button', { name: 'Send report' }).click();
  await page.getByText('Choose what it is about.').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.equal(posts(visitor).length, 0);

  await openReport(page);
  await page.getByLabel('Private pictures or data').check();
  await page.getByLabel('What they should know').fill(kWords);
  await page.getByLabel('Let them open it').check();
  await page.getByRole('button', { name: 'Send report' }).click();
  await page.getByRole('heading', { name: 'Your report is sent' }).waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  const [post] = posts(visitor);
  assert.equal(posts(visitor).length, 1);
  assert.deepEqual(Object.keys(post?.postDataJSON()), ['report']);
  const fragment = String(link.split('#1')[1]);
  const secrets = { words: kWords, link: fragment, key: Buffer.from(fragment, 'base64url') };
  assert.deepEqual(found(house.tap.sent(), secrets), []);
  const { text, plain } = await read();
  assert.deepEqual(plain.map(({ reason, words }) => [reason, words]), [['without-consent', kWords]]);
  assert.ok(text.includes(`link      ${link}\n`));
  await visitor.checked();
});

test('after the last view words are all there is, also when the page is loaded again', kTimeout, async () => {
  const sender = await house.page();
  const { link } = await send(sender.page, house.url, { files: [jpeg] });
  await sender.checked();
  const visitor = await house.page();
  const { page } = visitor;
  await arrive(page, link);
  await pressOpen(page);
  await arrived(page);
  await page.waitForFunction(() => location.hash === '');
  await page.reload();
  await ended(page, 'viewed');
  await openReport(page);
  await page.getByText('Nobody can open it any more').waitFor();
  assert.equal(await page.getByLabel('Let them open it').count(), 0);
  await page.getByLabel('Something else').check();
  await page.getByRole('button', { name: 'Send report' }).click();
  await page.getByRole('heading', { name: 'Your report is sent' }).waitFor();
  const { plain } = await read();
  assert.deepEqual(plain.map(({ link: shared, reason }) => [shared, reason]), [[null, 'other']]);
  await visitor.checked();
});

test('a password goes along when it was right, and the operator can look', kTimeout, async () => {
  const sender = await house.page();
  const { link } = await send(sender.page, house.url, { note: 'evil', views: '3', password: kPassword });
  await sender.checked();
  const visitor = await house.page();
  const { page } = visitor;
  await arrive(page, link);
  await pressOpen(page, kPassword);
  await arrived(page);
  await openReport(page);
  await page.getByLabel('Violence').check();
  await page.getByLabel('Let them open it').check();
  await page.getByRole('button', { name: 'Send report' }).click();
  await page.getByRole('heading', { name: 'Your report is sent' }).waitFor();
  const { plain } = await read();
  assert.deepEqual(plain.map(({ password }) => password), [kPassword]);
  await visitor.checked();
  const operator = await house.page();
  await arrive(operator.page, `${house.url}/d#${plain[0].link}`);
  await pressOpen(operator.page, plain[0].password);
  await arrived(operator.page);
  await operator.page.getByText('evil').waitFor();
  await operator.checked();
});

test('what goes wrong is said in the dialog, and the words stay', kTimeout, async () => {
  const sender = await house.page();
  const { link } = await send(sender.page, house.url, { note: 'x' });
  await sender.checked();
  const visitor = await house.page();
  const { page } = visitor;
  await arrive(page, link);
  await openReport(page);
  await page.getByLabel('Malware').check();
  await page.getByLabel('What they should know').fill(kWords);
  const answers = [
    { status: 507, code: 'storage-full', says: 'More reports are waiting' },
    { status: 429, code: 'too-many-attempts', says: 'Try again in 5 minutes' },
    { status: 404, code: 'grant-not-found', says: 'no longer remembers' },
  ];
  for (const { status, code, says } of answers) {
    await page.route('**/reports', (route) => route.fulfill({ status, headers: { 'Retry-After': '300' }, json: { code } }));
    await page.getByRole('button', { name: 'Send report' }).click();
    await page.getByText(says).waitFor();
    await page.unroute('**/reports');
  }
  assert.equal(await page.getByLabel('What they should know').inputValue(), kWords);
  await page.getByRole('button', { name: 'Send report' }).click();
  await page.getByRole('heading', { name: 'Your report is sent' }).waitFor();
  await read();
  await visitor.checked();
});

test('terms are text, whatever they look like; every page leads there', kTimeout, async () => {
  const visitor = await house.page();
  await visitor.page.goto(`${house.url}/`);
  // In a window of its own, since the page may show what cannot be had again.
  const opened = visitor.context.waitForEvent('page');
  await visitor.page.getByRole('link', { name: 'Terms of use' }).click();
  const page = await opened;
  await page.getByRole('heading', { name: 'What is not allowed' }).waitFor();
  assert.deepEqual(await page.locator('.prose h2').allTextContents(), ['What is not allowed', 'Whom to write to']);
  assert.deepEqual(await page.locator('.prose p').allTextContents(), [
    'Who may use this server, and for what.',
    'Nothing that the law forbids.\nNo <b>malware</b> & no phishing.',
    'abuse@drop.example.org',
  ]);
  assert.equal(await page.locator('.prose b').count(), 0);
  await visitor.checked();
  const plain = await startHouse();
  try {
    const guest = await plain.page();
    const { link } = await send(guest.page, plain.url, { note: 'x' });
    await arrive(guest.page, link);
    await guest.page.waitForLoadState('networkidle');
    assert.deepEqual(await guest.page.locator('footer .links > *').allTextContents(), ['How it works']);
    await guest.checked();
  } finally {
    await plain.close();
  }
});

for (const [device, options] of Object.entries({ desktop: kDesktop, phone: kPhone })) {
  test(`looks: ${device}, in both themes`, kTimeout, async () => {
    const visitor = await house.page({ ...options, reducedMotion: 'reduce' });
    const { page } = visitor;
    const take = (/** @type {string} */ name) => takeInBothThemes(page, name, device);
    const { link } = await send(page, house.url, { note: 'x', views: '3' });
    await arrive(page, link);
    await page.getByRole('button', { name: 'Report this drop' }).waitFor();
    await take('open-with-report');
    await openReport(page);
    await page.getByLabel('Private pictures or data').check();
    await page.getByLabel('What they should know').fill('I am in two of the pictures.\nI was never asked.');
    await take('report');
    // By keyboard: what has the focus can be told, and the targets are large enough for a finger.
    const heights = await page.locator('dialog .button, dialog label:has(input[type=radio])').evaluateAll((all) => all.map((each) => each.getBoundingClientRect().height));
    assert.ok(heights.every((height) => height >= 44), String(heights));
    await page.getByRole('button', { name: 'Send report' }).press('Enter');
    await page.getByRole('heading', { name: 'Your report is sent' }).waitFor();
    await take('report-sent');
    await page.goto(`${house.url}/terms`);
    await page.locator('.prose').waitFor();
    await take('terms');
    await visitor.checked();
  });
}
