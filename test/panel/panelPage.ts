/** The Hook Runner's page in a browser, with what VS Code gives its webviews: a theme, an API, a strict policy. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { build } from 'esbuild';
import { panelHtml } from '../../src/panel/html.ts';
import type { FromPage, ToPage } from '../../src/panel/messages.ts';
import { themes } from './themes.ts';

const webviewApi = readFileSync(join(import.meta.dirname, 'webviewApi.js'), 'utf8');
const origin = 'https://webview.test';

export interface PanelPage {
  page: Page;
  /** Sends the page a message as the extension does, and waits until it is drawn. */
  post(message: ToPage): Promise<void>;
  /** What the page has sent. */
  sent(): Promise<FromPage[]>;
  /** What it has saved for when it is shown again. */
  saved(): Promise<unknown>;
  /** What the browser complained of: refusals of the policy, uncaught errors. */
  complaints: string[];
}

export interface PanelPageOptions {
  theme?: keyof typeof themes;
  width?: number;
  height?: number;
  /** What the page had saved when it was last shown. */
  state?: unknown;
}

/** The page's files by their names. */
export async function buildPanel(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: { panel: join(import.meta.dirname, '../../src/panel/panel.ts') },
    bundle: true,
    write: false,
    outdir: 'dist',
    format: 'iife',
    target: 'chrome120',
    loader: { '.ttf': 'file' },
    logLevel: 'warning',
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}

export async function openPanel(
  browser: Browser,
  files: Map<string, Uint8Array>,
  { theme = 'dark', width = 1200, height = 300, state }: PanelPageOptions = {},
): Promise<PanelPage> {
  const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const html = panelHtml({
    cspSource: origin,
    nonce: 'nonce',
    scriptUri: `${origin}/panel.js`,
    styleUri: `${origin}/panel.css`,
  });
  await page.route(`${origin}/**`, async (route) => {
    const name = basename(new URL(route.request().url()).pathname);
    const body = name === '' ? Buffer.from(html) : files.get(name);
    if (!body) return route.fulfill({ status: 404 });
    const contentType = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' }[
      name.split('.').at(-1) ?? ''
    ];
    return route.fulfill({ body: Buffer.from(body), contentType: contentType ?? 'text/html' });
  });
  const settings = { theme: themes[theme], state };
  await page.addInitScript({ content: `globalThis.webview = ${JSON.stringify(settings)};\n${webviewApi}` });
  await page.goto(`${origin}/`);
  return {
    page,
    complaints,
    // In words, since the tests know nothing of the browser's types.
    post: (message) => page.evaluate(`webview.post(${JSON.stringify(message)})`),
    sent: () => page.evaluate('webview.sent'),
    saved: () => page.evaluate('webview.state'),
  };
}
