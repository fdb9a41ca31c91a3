import * as vscode from 'vscode';
import type { FoundHook } from '../hook/findHook.ts';
import { baseName } from './documentText.ts';

/** The languages that a hook may be written in; the other JavaScripts hold JSX, which no hook has. */
export const languages = ['javascript', 'typescript'];

/** The array of paths that the `when` clauses of the menus look for `resourcePath` in. */
const contextKey = 'postRegistrationHooks.hooks';

/** While one types, the hook is looked for this long after the last change. In ms. */
const typingPause = 200;

/** What is known of an open document. */
interface Known {
  version: number;
  search: Promise<void>;
  hook: FoundHook | null;
  /** Whether the text cannot be read as it is. */
  broken: boolean;
  /** The line that the lens stands above, from 0; it moves with the text until the hook is found again. */
  line: number;
  /** What was changed since this version, which a search that is still on its way does not know of. */
  changes: (readonly vscode.TextDocumentContentChangeEvent[])[];
}

/** The parser is large, so it is loaded for the first text that may be a hook. */
type LoadParser = () => Promise<Pick<typeof import('../hook/findHook.ts'), 'findHook' | 'mayHandOver'>>;

/**
 * The hooks in the open documents. A document is searched when somebody asks for its hook or sees it, and again after
 * each change. A syntax error, as there is while one types, leaves the last hook where it was.
 */
export class OpenHooks implements vscode.Disposable {
  readonly #known = new Map<string, Known>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #disposables: vscode.Disposable[] = [this.#changed];
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #log: vscode.LogOutputChannel;
  readonly #loadParser: LoadParser;

  /** A document has become a hook, or is one no longer, or its hook has moved. */
  readonly onDidChange = this.#changed.event;

  constructor(log: vscode.LogOutputChannel, loadParser: LoadParser = () => import('../hook/findHook.ts')) {
    this.#log = log;
    this.#loadParser = loadParser;
    this.#disposables.push(
      vscode.window.onDidChangeVisibleTextEditors(() => this.#searchVisible()),
      vscode.workspace.onDidChangeTextDocument((change) => this.#follow(change)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document.uri)),
    );
    this.#searchVisible();
  }

  /** The line above which the lenses of a document's hook stand, from 0; null if the document holds no hook. */
  async lineOf(document: vscode.TextDocument): Promise<number | null> {
    const known = await this.#search(document);
    return known.hook ? Math.min(known.line, document.lineCount - 1) : null;
  }

  /**
   * Whether a document can be run when somebody asks for it: it hands something over, hook or not, or nobody can tell.
   * What the platform makes of it is then the run's to say; the lenses alone go by the look of a hook.
   */
  async isRunnable(document: vscode.TextDocument): Promise<boolean> {
    if (!mayBeHook(document)) return false;
    const { hook, broken } = await this.#search(document);
    if (hook !== null || broken) return true;
    const { mayHandOver } = await this.#loadParser();
    return mayHandOver(document.getText(), fileNameOf(document));
  }

  /** The hooks that are known so far. */
  get uris(): readonly vscode.Uri[] {
    const hooks = [...this.#known].filter(([, { hook }]) => hook !== null);
    return hooks.map(([uri]) => vscode.Uri.parse(uri, true));
  }

  async #search(document: vscode.TextDocument): Promise<Known> {
    const uri = document.uri.toString();
    const earlier = this.#known.get(uri);
    if (earlier?.version === document.version) {
      await earlier.search;
      return earlier;
    }
    const known: Known = {
      hook: earlier?.hook ?? null,
      broken: false,
      line: earlier?.line ?? 0,
      changes: [],
      version: document.version,
      search: Promise.resolve(),
    };
    this.#known.set(uri, known);
    known.search = this.#find(document, known, earlier);
    await known.search;
    return known;
  }

  async #find(document: vscode.TextDocument, known: Known, earlier: Known | undefined): Promise<void> {
    const text = document.getText();
    const before = known.hook;
    // Only a text with one of these words can hand a function over.
    if (!/\bexports\b|\bexport\s*=|\breturn\b/.test(text)) {
      known.hook = null;
    } else {
      const { findHook } = await this.#loadParser();
      const found = findHook(text, fileNameOf(document));
      if (found.kind === 'found') {
        known.hook = found;
        known.line = known.changes.reduce(shiftedLine, found.statement.start.line - 1);
      } else if (found.kind === 'none') {
        known.hook = null;
      } else {
        known.broken = true;
        // The search of the text before may have waited for the parser too, and then has only now found its hook.
        await earlier?.search;
        known.hook = earlier?.hook ?? null;
        known.line = known.changes.reduce(shiftedLine, earlier?.line ?? 0);
        this.#log.trace(`${baseName(document.uri)}:${found.at.line}:${found.at.column}: ${found.message}`);
      }
    }
    // A later search has replaced this one, or the document was closed.
    if (this.#known.get(document.uri.toString()) !== known) return;
    if ((before === null) !== (known.hook === null)) this.#tellMenus();
    if (before !== known.hook) this.#changed.fire(document.uri);
  }

  #follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const uri = document.uri.toString();
    const known = this.#known.get(uri);
    if (!known || contentChanges.length === 0) return;
    known.line = shiftedLine(known.line, contentChanges);
    known.changes.push(contentChanges);
    clearTimeout(this.#timers.get(uri));
    const search = (): void => {
      this.#timers.delete(uri);
      if (!document.isClosed) this.#search(document);
    };
    this.#timers.set(uri, setTimeout(search, typingPause));
  }

  #searchVisible(): void {
    for (const { document } of vscode.window.visibleTextEditors) {
      if (mayBeHook(document)) this.#search(document);
    }
  }

  #forget(uri: vscode.Uri): void {
    const known = this.#known.get(uri.toString());
    this.#known.delete(uri.toString());
    if (known?.hook) this.#tellMenus();
  }

  #tellMenus(): void {
    // Paths, not URIs: the window knows the files of a remote machine by another scheme than the extension host does.
    const paths = this.uris.flatMap((uri) => [uri.path, uri.fsPath]);
    vscode.commands.executeCommand('setContext', contextKey, [...new Set(paths)]);
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

/** Whether a document is one's own code in a language of hooks; not the old side of a diff, for example. */
export function mayBeHook({ uri, languageId }: vscode.TextDocument): boolean {
  return (
    languages.includes(languageId) &&
    (uri.scheme === 'file' ||
      uri.scheme === 'untitled' ||
      vscode.workspace.getWorkspaceFolder(uri) !== undefined)
  );
}

/** Where a line is after the changes, which VS Code tells from the last to the first. */
function shiftedLine(line: number, changes: readonly vscode.TextDocumentContentChangeEvent[]): number {
  let shifted = line;
  for (const { range, text } of changes) {
    const isAbove =
      range.end.line < line || (range.end.line === line && range.end.character === 0 && !range.isEmpty);
    const startsAtIt = range.isEmpty && range.start.line === line && range.start.character === 0;
    if (isAbove || startsAtIt) shifted += linesIn(text) - (range.end.line - range.start.line);
  }
  return Math.max(0, shifted);
}

const linesIn = (text: string): number => text.match(/\r\n?|\n/g)?.length ?? 0;

/** The name of a document's file; an untitled one has no extension, so its language tells it. */
export function fileNameOf({ uri, languageId }: vscode.TextDocument): string {
  const name = baseName(uri);
  if (/\.[cm]?[jt]s$/i.test(name)) return name;
  return `${name}.${languageId === 'typescript' ? 'ts' : 'js'}`;
}
