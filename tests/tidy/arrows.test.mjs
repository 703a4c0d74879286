// The arrows between the rooms (docs/architecture.md): who may include or import whom.
import assert from 'node:assert/strict';
import test from 'node:test';
import { files, imports, includes, read } from './tree.mjs';

const all = files();

/** @type {Record<string, string[]>} */
const kRooms = {
  'common/': ['common/'],
  'client-wasm/': ['client-wasm/', 'common/'],
  'server/': ['server/', 'common/'],
  'tools/mayfly/': ['tools/mayfly/', 'client-wasm/', 'common/'],
};

// Inside the server, from the bottom up; a file may include its own layer and those before it.
const kServerLayers = [
  ['clock', 'random', 'client_key', 'descriptor', 'store', 'keyspace', 'records', 'memory_store', 'rocks', 'log', 'counts', 'histogram'],
  ['refusal', 'rules', 'drops', 'grants', 'views', 'reports', 'throttle', 'budgets', 'events', 'reaper', 'erasure', 'stats', 'takedown', 'blocklist', 'quota'],
  ['body_memory', 'request', 'network', 'problem', 'json', 'routes', 'site', 'terms', 'tls', 'config', 'admin', 'health', 'metrics'],
  ['http'],
  ['main'],
];

/** @type {Record<string, string[]>} */
const kModules = {
  'web/js/core/': ['web/js/core/'],
  'web/js/image/': ['web/js/image/', 'web/js/core/'],
  'web/js/transfer/': ['web/js/transfer/', 'web/js/core/'],
  'web/js/text/': ['web/js/text/'],
  'web/js/ui/': ['web/js/ui/', 'web/js/text/'],
  'web/js/pages/': ['web/js/'],
};

/** @param {string} name @param {Record<string, string[]>} table */
const roomOf = (name, table) => Object.keys(table).find((room) => name.startsWith(room));

test('C++ includes follow the arrows', () => {
  const wrong = [];
  for (const name of all.filter((file) => /\.(cc|h)$/.test(file))) {
    const room = roomOf(name, kRooms);
    for (const target of room ? includes(name) : []) {
      if (!kRooms[String(room)]?.some((allowed) => target.startsWith(allowed))) wrong.push(`${name} -> ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** @param {string} name */
function serverLayer(name) {
  const stem = name.replace(/^server\//, '').replace(/\.(cc|h)$/, '');
  return kServerLayers.findIndex((layer) => layer.some((word) => stem === word || stem.startsWith(`${word}_`)));
}

test('server layers point down', () => {
  const wrong = [];
  for (const name of all.filter((file) => /^server\/.*\.(cc|h)$/.test(file))) {
    if (serverLayer(name) < 0) wrong.push(`${name} has no layer`);
    for (const target of includes(name).filter((file) => file.startsWith('server/'))) {
      if (serverLayer(target) > serverLayer(name)) wrong.push(`${name} -> ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('only one file knows each engine', () => {
  const knows = (/** @type {RegExp} */ header) =>
    all.filter((name) => /^(common|server|client-wasm|tools)\/.*\.(cc|h)$/.test(name) && header.test(read(name)));
  assert.deepEqual(knows(/<rocksdb\//).filter((name) => !/^server\/rocks_/.test(name)), []);
  assert.deepEqual(knows(/<httplib\.h>/).filter((name) => !/^(server\/http|tools\/mayfly\/http)[^/]*$/.test(name)), []);
  assert.deepEqual(knows(/<systemd\//), ['server/main_systemd.cc']);
  assert.deepEqual(knows(/<openssl\//).filter((name) => !/^server\/(tls_identity|http_tls)\.cc$/.test(name)), []);
});

test('modules import along the arrows', () => {
  const wrong = [];
  for (const name of all.filter((file) => /^web\/.*\.js$/.test(file))) {
    const room = roomOf(name, kModules);
    for (const target of room ? imports(name) : []) {
      if (!kModules[String(room)]?.some((allowed) => target.startsWith(allowed))) wrong.push(`${name} -> ${target}`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('nothing outside tests reaches into tests', () => {
  const wrong = all
    .filter((name) => /\.(cc|h|js)$/.test(name) && !name.startsWith('tests/'))
    .filter((name) => (/\.js$/.test(name) ? imports(name) : includes(name)).some((target) => target.startsWith('tests/')));
  assert.deepEqual(wrong, []);
});
