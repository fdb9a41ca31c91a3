import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { starterCode } from '../../src/hook/starterCode.ts';
import { behind, cleanUp, extension, open, until } from './editor.ts';

/** The starter code with a line of one's own at the cursor. */
function starterWith(line: string): string {
  const { text, cursorOffset } = starterCode();
  return `${text.slice(0, cursorOffset)}\n  ${line}${text.slice(cursorOffset)}`;
}

const text = (markdown: string | { value: string } | undefined): string =>
  typeof markdown === 'string' ? markdown : (markdown?.value ?? '');

interface Offered {
  type: string;
  documentation: string;
}

/** What is offered behind a dot: type and text by name. */
async function offeredBehind(document: vscode.TextDocument, typed: string): Promise<Map<string, Offered>> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    behind(document, typed),
    '.',
    100,
  );
  return new Map(
    list.items.map(({ label, detail = '', documentation }) => [
      // An optional field is shown with a question mark.
      (typeof label === 'string' ? label : label.label).replace(/\?$/, ''),
      { type: detail, documentation: text(documentation) },
    ]),
  );
}

const fields: [object: string, field: string, type: RegExp, documentation: RegExp][] = [
  ['user', 'id', /\bid: string/, /without the "auth0\|" prefix/],
  ['user', 'tenant', /\btenant: string/, /Auth0 tenant/],
  ['user', 'username', /\busername\?: string/, /Username/],
  ['user', 'email', /\bemail\?: string/, /Email address/],
  ['user', 'emailVerified', /\bemailVerified\?: boolean/, /email address is verified/],
  ['user', 'phoneNumber', /\bphoneNumber\?: string/, /Phone number/],
  ['user', 'phoneNumberVerified', /\bphoneNumberVerified\?: boolean/, /phone number is verified/],
  ['user', 'user_metadata', /\buser_metadata\?: (Record<string, any>|\{)/, /user can change/],
  ['user', 'app_metadata', /\bapp_metadata\?: (Record<string, any>|\{)/, /user cannot change/],
  ['context', 'requestLanguage', /\brequestLanguage: string/, /Language/],
  ['context', 'connection', /\bconnection: \{/, /connection/],
  ['context', 'webtask', /\bwebtask: \{/, /request/],
  ['context.connection', 'id', /\bid: string/, /Id of the connection/],
  ['context.connection', 'name', /\bname: string/, /Name of the connection/],
  ['context.connection', 'tenant', /\btenant: string/, /tenant/],
  ['context.webtask', 'secrets', /\bsecrets: Record<string, string>/, /Secrets/],
];

describe("VS Code's own TypeScript service, in the starter code", () => {
  before(extension);
  afterEach(cleanUp);

  for (const object of ['user', 'context', 'context.connection', 'context.webtask']) {
    it(`offers the fields of ${object}, each with its type and text`, async () => {
      const line = `${object}./**/`;
      const { document } = await open('hook.js', starterWith(line));
      const expected = fields.filter(([of]) => of === object);
      const offered = await until(`the fields of ${object} are offered`, async () => {
        const found = await offeredBehind(document, `  ${object}.`);
        return expected.every(([, field]) => found.get(field)?.documentation) && found;
      });
      for (const [, field, type, documentation] of expected) {
        assert.match(offered.get(field)?.type ?? '', type, field);
        assert.match(offered.get(field)?.documentation ?? '', documentation, field);
      }
    });
  }

  it('tells the type and text of a field on hover', async () => {
    const { document } = await open('hook.js', starterWith('context.connection.id;'));
    const shown = await until('the hover is there', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        behind(document, '  context.connection.i'),
      );
      const contents = hovers.flatMap((hover) => hover.contents).map((content) => text(content));
      return contents.join('\n').includes('Id of the connection') && contents.join('\n');
    });
    assert.match(shown, /\bid: string/);
  });

  it('tells the parameters of cb while they are typed', async () => {
    const { document } = await open('hook.js', starterWith('cb(/**/);'));
    const help = await until('the signature is there', async () => {
      const found = await vscode.commands.executeCommand<vscode.SignatureHelp | undefined>(
        'vscode.executeSignatureHelpProvider',
        document.uri,
        behind(document, '\n  cb('),
        '(',
      );
      return found && found.signatures.length > 0 && found;
    });
    const [signature] = help.signatures;
    assert.match(signature?.label ?? '', /^cb\(error\?: .*Error.*, response\?: .*\): void$/);
    assert.match(text(signature?.parameters[0]?.documentation), /What went wrong/);
    assert.match(text(signature?.parameters[1]?.documentation), /otherwise ignored/);
  });

  it('reports user.emial under // @ts-check, and nothing else', async () => {
    const { document } = await open('hook.js', `// @ts-check\n${starterWith('user.emial;')}`);
    const problems = await until('the mistake is reported', () => {
      const found = vscode.languages
        .getDiagnostics(document.uri)
        .filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
      return found.length > 0 && found;
    });
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? '', /'emial' does not exist .*Did you mean 'email'\?/s);
    assert.equal(problems[0]?.range.end.isEqual(behind(document, 'user.emial')), true);
  });
});
