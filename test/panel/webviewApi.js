/* global webview */
// What VS Code gives the scripts of its webviews, and a hold on it for the tests. Runs before the page's own script;
// `webview` holds the theme's variables and what the page had saved.
webview.sent = [];

globalThis.acquireVsCodeApi = () => ({
  postMessage: (message) => webview.sent.push(message),
  getState: () => webview.state,
  setState: (state) => {
    webview.state = state;
  },
});

/** Resolves when what the message changed is drawn. */
webview.post = async (message) => {
  window.postMessage(message);
  // It comes in a task of its own, and is drawn in the frame after.
  await new Promise((resolve) => window.addEventListener('message', resolve, { once: true }));
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
};

document.addEventListener('DOMContentLoaded', () => {
  for (const [name, value] of Object.entries(webview.theme)) {
    document.documentElement.style.setProperty(`--vscode-${name}`, value);
  }
  document.body.style.background = 'var(--vscode-panel-background)';
});
