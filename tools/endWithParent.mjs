// Loaded into a server that was started with a pipe as its standard input: it ends when the pipe closes, so also when
// the process that started it was killed and could not say goodbye.
// The processes that the server forks would inherit the flag that loads this.
process.execArgv.length = 0;
process.stdin.resume().once('close', () => process.exit());
process.stdin.once('error', () => process.exit());
