// The table of settings as mayflyd itself tells it, and the texts that are made from it.
import assert from 'node:assert/strict';
import { runOnce } from './server.mjs';

const kOptionLine = /^ {2}--([a-z-]+)(?: (\S+))?(?:\s{2,}(.*))?$/;

/**
 * @typedef {{group: string, name: string, type: string, help: string, value: string}} Setting `value` is the default, as TOML
 * @returns {Promise<Setting[]>}
 */
export async function listSettings() {
  const defaults = new Map();
  for (const { name, value } of parseChecked((await runOnce(['--check-config'])).out)) defaults.set(name, value);
  const settings = [];
  let group = '';
  let last;
  for (const line of (await runOnce(['--help'])).out.split('\n')) {
    const [, name, type = '', help = ''] = kOptionLine.exec(line) ?? [];
    if (/^\S.*:$/.test(line)) group = line.slice(0, -1);
    else if (name !== undefined) settings.push((last = { group, name, type, help, value: defaults.get(name) }));
    else if (/^ {30}\S/.test(line) && last) last.help += line.trim();
  }
  const known = settings.filter(({ value }) => value !== undefined).map((each) => ({ ...each, help: each.help.replace(/ \[[^\]]*\]$/, '') }));
  assert.equal(known.length, defaults.size, 'each setting is in --help');
  return known;
}

/** The settings in what --check-config prints. @param {string} text */
export function parseChecked(text) {
  return [...text.matchAll(/^([a-z-]+) = (.*?) +# ([a-z]+)$/gm)].map(([, name, value, origin]) => ({
    name: String(name),
    value: String(value),
    origin: String(origin),
  }));
}

/** A file of settings with all of them, none in effect. @param {Setting[]} settings */
export function sampleFile(settings) {
  let text = '# Settings of mayflyd, with their defaults: `mayflyd --config FILE`. `mayflyd --check-config` prints what is in effect.\n';
  let group = '';
  for (const each of settings) {
    if (each.group !== group) text += `\n# --- ${each.group} ---\n`;
    group = each.group;
    text += `# ${each.help}\n#${each.name} = ${each.value}\n`;
  }
  return text;
}

/** The same as a table for people. @param {Setting[]} settings */
export function settingsTable(settings) {
  let text = '| setting | default | what it is |\n|---|---|---|\n';
  let group = '';
  for (const each of settings) {
    if (each.group !== group) text += `| **${each.group}** | | |\n`;
    group = each.group;
    const value = each.value === '""' || each.value === '[]' ? '' : `\`${each.value.replaceAll('"', '')}\``;
    text += `| \`${each.name}\`${each.type ? ` ${each.type.replaceAll('|', '\\|')}` : ''} | ${value} | ${each.help} |\n`;
  }
  return text;
}
