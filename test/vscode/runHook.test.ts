import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { RunFiles } from '../../src/extension/runFiles.ts';
import { starterCode } from '../../src/hook/starterCode.ts';
import { errorsOf } from './answers.ts';
import {
  assertOutcome,
  cleanUp,
  configure,
  eventsOf,
  extension,
  lensesOf,
  logOf,
  onDisk,
  open,
  problemsOf,
  runBy,
  runHook,
  testUri,
  type,
  until,
  withWorkspaceFolders,
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

  const unlikely: [title: string, text: string, log: string[]][] = [
    [
      'without its cb',
      "module.exports = async (user, context) => {\n  console.log('called');\n};\n",
      ['called'],
    ],
    [
      'that a factory makes',
      "const withLog = () => (...args) => {\n  console.log('called');\n  args[2]();\n};\nmodule.exports = withLog();\n",
      ['called'],
    ],
    [
      'that is one of two',
      "const custom = null;\nmodule.exports = custom || function (...args) {\n  console.log('called');\n  args[2]();\n};\n",
      ['called'],
    ],
    ['that is no function', 'module.exports = 1;\n', []],
  ];
  for (const [title, text, log] of unlikely) {
    it(`runs a hook ${title} when it is asked to, though no lens stands there`, async () => {
      const { document } = await open('hook.js', text);
      assert.deepEqual(await lensesOf(document), []);
      const run = await runHook();
      assert.equal(run.state, 'ended', JSON.stringify(run.failure));
      assert.deepEqual(logOf(run), log);
    });
  }

  it('runs the hook that was last active where no text is, as in the settings', async () => {
    const { document } = await open('hook.js', hookOf('  cb();'));
    await vscode.window.showTextDocument(await write('later.txt', 'no hook'), { preview: false });
    await vscode.window.showTextDocument(await write('plain.js', 'const one = 1;\n'), { preview: false });
    await vscode.window.showTextDocument(document, { preview: false });
    await vscode.window.showTextDocument(testUri('plain.js'), { preview: false });
    await vscode.commands.executeCommand('workbench.action.openSettings2');
    await until('no text is active', () => vscode.window.activeTextEditor === undefined);
    const run = await runHook();
    assert.equal(run.file, document.uri.fsPath);
    assertOutcome(run, 'success');
  });

  it('asks for a hook where none is open', async () => {
    await open('hook.js', hookOf('  cb();'));
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await until('no text is active', () => vscode.window.activeTextEditor === undefined);
    const errors = await errorsOf(() => vscode.commands.executeCommand('postRegistrationHooks.runHook'));
    assert.deepEqual(errors, ['Open a hook to run it. | New Post-Registration Hook']);
  });

  it('says that an untitled hook is gone which was closed', async () => {
    const document = await vscode.workspace.openTextDocument({
      language: 'javascript',
      content: hookOf('  cb();'),
    });
    await vscode.window.showTextDocument(document);
    assertOutcome(await runHook(), 'success');
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until('the document is closed', () => document.isClosed);
    const run = await runBy(() => vscode.commands.executeCommand('postRegistrationHooks.runAgain'));
    assert.equal(run.failure?.message, `${document.uri.path} is gone. Nothing was run.`);
  });

  it('runs an untitled hook with an authority of the workspace', async () => {
    const { document } = await open('not-pem.txt', 'no certificate');
    await configure('certificateAuthorities', [vscode.workspace.asRelativePath(document.uri)]);
    const untitled = await vscode.workspace.openTextDocument({
      language: 'javascript',
      content: hookOf('  cb();'),
    });
    await vscode.window.showTextDocument(untitled);
    const run = await runHook();
    assert.equal(
      run.failure?.message,
      `${document.uri.fsPath} holds no certificate in PEM format. Nothing was run.`,
    );
  });

  it('tells why an authority cannot be read', async () => {
    await vscode.workspace.fs.createDirectory(testUri('folder.pem'));
    await configure('certificateAuthorities', [vscode.workspace.asRelativePath(testUri('folder.pem'))]);
    const { document } = await open('hook.js', hookOf('  cb();'));
    const run = await runHook(document.uri);
    assert.match(
      run.failure?.message ?? '',
      /folder\.pem could not be read: .*directory.*\. Nothing was run\.$/i,
    );
  });

  it('keeps files of one name in different virtual folders apart', async () => {
    const uri = vscode.Uri.parse('memfs://host/project');
    const files = new RunFiles();
    const [one, other] = ['a', 'b'].map((name) => vscode.Uri.joinPath(uri, name, 'index.js'));
    assert(one && other);
    await withWorkspaceFolders([{ uri, name: 'project', index: 0 }], async () => {
      const paths = [files.pathOf(one), files.pathOf(other)];
      assert.deepEqual(
        paths.map((path) => files.uriOf(path).toString()),
        [one.toString(), other.toString()],
      );
    });
  });

  it('says so in a file that hands nothing over', async () => {
    await open('plain.js', 'function hook(user, context, cb) { return cb(); }\n');
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
      await until('the settings are open', () => vscode.window.activeTextEditor === undefined);
    }, 'Open Settings');
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
    const slow = await write('slow.js', hookOf("  console.log('slow');", '  setTimeout(cb, 60_000);'));
    const quick = await write('quick.js', hookOf("  console.log('quick');", '  cb();'));
    await vscode.window.showTextDocument(slow);
    const { exports: api } = await extension();
    await vscode.commands.executeCommand('postRegistrationHooks.runHook', slow);
    const slowRun = await until('the slow one runs', () =>
      api.runs().find(({ view }) => view.hookName === 'slow.js' && logOf(view).length > 0),
    );
    const quickRun = await runHook(quick);
    assert.equal(quickRun.hookName, 'quick.js');
    assertOutcome(quickRun, 'success');
    assert.deepEqual(logOf(quickRun), ['quick']);
    assert.equal(slowRun.view.state, 'running');
    const stopped = await runBy(() => vscode.commands.executeCommand('postRegistrationHooks.stopHook'));
    assert.equal(stopped.hookName, 'slow.js');
    assert.deepEqual(logOf(stopped), ['slow']);
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
