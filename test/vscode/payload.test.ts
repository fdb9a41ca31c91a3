import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { payloadText } from '../../src/hook/payload.ts';
import { chooseIn, enterIn, errorsOf } from './answers.ts';
import {
  assertOutcome,
  cleanUp,
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
  write,
} from './editor.ts';

const hook = `module.exports = function (user, context, cb) {
  console.log(user.email, context.connection.name);
  cb();
};
`;
const payload = (email: string): string =>
  JSON.stringify({ user: { email }, context: { connection: { name: 'mine' } } }, null, 2);

const choose = (uri?: vscode.Uri) => () =>
  vscode.commands.executeCommand('postRegistrationHooks.choosePayload', uri);

describe('The payload of a hook', () => {
  before(extension);
  afterEach(cleanUp);

  it('is the default sample, or the file that is chosen, which is remembered and named in the lens', async () => {
    await write('a.mine.payload.json', payload('file@example.com'));
    const { document } = await open('a.js', hook);
    assert.deepEqual(logOf(await runHook()), ['user1@foo.com Username-Password-Authentication']);

    const labels = await chooseIn(choose(document.uri), 'mine');
    assert.deepEqual(labels, [
      'Default sample',
      'mine',
      'New payload from',
      'Database',
      'Passwordless SMS',
      'Passwordless email',
    ]);
    const run = await runHook();
    assert.deepEqual(logOf(run), ['file@example.com mine']);
    assert.equal(eventsOf(run, 'start')[0]?.payloadName, 'mine');
    assert.deepEqual(await lensesOf(document), ['1: $(play) Run Hook', '1: Payload: mine']);

    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.window.showTextDocument(document.uri);
    assert.deepEqual(logOf(await runHook()), ['file@example.com mine']);
    await chooseIn(choose(document.uri), 'Default sample');
    assert.deepEqual(await lensesOf(document), ['1: $(play) Run Hook', '1: Payload: default sample']);
  });

  it('is sent with the unsaved text of its editor', async () => {
    await open('b.js', hook);
    const { document } = await open('b.mine.payload.json', payload('saved@example.com'));
    await chooseIn(choose(testUri('b.js')), 'mine');
    await type(document, payload('unsaved@example.com'));
    assert.deepEqual(logOf(await runHook(testUri('b.js'))), ['unsaved@example.com mine']);
    assert.equal(await onDisk(document.uri), payload('saved@example.com'));
  });

  it('is run from its own editor too, and is then the chosen one', async () => {
    const { document } = await open('c.js', hook);
    await open('c.two.payload.json', payload('two@example.com'));
    assert.deepEqual(logOf(await runHook()), ['two@example.com mine']);
    assert.deepEqual(await lensesOf(document), ['1: $(play) Run Hook', '1: Payload: two']);
  });

  it('without a hook beside it says so when it is run', async () => {
    await open('nobody.two.payload.json', payload('two@example.com'));
    const errors = await errorsOf(() => vscode.commands.executeCommand('postRegistrationHooks.runHook'));
    assert.deepEqual(errors, [
      'There is no hook beside nobody.two.payload.json that it belongs to. | New Post-Registration Hook',
    ]);
  });

  for (const [label, name, sample] of [
    ['Database', 'database', 'database'],
    ['Passwordless SMS', 'sms', 'sms'],
    ['Passwordless email', 'email', 'email'],
  ] as const) {
    it(`is created from "${label}", chosen and opened, and runs`, async () => {
      const { document } = await open(`d-${name}.js`, hook);
      await enterIn(async () => {
        await chooseIn(choose(document.uri), label);
      }, name);
      const file = testUri(`d-${name}.${name}.payload.json`);
      assert.equal(await onDisk(file), payloadText(sample));
      assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), file.toString());
      const run = await runHook(document.uri);
      assertOutcome(run, 'success');
      assert.equal(run.payloadName, name);
      assert.deepEqual(problemsOf(file, 'hook payload'), []);
    });
  }

  it('is never written over another one', async () => {
    await write('e.sms.payload.json', 'mine');
    const { document } = await open('e.js', hook);
    const judgements = await enterIn(
      async () => {
        await chooseIn(choose(document.uri), 'Passwordless SMS');
      },
      'sms',
      'no dots.here',
      'sms',
    );
    assert.deepEqual(Object.keys(judgements), ['sms', 'no dots.here']);
    const shown = vscode.workspace.asRelativePath(testUri('e.sms.payload.json'));
    assert.equal(judgements.sms, `refused: ${shown} exists already. Enter another name.`);
    assert.match(judgements['no dots.here'] ?? '', /^refused: /);
    assert.equal(await onDisk(testUri('e.sms.payload.json')), 'mine');
  });

  it('is opened with Edit', async () => {
    await write('f.mine.payload.json', payload('f@example.com'));
    const { document } = await open('f.js', hook);
    await chooseIn(choose(document.uri), 'mine');
    await chooseIn(choose(document.uri), 'Edit mine');
    assert.equal(
      vscode.window.activeTextEditor?.document.uri.toString(),
      testUri('f.mine.payload.json').toString(),
    );
  });

  it('that is wrong runs nothing, and each fault is listed at its place until it is put right', async () => {
    const wrong = '{\n  "user": "me",\n  "context": { "connection": null, "ip": "1.2.3.4" }\n}\n';
    const { document } = await open('g.js', hook);
    const file = await write('g.wrong.payload.json', wrong);
    await chooseIn(choose(document.uri), 'wrong');
    let run: Awaited<ReturnType<typeof runHook>> | undefined;
    const errors = await errorsOf(async () => {
      run = await runHook();
    });
    assert.equal(run?.state, 'failed');
    assert.deepEqual(run?.events, []);
    assert.deepEqual(errors, [
      'Nothing was run: the payload g.wrong.payload.json has 2 faults. | Open Payload',
    ]);
    await errorsOf(async () => {
      await runHook(document.uri);
      await until('the payload is open at its first fault', () => {
        const editor = vscode.window.activeTextEditor;
        return (
          editor?.document.uri.toString() === file.toString() &&
          editor.document.getText(editor.selection) === '"me"'
        );
      });
    }, 'Open Payload');
    await vscode.window.showTextDocument(document);
    assert.equal(run?.failure?.message, 'Nothing was run: the payload g.wrong.payload.json has 2 faults.');
    assert.deepEqual(
      run?.failure?.faults.map(({ place }) => place),
      [
        { file: file.fsPath, line: 2, column: 11 },
        { file: file.fsPath, line: 3, column: 30 },
      ],
    );
    const problems = problemsOf(file, 'hook payload');
    assert.deepEqual(problems.slice(0, 2), [
      '2:11-2:15 Error user must be an object, but is a string.',
      '3:30-3:34 Error context.connection must be an object, but is null.',
    ]);
    assert.match(problems[2] ?? '', /^3:36-3:40 Warning /);
    assert.equal(problems.length, 3);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), document.uri.toString());

    await vscode.window.showTextDocument(file);
    await type(await vscode.workspace.openTextDocument(file), payload('right@example.com'));
    await until('the problems are gone', () => problemsOf(file, 'hook payload').length === 0);
    assert.deepEqual(logOf(await runHook(document.uri)), ['right@example.com mine']);
  });

  it('has the problems of what is saved once its editor is closed without saving', async () => {
    const { document } = await open('l.js', hook);
    const file = await write('l.mine.payload.json', '{ "user": {}, "context": null }');
    await chooseIn(choose(document.uri), 'mine');
    const shown = (await vscode.window.showTextDocument(file)).document;
    await type(shown, '{ "user": "me", "context": null }');
    await runHook(document.uri);
    assert.equal(problemsOf(file, 'hook payload').length, 2);
    await vscode.window.showTextDocument(file);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until('one problem is left', () => problemsOf(file, 'hook payload').length === 1);
  });

  it('keeps its problems and its hook when the folder of both is renamed', async () => {
    await write('before/m.js', hook);
    const file = await write('before/m.mine.payload.json', '{ "user": "me", "context": {} }');
    const { document } = await open('before/m.js', hook);
    await chooseIn(choose(document.uri), 'mine');
    await runHook(document.uri);
    const problems = problemsOf(file, 'hook payload');
    assert.match(problems[0] ?? '', /user must be an object/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');

    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(testUri('before'), testUri('after'));
    assert(await vscode.workspace.applyEdit(edit));
    const after = testUri('after', 'm.mine.payload.json');
    await until(
      'the problems have moved',
      () => problemsOf(after, 'hook payload').join() === problems.join(),
    );
    assert.deepEqual(problemsOf(file, 'hook payload'), []);
    const moved = await vscode.window.showTextDocument(testUri('after', 'm.js'));
    assert.deepEqual(await lensesOf(moved.document), ['1: $(play) Run Hook', '1: Payload: mine']);
  });

  it("leaves other tools' files with the extension .payload.json alone", async () => {
    await open('hook.js', hook);
    const { document } = await open('request.payload.json', '{ "anything": 1 }');
    const errors = await errorsOf(() => vscode.commands.executeCommand('postRegistrationHooks.runHook'));
    assert.match(errors[0] ?? '', /^There is no hook in request\.payload\.json\. /);
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri), []);
    const [validation] = (await extension()).packageJSON.contributes.jsonValidation;
    assert.equal(validation.fileMatch, '*.*.payload.json');
  });

  it('that is no JSON runs nothing either', async () => {
    const { document } = await open('h.js', hook);
    const file = await write('h.broken.payload.json', '{ "user": {}, }');
    await chooseIn(choose(document.uri), 'broken');
    const run = await runHook();
    assert.equal(run.state, 'failed');
    assert.equal(problemsOf(file, 'hook payload').length, 1);
  });

  it('with what the platform never sends runs, with a warning', async () => {
    const { document } = await open('i.js', hook);
    const file = await write(
      'i.odd.payload.json',
      '{ "user": { "email": 5 }, "context": { "connection": {} }, "more": true }',
    );
    await chooseIn(choose(document.uri), 'odd');
    const run = await runHook();
    assertOutcome(run, 'success');
    assert.deepEqual(logOf(run), ['5 undefined']);
    const problems = problemsOf(file, 'hook payload');
    assert.match(problems[0] ?? '', /^1:22-1:23 Warning user\.email /);
  });

  it('whose file is gone runs nothing, and says so', async () => {
    const { document } = await open('j.js', hook);
    const file = await write('j.gone.payload.json', payload('j@example.com'));
    await chooseIn(choose(document.uri), 'gone');
    await vscode.workspace.fs.delete(file);
    const errors = await errorsOf(async () => {
      const run = await runHook();
      assert.equal(run.state, 'failed');
    });
    assert.deepEqual(errors, [
      'The payload file j.gone.payload.json is gone. Nothing was run. | Choose Payload',
    ]);
  });

  it('has completion, hover and squiggles from the schema', async () => {
    const { document } = await open(
      'k.mine.payload.json',
      '{ "user": {  }, "context": { "connection": 5 } }',
    );
    const completions = await until('VS Code completes the fields of the user', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        new vscode.Position(0, 12),
        '"',
        100,
      );
      const labels = list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
      return labels.includes('phoneNumberVerified') && labels;
    });
    for (const field of ['id', 'tenant', 'username', 'email', 'emailVerified', 'user_metadata']) {
      assert(completions.includes(field), `${field} is not among ${completions.join(', ')}`);
    }
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      new vscode.Position(0, 4),
    );
    const text = hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (typeof content === 'string' ? content : content.value))
      .join('\n');
    assert.match(text, /The user who has registered/);
    await until('the schema reports the connection', () =>
      vscode.languages
        .getDiagnostics(document.uri)
        .some(({ message, range }) => message.includes('context.connection') && range.start.character === 43),
    );
  });

  it('of an untitled hook is the default sample, and saving is offered', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'javascript', content: hook });
    await vscode.window.showTextDocument(document);
    const labels = await chooseIn(choose(document.uri), 'Default sample');
    assert.deepEqual(labels, ['Default sample', 'Save the hook to keep payloads beside it']);
    const run = await runBy(() => vscode.commands.executeCommand('postRegistrationHooks.runHook'));
    assert.equal(run.payloadName, 'default sample');
  });
});
