// Runs hooks through Auth0's own wrapper, one after the other, in a process of its own, which a hook may well end.
// From the parent: { file, script, body, secrets }. To the parent: { answer } as soon as there is one, then { fate }.
const { createRequire } = require('node:module');
const { dirname } = require('node:path');
const vm = require('node:vm');
const compilers = require('auth0-ext-compilers');
const runtime = require('webtask-runtime');

const compile = compilers['post-user-registration'];

/** The platform's compiler is the wrapper's caller: CommonJS' five names, and a function that the file returns. */
const nodejsCompiler = (file) => (script, done) => {
  let hook;
  try {
    const wrapped = `(function (exports, require, module, __filename, __dirname) { ${script}\n})`;
    const load = vm.runInThisContext(wrapped, { filename: file });
    const module = { exports: {} };
    const returned = load.call(
      module.exports,
      module.exports,
      createRequire(file),
      module,
      file,
      dirname(file),
    );
    hook = returned || module.exports;
  } catch (error) {
    done(error);
    return;
  }
  done(null, hook);
};

let running = false;
const tell = (message, then) => process.send(message, undefined, undefined, then);
const end = (fate) => {
  if (!running) return;
  running = false;
  // It keeps the process alive for the next case, if it lives.
  process.channel.ref();
  tell({ fate }, () => fate.died && process.exit(1));
};
const describe = (error) => {
  try {
    return error instanceof Error && typeof error.message === 'string' ? error.message : null;
  } catch {
    return null;
  }
};

process.on('uncaughtException', (error) => {
  // The hook may have a listener of its own: then it lives on, as it would without this one.
  if (process.listenerCount('uncaughtException') === 1) end({ died: true, error: describe(error) });
});
process.on('beforeExit', () => end({ died: false, error: null }));
process.on('exit', () => end({ died: true, error: null }));
process.on('message', ({ file, script, body, secrets }) => {
  running = true;
  // Nothing that is not the hook's keeps the process from being idle.
  process.channel.unref();
  compile({ nodejsCompiler: nodejsCompiler(file), script }, (_error, webtask) => {
    const options = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      payload: body,
      parseBody: true,
      secrets,
      logger: { info() {} },
    };
    // Told when it is sent: the process may be dead before the simulated request has ended.
    const listened = (context, request, response) => {
      const { end } = response;
      response.end = (text) => {
        tell({ answer: text });
        return end.call(response, text);
      };
      return webtask(context, request, response);
    };
    runtime.simulate(listened, options, () => undefined);
  });
});
process.channel.ref();
tell({ ready: true });
