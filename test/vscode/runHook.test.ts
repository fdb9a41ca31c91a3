import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { starterCode } from '../../src/hook/starterCode.ts';
import { errorsOf } from './answers.ts';
import {
  assertOutcome,
  cleanUp,
  configure,
  eventsOf,
  extension,
  logOf,
  onDisk,
  open,
  problemsOf,
  runBy,
  runHook,
  testUri,
  type,
  until,
  write,
} from './editor.ts';

const hookOf = (...body: string[]): string =>
  ['module.exports = function (user, context, cb) {', ...body, '};', ''].join('\n');

describe('Run Hook', () => {
  before(extension);
  afterEach(cleanUp);

  it('runs the starter code with the documented sample', async () => {
    const { document } = await open('hook.js', starterCode().text);
    const run = await runHook(document.uri);
    assertOutcome(run, 'success');
    assert.deepEqual(logOf(run), ['New user: user1@foo.com']);
    const [start] = eventsOf(run, 'start');
    assert.equal(start?.file, document.uri.fsPath);
    assert.equal(start?.payloadName, 'default sample');
    assert.deepEqual(start?.limits, { timeoutMs: 20_000, memoryMb: 128 });
  });

  it('runs the text in the editor and leaves the file and the editor as they are', async () => {
    const saved = hookOf("  console.log('saved');", '  cb();');
    const { document } = await open('hook.js', saved);
    const unsaved = hookOf("  console.log('unsaved');", '  cb();');
    await type(document, unsaved);
    const before = await vscode.workspace.fs.stat(document.uri);
    const run = await runHook();
    assert.deepEqual(logOf(run), ['unsaved']);
    assert.equal(await onDisk(document.uri), saved);
    assert.equal((await vscode.workspace.fs.stat(document.uri)).mtime, before.mtime);
    assert.equal(document.getText(), unsaved);
    assert(document.isDirty);
  });

  it('runs an untitled document, with places that lead back to it', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'javascript',
      content: hookOf("  throw new TypeError('not saved');"),
    });
    await vscode.window.showTextDocument(document);
    const run = await runHook();
    assertOutcome(run, 'exception');
    assert.deepEqual(problemsOf(document.uri, 'hook run'), ['2:9-2:36 Error TypeError: not saved']);
  });

  it('tells a syntax error of a file that was never a hook, as the platform does', async () => {
    const { document } = await open(
      'hook.js',
      'module.exports = function (user, context, cb) {\n  cb(;\n};\n',
    );
    const run = await runHook(document.uri);
    assertOutcome(run, 'compile-error');
    assert.equal(eventsOf(run, 'end')[0]?.error?.source?.line, 2);
  });

  it('underlines where the hook threw until it is edited', async () => {
    const { document } = await open('hook.js', hookOf('  user.profile.name;', '  cb();'));
    await runHook();
    const [problem] = problemsOf(document.uri, 'hook run');
    assert.match(problem ?? '', /^2:\d+-2:\d+ Error TypeError: Cannot read properties of undefined/);
    await type(document, hookOf('  cb();'));
    await until('the underline is gone', () => problemsOf(document.uri, 'hook run').length === 0);
  });

  it('says so in a file that holds no hook', async () => {
    await open('plain.js', 'module.exports = 1;\n');
    const errors = await errorsOf(() => vscode.commands.executeCommand('postRegistrationHooks.runHook'));
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /^There is no hook in plain\.js\. .* \| New Post-Registration Hook$/);
  });

  it('keeps to the limits and the network of the settings', async () => {
    await configure('timeoutMs', 300);
    await configure('memoryMb', 32);
    await configure('network', 'block');
    const { document } = await open(
      'hook.js',
      hookOf(
        "  require('https').get('https://example.com/').on('error', (error) => console.log(error.message));",
        '  setTimeout(cb, 60_000);',
      ),
    );
    const run = await runHook(document.uri);
    assertOutcome(run, 'timeout');
    assert.deepEqual(eventsOf(run, 'start')[0]?.limits, { timeoutMs: 300, memoryMb: 32 });
    assert.equal(eventsOf(run, 'request')[0]?.url, 'https://example.com/');
    assert.match(eventsOf(run, 'response')[0]?.error?.message ?? '', /network: block/);
  });

  it('runs nothing with a setting that cannot be, and leads to it', async () => {
    await configure('timeoutMs', 'soon');
    const { document } = await open('hook.js', starterCode().text);
    let run: Awaited<ReturnType<typeof runHook>> | undefined;
    const errors = await errorsOf(async () => {
      run = await runHook(document.uri);
    });
    assert.equal(run?.state, 'failed');
    assert.deepEqual(run?.events, []);
    assert.match(errors[0] ?? '', /postRegistrationHooks\.timeoutMs .*"soon".* \| Open Settings$/);
  });

  it('takes secrets from the .env beside the hook, and shows none of them', async () => {
    await write('.env', 'API_TOKEN="a token"\nPLAIN=plain\n');
    const { document } = await open(
      'hook.js',
      hookOf(
        '  const { secrets } = context.webtask;',
        '  console.log(Object.keys(secrets).join(), secrets.API_TOKEN.length, secrets.API_TOKEN);',
        '  cb();',
      ),
    );
    const run = await runHook(document.uri);
    assertOutcome(run, 'success');
    const [line] = logOf(run);
    assert.match(line ?? '', /^API_TOKEN,PLAIN 7 /);
    assert(!line?.includes('a token'), line);
  });

  it('Stop ends an endless loop at once', async () => {
    const { document } = await open('hook.js', hookOf("  console.log('begun');", '  for (;;);'));
    const { exports: api } = await extension();
    const run = await runBy(async () => {
      const begun = new Promise<void>((done) => {
        const listener = api.onRunEvent(({ event }) => {
          if (event.type !== 'start') return;
          listener.dispose();
          done();
        });
      });
      await vscode.commands.executeCommand('postRegistrationHooks.runHook', document.uri);
      await begun;
      await vscode.commands.executeCommand('postRegistrationHooks.stopHook');
    });
    assertOutcome(run, 'cancelled');
  });

  it('a hook that is run while it runs is stopped and run anew', async () => {
    const { document } = await open('hook.js', hookOf('  setTimeout(cb, 60_000);'));
    const { exports: api } = await extension();
    const first = await runBy(async () => {
      await vscode.commands.executeCommand('postRegistrationHooks.runHook', document.uri);
      await vscode.commands.executeCommand('postRegistrationHooks.runHook', document.uri);
    });
    assertOutcome(first, 'cancelled');
    const running = api.runs().filter(({ view }) => view.state === 'running');
    assert.equal(running.length, 1);
    const second = await runBy(() => vscode.commands.executeCommand('postRegistrationHooks.stopHook'));
    assert.equal(second.id, running[0]?.view.id);
  });

  it('two hooks run at once, and each run has its own events', async () => {
    const slow = await write('slow.js', hookOf("  setTimeout(() => { console.log('slow'); cb(); }, 300);"));
    const quick = await write('quick.js', hookOf("  console.log('quick');", '  cb();'));
    await vscode.window.showTextDocument(slow);
    const { exports: api } = await extension();
    const first = await runBy(async () => {
      await vscode.commands.executeCommand('postRegistrationHooks.runHook', slow);
      await vscode.commands.executeCommand('postRegistrationHooks.runHook', quick);
    });
    await until('both are over', () => api.runs().every(({ view }) => view.state !== 'running'));
    const logs = Object.fromEntries(api.runs().map(({ view }) => [view.hookName, logOf(view)]));
    assert.deepEqual(logs['slow.js'], ['slow']);
    assert.deepEqual(logs['quick.js'], ['quick']);
    assert.equal(first.state, 'ended');
  });

  it('Run Again runs the same hook from elsewhere, with its text as it is now', async () => {
    const { document } = await open('hook.js', hookOf("  console.log('first');", '  cb();'));
    await runHook();
    await type(document, hookOf("  console.log('second');", '  cb();'));
    await open('other.txt', 'no hook');
    const run = await runBy(() => vscode.commands.executeCommand('postRegistrationHooks.runAgain'));
    assert.equal(run.file, testUri('hook.js').fsPath);
    assert.deepEqual(logOf(run), ['second']);
  });

  it('Clear forgets what is over, and keeps what still runs', async () => {
    const { exports: api } = await extension();
    const { document } = await open('hook.js', hookOf('  cb();'));
    await runHook(document.uri);
    const slow = await write('slow.js', hookOf('  setTimeout(cb, 60_000);'));
    await vscode.commands.executeCommand('postRegistrationHooks.runHook', slow);
    await vscode.commands.executeCommand('postRegistrationHooks.clearRuns');
    assert.deepEqual(
      api.runs().map(({ view }) => view.hookName),
      ['slow.js'],
    );
  });
});
