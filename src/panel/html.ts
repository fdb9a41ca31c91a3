/** The page of the Hook Runner view. Pure: the addresses are the webview's. */

/** Addresses are as `webview.asWebviewUri` gives them; `cspSource` is `webview.cspSource`. */
export interface PanelAddresses {
  cspSource: string;
  /** Fresh for each page, unguessable. */
  nonce: string;
  /** dist/panel.js */
  scriptUri: string;
  /** dist/panel.css, beside which its font lies. */
  styleUri: string;
}

/** The page allows its own script by its nonce, the extension's own styles and font, and nothing else. */
export function panelHtml({ cspSource, nonce, scriptUri, styleUri }: PanelAddresses): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Hook Runner</title>
  <link rel="stylesheet" href="${attribute(styleUri)}">
</head>
<body>
  <main id="page"></main>
  <script nonce="${attribute(nonce)}" src="${attribute(scriptUri)}"></script>
</body>
</html>`;
}

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
