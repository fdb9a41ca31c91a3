import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { OpenHooks } from '../../src/extension/openHooks.ts';
import { cleanUp, configure, extension, lensesOf, open, type, until } from './editor.ts';

const lensesAt = (line: number) => [`${line}: $(play) Run Hook`, `${line}: Payload: default sample`];

async function untilLenses(document: vscode.TextDocument, expected: string[]): Promise<void> {
  let last: string[] = [];
  await until('the lenses are as expected', async () => {
    last = await lensesOf(document);
    return JSON.stringify(last) === JSON.stringify(expected);
  }).catch(() => assert.deepEqual(last, expected));
}

const hook = 'module.exports = function (user, context, cb) {\n  cb();\n};\n';

describe('The lenses above a hook', () => {
  before(extension);
  afterEach(cleanUp);

  const forms: [title: string, name: string, text: string, line: number][] = [
    ['an anonymous function', 'a.js', `// A comment.\n\n${hook}`, 3],
    ['a named function', 'a.js', 'module.exports = function hook(user, context, cb) { cb(); };', 1],
    ['an arrow', 'a.js', '\nmodule.exports = (user, context, cb) => cb();', 2],
    ['an async function', 'a.js', 'module.exports = async function (user, context, cb) { cb(); };', 1],
    ['an async arrow', 'a.js', 'module.exports = async (user, context, cb) => { cb(); };', 1],
    [
      'a function that is exported after',
      'a.js',
      "'use strict';\nfunction hook(user, context, cb) { cb(); }\n\nmodule.exports = hook;",
      2,
    ],
    [
      'TypeScript',
      'a.ts',
      'type Done = () => void;\nexport = function (user: object, context: object, cb: Done): void {\n  cb();\n};',
      2,
    ],
  ];
  for (const [title, name, text, line] of forms) {
    it(`stand above ${title}`, async () => {
      const { document } = await open(name, text);
      await untilLenses(document, lensesAt(line));
    });
  }

  it('stand in an untitled document', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'javascript', content: hook });
    await vscode.window.showTextDocument(document);
    await untilLenses(document, lensesAt(1));
  });

  const others: [title: string, name: string, text: string][] = [
    ['a plain module', 'a.js', 'module.exports = function (left, right) { return left + right; };'],
    ['middleware', 'a.js', 'module.exports = function (req, res, next) { next(); };'],
    ['a module with several exports', 'a.js', 'exports.hook = function (user, context, cb) { cb(); };'],
    ['a file that speaks of a hook', 'a.md', '```js\nmodule.exports = function (user, context, cb) {};\n```'],
  ];
  for (const [title, name, text] of others) {
    it(`do not stand in ${title}`, async () => {
      const { document } = await open(name, text);
      // It is no hook before it has been searched either; so it is made one, and made another file again.
      if (document.languageId === 'javascript') {
        await type(document, hook);
        await untilLenses(document, lensesAt(1));
        await type(document, text);
      }
      await untilLenses(document, []);
    });
  }

  it('stay above the hook while a syntax error is typed, and while lines are put in above it', async () => {
    const { document } = await open('a.js', `// One.\n${hook}`);
    await untilLenses(document, lensesAt(2));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(2, 0), "  console.log('New user' +\n");
    edit.insert(document.uri, new vscode.Position(0, 0), '// Zero.\n');
    await vscode.workspace.applyEdit(edit);
    assert.deepEqual(await lensesOf(document), lensesAt(3));
    await type(document, `// Only one.\n\n\n${hook}`);
    await untilLenses(document, lensesAt(4));
  });

  it('stand above a hook that got a syntax error while the parser was being loaded', async () => {
    const { document } = await open('a.js', `// One.\n${hook}`);
    let arrive: () => void = () => undefined;
    const loaded = new Promise<void>((done) => {
      arrive = done;
    });
    const log = vscode.window.createOutputChannel('Parser that comes late', { log: true });
    const hooks = new OpenHooks(log, async () => {
      await loaded;
      return import('../../src/hook/findHook.ts');
    });
    try {
      const before = hooks.lineOf(document);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(2, 0), "  console.log('New user' +\n");
      edit.insert(document.uri, new vscode.Position(0, 0), '// Zero.\n');
      await vscode.workspace.applyEdit(edit);
      const after = hooks.lineOf(document);
      arrive();
      assert.deepEqual(await Promise.all([before, after]), [2, 2]);
    } finally {
      hooks.dispose();
      log.dispose();
    }
  });

  it('go away with the setting, and come back', async () => {
    const { document } = await open('a.js', hook);
    await untilLenses(document, lensesAt(1));
    await configure('codeLens.enabled', false);
    await untilLenses(document, []);
    await configure('codeLens.enabled', true);
    await untilLenses(document, lensesAt(1));
  });

  it('act on their own document', async () => {
    const { document } = await open('a.js', hook);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
      'vscode.executeCodeLensProvider',
      document.uri,
      100,
    );
    const own = lenses.filter(({ command }) => command?.command.startsWith('postRegistrationHooks.'));
    assert.deepEqual(
      own.map(({ command }) => [command?.command, command?.arguments?.map(String)]),
      [
        ['postRegistrationHooks.runHook', [document.uri.toString()]],
        ['postRegistrationHooks.choosePayload', [document.uri.toString()]],
      ],
    );
  });
});
