/** The Hook Runner's page in a browser, with what VS Code gives its webviews: a theme, an API, a strict policy. */
import { basename, join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { build } from 'esbuild';
import { panelHtml } from '../../src/panel/html.ts';
import type { FromPage, ToPage } from '../../src/panel/messages.ts';
import { themes } from './themes.ts';

const origin = 'https://webview.test';

export interface PanelPage {
  page: Page;
  /** Sends the page a message as the extension does, and waits until it is drawn. */
  post(message: ToPage): Promise<void>;
  /** What the page has sent. */
  sent(): Promise<FromPage[]>;
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
  await page.addInitScript(
    ({ theme, state }) => {
      const sent: unknown[] = [];
      let saved = state;
      Object.assign(window, {
        sent,
        acquireVsCodeApi: () => ({
          postMessage: (message: unknown) => sent.push(message),
          getState: () => saved,
          setState: (state: unknown) => {
            saved = state;
            Object.assign(window, { saved });
          },
        }),
      });
      document.addEventListener('DOMContentLoaded', () => {
        for (const [name, value] of theme)
          document.documentElement.style.setProperty(`--vscode-${name}`, value);
        document.body.style.background = 'var(--vscode-panel-background)';
      });
    },
    { theme: Object.entries(themes[theme]), state },
  );
  await page.goto(`${origin}/`);
  return {
    page,
    complaints,
    async post(message) {
      await page.evaluate(async (message) => {
        window.postMessage(message);
        // The message comes in a task of its own, and is drawn in the frame after.
        await new Promise((resolve) => window.addEventListener('message', resolve, { once: true }));
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      }, message);
    },
    sent: () => page.evaluate(() => Reflect.get(window, 'sent')),
  };
}
