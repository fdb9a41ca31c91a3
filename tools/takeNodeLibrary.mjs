// Takes the parts of Node's own library that the guest is built from out of the Node that runs this, into vendor/node.
// Run it with the Node that hooks run with, when that one changes:
//
//   node24 tools/takeNodeLibrary.mjs

import legacyConstants from 'node:constants';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { root } from './project.mjs';

/** What of the library goes into the bundle. */
const taken =
  /^(assert|assert\/strict|async_hooks|buffer|diagnostics_channel|events|path|punycode|querystring|stream|stream\/(promises|consumers|web)|string_decoder|util\/types|path\/posix|path\/win32|timers\/promises|url|util|internal\/(abort_controller|process\/warning|async_context_frame|async_local_storage\/(async_context_frame|run_scope)|assert|assert\/.*|buffer|cli_table|console\/constructor|constants|data_url|encoding|encoding\/.*|errors|event_target|events\/.*|fixed_queue|mime|per_context\/.*|perf\/(performance|performance_entry|usertiming|utils)|querystring|streams\/(add-abort-signal|compose|destroy|duplex|duplexify|duplexpair|end-of-stream|from|legacy|operators|passthrough|pipeline|readable|state|transform|utils|writable|lazy_transform)|url|util|util\/(colors|comparisons|debuglog|diff|inspect|parse_args\/.*|types)|validators|webidl|webstreams\/(adapters|compression|encoding|queuingstrategies|readablestream|transfer|transformstream|util|writablestream)))$/;

// @ts-expect-error Node's types leave out process.binding.
const sources = /** @type {Record<string, string>} */ (process.binding('natives'));
const folder = join(root, 'vendor/node');

rmSync(join(folder, 'lib'), { recursive: true, force: true });
for (const [name, text] of Object.entries(sources)) {
  if (!taken.test(name)) continue;
  const file = join(folder, 'lib', `${name}.js`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
// What the library asks the system: a hook always runs on Linux, whatever the machine is that builds.
if (process.platform !== 'linux') throw new Error('Take the facts on Linux: hooks see that system.');
const facts = {
  systemErrors: [...getSystemErrorMap()].map(([number, [name, message]]) => [number, name, message]),
  osConstants: constants,
  constants: legacyConstants,
};
writeFileSync(join(folder, 'facts.json'), `${JSON.stringify(facts, null, 1)}\n`);
writeFileSync(
  join(folder, 'README.md'),
  `The parts of Node ${process.version}'s own library, unchanged, that the guest's bundle is built from, and facts of the system that
they ask for. Written by tools/takeNodeLibrary.mjs; nobody edits them. Node's licence is in LICENSE.\n`,
);
writeFileSync(join(folder, 'LICENSE'), readFileSync(join(dirname(process.execPath), '../LICENSE')));
