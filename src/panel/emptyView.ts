/** Template of the page before the first run. */
import { html, type TemplateResult } from 'lit';

export function emptyView(actions: { run(): void; newHook(): void }): TemplateResult {
  return html`<section class="empty">
    <h2>No hook has run yet</h2>
    <p>A hook runs here on your own machine, in a sandbox that behaves as Auth0 does. You see its logs, its network calls and what it called back with.</p>
    <p>Click <b>Run Hook</b> above a hook, or start from one of these:</p>
    <div class="buttons">
      <vscode-button @click=${actions.run}>Run Hook</vscode-button>
      <vscode-button secondary @click=${actions.newHook}>New Post-Registration Hook</vscode-button>
    </div>
  </section>`;
}
