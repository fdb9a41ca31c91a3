export interface ServerOptions {
  /** Absolute path of Node 24's binary. */
  node24: string;
  /** Absolute path of the VS Code Server's folder, which holds out/server-main.js. */
  vscodeServer: string;
  /** Absolute path of the folder for settings, state and installed extensions; it is made where it is missing. */
  dataFolder: string;
  /** The folder that holds User/settings.json; one in the data folder where it is left out. */
  userDataFolder?: string;
  /** User settings; not written where the folder has some already. */
  settings?: Record<string, unknown>;
  /** More of the server's own options: `--disable-workspace-trust`. */
  args?: string[];
  /** What extensions see besides this process's environment. */
  env?: Record<string, string>;
  /** Called with each line that the server prints. */
  onLine?(line: string): void;
}

export interface Server {
  readonly port: number;
  /**
   * The address that opens `folder` (an absolute path), or the server's --default-folder. `payload` are VS Code's own pairs of key and value for the
   * workbench: `openFile`, and `extensionDevelopmentPath`, which needs `--enable-smoke-test-driver` among the args.
   */
  address(folder?: string, payload?: [key: string, value: string][]): string;
  /** The URI by which the workbench knows a file of this machine. */
  uri(path: string): string;
  /** Rejects with what the server printed when it ends by itself; never resolves. */
  readonly ended: Promise<never>;
  /** Ends the server and every process that it started. */
  close(): Promise<void>;
}

/** Installs a packaged extension into the data folder, as `code --install-extension` does. */
export function installExtension(
  options: Pick<ServerOptions, 'node24' | 'vscodeServer' | 'dataFolder'>,
  vsix: string,
): Promise<void>;

/**
 * Installs an extension where it lies, as "Install Extension from Location" does: what is built there is what a new
 * window runs, and to uninstall it deletes nothing. `path`: absolute.
 */
export function linkExtension(dataFolder: string, path: string): void;

/** Starts a VS Code Server on a free port of 127.0.0.1, which only who knows its token may use. */
export function startServer(options: ServerOptions): Promise<Server>;
