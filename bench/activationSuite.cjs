// Runs in the extension host of a real VS Code: activates the two extensions and writes down how long each took.
const { writeFileSync } = require('node:fs');
const vscode = require('vscode');

const ids = {
  ours: 'post-registration-hooks.post-registration-hooks',
  empty: 'post-registration-hooks.empty',
};

exports.run = async () => {
  const order = Number(process.env.ACTIVATION_ROUND) % 2 === 0 ? ['ours', 'empty'] : ['empty', 'ours'];
  // The first activation of all pays for what VS Code itself loads then.
  await vscode.extensions.getExtension('vscode.git-base')?.activate();
  const times = {};
  for (const name of order) {
    const extension = vscode.extensions.getExtension(ids[name]);
    if (extension.isActive) throw new Error(`${ids[name]} was active before it was needed.`);
    const start = performance.now();
    await extension.activate();
    times[name] = performance.now() - start;
  }
  writeFileSync(process.env.ACTIVATION_REPORT, JSON.stringify(times));
};
