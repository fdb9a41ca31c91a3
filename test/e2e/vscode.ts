import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

const extensionId = 'post-registration-hooks.post-registration-hooks';
const results = resolve(import.meta.dirname, '../../test-results');

/** VS Code's workbench as a person uses it. Each method waits until what it did can be seen. */
export class Vscode {
  readonly page: Page;
  /** Absolute path of the open folder. */
  readonly folder: string;
  /** The editor that has the focus, or had it last. */
  readonly editor: Locator;
  readonly statusBar: Locator;
  readonly notifications: Locator;
  private readonly quickInput: Locator;

  constructor(page: Page, folder: string) {
    this.page = page;
    this.folder = folder;
    this.editor = page.locator('.editor-group-container.active .monaco-editor').first();
    this.statusBar = page.locator('.statusbar');
    this.notifications = page.locator('.notification-toast');
    this.quickInput = page.locator('.quick-input-widget');
  }

  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await expect(this.page.locator('.monaco-workbench .explorer-folders-view')).toBeVisible();
  }

  /** Opens a file of the folder through Go to File. `name`: relative, with slashes. */
  async openFile(name: string): Promise<void> {
    const base = name.split('/').at(-1) ?? name;
    const row = this.rows().filter({ has: this.page.locator('.label-name', { hasText: exactly(base) }) });
    // A file that is new is found as soon as the search knows of it, and what it finds late moves the rows.
    await expect(async () => {
      await this.openQuickInput('Control+P', name);
      await row.first().click({ timeout: 5_000 });
      await expect(this.tab(base)).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 40_000 });
    await this.focusEditor();
  }

  /** The active editor's tab, if that is its name. */
  tab(name: string): Locator {
    return this.page.locator(`.tabs-container .tab.active[data-resource-name="${name}"]`);
  }

  /** Runs a command from the palette. `title`: as it is listed, with its category: "Hooks: Run Hook". */
  async runCommand(title: string): Promise<void> {
    await (await this.findCommand(title)).click();
  }

  /** Opens the palette and looks for a command; runs nothing. */
  async findCommand(title: string): Promise<Locator> {
    const row = this.rows().filter({ has: this.page.locator('.label-name', { hasText: exactly(title) }) });
    // An open palette does not learn of the commands of an extension that comes later.
    await expect(async () => {
      await this.openQuickInput('F1', `>${title}`);
      await expect(row.first()).toBeVisible({ timeout: 3_000 });
    }).toPass({ timeout: 30_000 });
    return row.first();
  }

  /** Chooses an item of the open quick pick. */
  async choose(label: string | RegExp): Promise<void> {
    const text = typeof label === 'string' ? exactly(label) : label;
    const row = this.rows().filter({ has: this.page.locator('.label-name', { hasText: text }) });
    await row.first().click();
    await expect(row.first()).toBeHidden();
  }

  /** The labels of the open quick pick. */
  async choices(): Promise<string[]> {
    await expect(this.rows().first()).toBeVisible();
    return this.rows().locator('.label-name').allInnerTexts();
  }

  /** Types into the open input box; the message that it shows is `inputMessage`. */
  async fillInput(text: string): Promise<void> {
    await this.quickInput.locator('input').fill(text);
  }

  /** Fills the open input box and accepts it. */
  async answer(text: string): Promise<void> {
    await this.fillInput(text);
    await this.page.keyboard.press('Enter');
    // The next question may be asked in the same place.
    const input = this.quickInput.locator('input');
    await expect
      .poll(async () => (await input.isVisible()) && (await input.inputValue()) === text)
      .toBe(false);
  }

  /** What the open input box says about its value. */
  get inputMessage(): Locator {
    return this.quickInput.locator('.quick-input-message');
  }

  /** Types at the cursor, a key at a time, as a person does. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Puts `text` in place of all that is in the active editor; does not save. */
  async replaceText(text: string): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.insertText(text);
  }

  /** Moves the cursor. Both count from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press('ControlOrMeta+Home');
    for (let at = 1; at < line; at += 1) await this.page.keyboard.press('ArrowDown');
    for (let at = 1; at < column; at += 1) await this.page.keyboard.press('ArrowRight');
    await expect(this.statusBar.getByText(`Ln ${line}, Col ${column}`)).toBeVisible();
  }

  /** The lines of the active editor that can be seen. */
  async visibleText(): Promise<string> {
    const lines = await this.editor.locator('.view-line').evaluateAll((elements) =>
      elements
        .map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent ?? '' }))
        .sort((one, other) => one.top - other.top)
        .map(({ text }) => text.replaceAll('\u00a0', ' ')),
    );
    return lines.join('\n');
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+S');
    await expect(this.page.locator('.tabs-container .tab.active.dirty')).toHaveCount(0);
  }

  /** The CodeLens with that text, in the active editor. */
  codeLens(text: string | RegExp): Locator {
    const name = typeof text === 'string' ? exactly(text) : text;
    return this.editor.locator('.codelens-decoration a', { hasText: name });
  }

  /** A button in the title of the active editor, by its tooltip. */
  editorAction(title: string): Locator {
    return this.page
      .locator('.editor-group-container.active .title .editor-actions')
      .getByRole('button', { name: title, exact: true });
  }

  /** Chooses an entry of the menu that a folder or file of the Explorer has. */
  async explorerMenu(name: string, entry: string): Promise<void> {
    const row = this.page.locator('.explorer-folders-view').getByRole('treeitem', { name, exact: true });
    // An open menu does not learn of the entries of an extension that comes later either.
    await this.findCommand('Hooks: New Post-Registration Hook');
    await this.page.keyboard.press('Escape');
    await row.click({ button: 'right' });
    await this.page.getByRole('menuitem', { name: entry }).click();
  }

  /** The page inside the Hook Runner view. */
  get hookRunner(): FrameLocator {
    return this.page
      .frameLocator(`iframe.webview[src*="extensionId=${extensionId}"]`)
      .frameLocator('iframe#active-frame');
  }

  /** Shows the Problems view; what it lists, a line each, once `count` problems are there. */
  async problems(count: number): Promise<string[]> {
    await this.runCommand('Problems: Focus on Problems View');
    const rows = this.page.locator('.markers-panel .monaco-list-row:has(.marker-icon)');
    await expect(rows).toHaveCount(count);
    return rows.allInnerTexts();
  }

  /** Takes a picture of the window into test-results/NAME.png. */
  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(results, `${name}.png`) });
  }

  /** The text of a file of the folder, as it is on the disk. */
  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** Writes a file of the folder on the disk. */
  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  /** By its key: a click could hit a CodeLens. */
  private async focusEditor(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+1');
    await expect(this.editor).toHaveClass(/(^| )focused( |$)/);
  }

  private async openQuickInput(key: string, text: string): Promise<void> {
    const input = this.quickInput.locator('input');
    // A key that is pressed while the workbench still starts is lost.
    await expect(async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press(key);
      await expect(input).toBeVisible({ timeout: 2_000 });
    }).toPass({ timeout: 30_000 });
    await input.fill(text);
  }

  private rows(): Locator {
    return this.quickInput.locator('.quick-input-list .monaco-list-row');
  }
}

/** VS Code writes spaces that do not break. */
function exactly(text: string): RegExp {
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^\\s*${escaped.replaceAll(' ', '[ \u00a0]')}\\s*$`);
}
