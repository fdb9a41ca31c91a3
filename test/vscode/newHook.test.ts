import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { newUntitledHook } from '../../src/extension/newHook.ts';
import { starterCode } from '../../src/hook/starterCode.ts';
import { enterIn, type Judgements } from './answers.ts';
import { cleanUp, extension, lensesOf, onDisk, until, withWorkspaceFolders, workspaceUri } from './editor.ts';

const newHook = (folder?: vscode.Uri) => () =>
  vscode.commands.executeCommand('postRegistrationHooks.newHook', folder);

describe('New Post-Registration Hook', () => {
  before(extension);
  afterEach(cleanUp);

  it('writes the starter code into the workspace and puts the cursor into the body', async () => {
    const judgements = await enterIn(newHook(), 'Welcome Mail');
    assert.deepEqual(judgements, { 'Welcome Mail': 'Creates welcome-mail.js.' });
    assert.equal(await onDisk(workspaceUri('welcome-mail.js')), starterCode().text);
    const editor = vscode.window.activeTextEditor;
    assert(editor);
    assert.equal(editor.document.uri.toString(), workspaceUri('welcome-mail.js').toString());
    assert.equal(editor.document.isDirty, false);
    assert.equal(editor.document.offsetAt(editor.selection.active), starterCode().cursorOffset);
    assert(editor.selection.isEmpty);
  });

  it('keeps to the folder that it was chosen on', async () => {
    await vscode.workspace.fs.createDirectory(workspaceUri('a', 'b'));
    await enterIn(newHook(workspaceUri('a', 'b')), 'first');
    assert.equal(await onDisk(workspaceUri('a', 'b', 'first.js')), starterCode().text);
  });

  it('takes the folder "hooks" where there is one', async () => {
    await vscode.workspace.fs.createDirectory(workspaceUri('hooks'));
    const judgements = await enterIn(newHook(), 'first');
    assert.deepEqual(judgements, { first: 'Creates hooks/first.js.' });
    assert.equal(await onDisk(workspaceUri('hooks', 'first.js')), starterCode().text);
  });

  it('says as one types what the platform does not take, and creates nothing', async () => {
    const before = await vscode.workspace.fs.readDirectory(workspaceUri());
    const judgements: Judgements = await enterIn(newHook(), '', '-mail', 'mail!', 'mail ');
    for (const name of ['', '-mail', 'mail!', 'mail ']) {
      assert.match(judgements[name] ?? '', /^refused: .+\.$/, `"${name}"`);
    }
    assert.match(judgements['mail!'] ?? '', /"!"/);
    assert.deepEqual(await vscode.workspace.fs.readDirectory(workspaceUri()), before);
  });

  it('does not write over a file: it says so as one types, and names a free one', async () => {
    const file = workspaceUri('mail.js');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode('mine'));
    const judgements = await enterIn(newHook(), 'Mail');
    assert.deepEqual(judgements, {
      Mail: 'refused: mail.js exists already. Enter another name, such as mail-2.',
    });
    assert.equal(await onDisk(file), 'mine');
  });

  it('opens an untitled document where there is no folder, and it is a hook too', async () => {
    await newUntitledHook();
    const editor = vscode.window.activeTextEditor;
    assert(editor);
    assert.equal(editor.document.uri.scheme, 'untitled');
    assert.equal(editor.document.languageId, 'javascript');
    assert.equal(editor.document.getText(), starterCode().text);
    assert.equal(editor.document.offsetAt(editor.selection.active), starterCode().cursorOffset);
    const lenses = await until('it has lenses', async () => {
      const found = await lensesOf(editor.document);
      return found.length > 0 && found;
    });
    assert.equal(lenses.length, 2);
  });

  it('opens an untitled document in a workspace that has no folders', async () => {
    await withWorkspaceFolders([], () => newHook()());
    const editor = vscode.window.activeTextEditor;
    assert(editor);
    assert.equal(editor.document.uri.scheme, 'untitled');
    assert.equal(editor.document.getText(), starterCode().text);
  });

  it('stands in File > New File and on folders of the Explorer', async () => {
    const { menus } = (await extension()).packageJSON.contributes;
    const command = 'postRegistrationHooks.newHook';
    assert.deepEqual(menus['file/newFile'], [{ command, group: 'file' }]);
    assert.equal(menus['explorer/context'][0].command, command);
    assert.equal(menus['explorer/context'][0].when, 'explorerResourceIsFolder');
  });
});
