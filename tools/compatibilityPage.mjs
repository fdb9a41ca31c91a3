import { coreModuleTable, webGlobalTable } from '../src/guest/coreModuleTable.ts';

const tiers = {
  node: "Node's own code runs in the sandbox.",
  host: "The host's own implementation does the work, over the bridge.",
  partial: 'A part of it works; the rest is refused, or does nothing.',
  refused: 'It can be required, since packages require it in passing; its use is refused.',
};

/** @param {string[]} files */
const checks = (files) => files.map((file) => `[${file.replace(/^.*\//, '')}](../${file})`).join(', ');

/** The text of docs/node-compatibility.md. */
export function compatibilityPage() {
  return `# Node.js in the sandbox

<!-- Written by \`npm run docs\` from src/guest/coreModuleTable.ts, which the sandbox is built from. -->

Hooks run in an isolate of their own, without Node.js in it. What a hook finds there in its place is this. It calls itself Node.js 22, which Auth0 runs hooks on; the code of the modules is that of Node.js 24.

| tier | meaning |
|---|---|
${Object.entries(tiers)
  .map(([tier, meaning]) => `| ${tier} | ${meaning} |`)
  .join('\n')}

What is refused throws an error with the code \`ERR_SANDBOX_UNAVAILABLE\`: “NAME is not available in the sandbox that hooks run in. Remove the call, or use a package that does without it.”

Each check runs the same statements as a hook and in plain Node.js 24, and compares what they print.

## Core modules

| module | tier | how | checked by |
|---|---|---|---|
${coreModuleTable
  .map(
    ({ name, tier, how, checkedBy, schemeOnly }) =>
      `| \`${schemeOnly ? `node:${name}` : name}\` | ${tier} | ${how} | ${checks(checkedBy)} |`,
  )
  .join('\n')}

## Globals

| globals | tier | how | checked by |
|---|---|---|---|
${webGlobalTable
  .map(
    ({ names, tier, how, checkedBy }) =>
      `| ${names.map((name) => `\`${name}\``).join(', ')} | ${tier} | ${how} | ${checks(checkedBy)} |`,
  )
  .join('\n')}

Node.js has these globals too, and hooks have not: \`BroadcastChannel\`, \`CloseEvent\`, \`EventSource\`, \`Storage\`, \`URLPattern\`, \`WebSocket\`.
`;
}
