/**
 * What Auth0's wrapper does around a hook, to the letter: `auth0-ext-compilers@6.1.0` (lib/adapter.js,
 * lib/authorization.js, lib/compilers/user-registration.js) and `webtask-runtime@1.7.1` (lib/runner.js). Everything
 * runs in here, since getters, toJSON and prototypes of the hook's values are the hook's code.
 */
import type { GuestMessage } from './bridge.ts';
import { warnOfCallback } from './callbackWarnings.ts';
import { captureStack, nodeError, tellError, tellValue } from './errors.ts';
import { runGuarded } from './ticks.ts';
import { type FieldWarning, unwatched, watchFields } from './watchedFields.ts';
import type { WebtaskContext } from './webtask.ts';

type Send = (message: GuestMessage) => void;
type Answer = Extract<GuestMessage, { kind: 'answer' }>;
type CallbackMessage = Extract<GuestMessage, { kind: 'callback' }>;
type BuildResponse = (error: unknown, data?: unknown) => void;

const uncompiled = 'Unable to compile the extensibility code as javascript';

/** The platform's side of one run: the answer that can be given once, and the entrances of the wrapper. */
export function createPlatform(send: Send) {
  let answered = false;
  let callbacks = 0;
  /** The last answer that was put into words, given or not. */
  let written = '';
  /** What the hook was given, to tell it from other things that it may hand to cb. */
  let givenUser: unknown;

  const warn = ({ code, message }: FieldWarning, stack = captureStack()): void =>
    send({ kind: 'warning', code, message, stack });

  /** Sends the answer's text; the second time it throws what Node's response.writeHead throws. */
  const answer = (json: string, outcome: Answer['outcome'], error: unknown): void => {
    written = json;
    if (answered) {
      throw nodeError('ERR_HTTP_HEADERS_SENT', 'Cannot write headers after they are sent to the client');
    }
    answered = true;
    const told = outcome === 'success' ? null : tellError(error);
    send({ kind: 'answer', json, outcome, error: told });
  };

  const respondWithError = (value: unknown, outcome: Answer['outcome']): void => {
    let error: Error;
    if (value instanceof Error) error = value;
    else error = new Error((value as { message?: string }).message || String(value) || 'Unknown error');
    const data: Record<string, unknown> = {};
    for (const key of Object.getOwnPropertyNames(error)) data[key] = Reflect.get(error, key);
    let json: string;
    try {
      json = JSON.stringify({ status: 'error', data });
    } catch (failure) {
      respondWithError(new Error(`Error serializing error: ${(failure as Error).message}`), outcome);
      return;
    }
    answer(json, outcome, error);
  };

  const buildResponse: BuildResponse = (error, data) => {
    if (error) {
      respondWithError(error, 'hook-error');
      return;
    }
    let json: string;
    try {
      json = JSON.stringify({ statusCode: 200, headers: {}, status: 'success', data });
    } catch {
      respondWithError(
        new Error('Error when JSON serializing the result of the extension point'),
        'hook-error',
      );
      return;
    }
    answer(json, 'success', null);
  };

  /** The hook's cb. Whatever it is given, the answer is tried first and the event is sent even if that throws. */
  const callback = (error?: unknown, data?: unknown): void => {
    callbacks += 1;
    const stack = captureStack();
    const index = callbacks;
    written = '';
    try {
      unwatched(() => buildResponse(error, error ? undefined : data || {}));
    } finally {
      send({
        kind: 'callback',
        index,
        error: tellCallbackError(error),
        response: tellResponse(error, data, written),
        stack,
      });
      if (index === 1) for (const warning of warnOfCallback(error, data, givenUser)) warn(warning, stack);
    }
  };

  const callHook = (hook: unknown, webtask: WebtaskContext): void => {
    const { body } = webtask;
    const secret = webtask.secrets['auth0-extension-secret'];
    if (secret) {
      const match = (webtask.headers.authorization || '').trim().match(/^bearer (.+)$/i);
      if (match?.[1] !== secret) {
        buildResponse(Object.assign(new Error('Unauthorized extensibility point'), { statusCode: 500 }));
        return;
      }
    }
    const refused = whatIsNoObject(body);
    if (refused !== null) {
      buildResponse(new Error(`${refused} received by extensibility point is not an object`));
      return;
    }
    const { user, context } = watchBody(body as Body, webtask, warn);
    givenUser = user;
    send({ kind: 'called' });
    if (typeof hook !== 'function') {
      const message =
        'The file exports no function. Auth0 calls what module.exports holds: begin with module.exports = function (user, context, cb).';
      warn({ code: 'hook-not-exported', message }, '');
    }
    // Named as on the platform, whose message for what is no function is "func is not a function".
    const func = hook as (user: object, context: object, cb: typeof callback) => unknown;
    const returned = func(user, context, (e, d) => callback(e, d));
    if (isThenable(returned)) send({ kind: 'promise' });
  };

  /** Whatever the wrapper throws is answered as the platform's runner answers it. */
  const answering = (code: () => void): void => {
    try {
      code();
    } catch (thrown) {
      const value = thrown as { name?: unknown; message?: unknown } | null | undefined;
      let json: string;
      try {
        json = JSON.stringify({
          code: 500,
          error: 'Script generated an unhandled synchronous exception.',
          details: thrown instanceof Error ? thrown.toString() : thrown,
          name: value?.name,
          message: value?.message,
        });
        // Reading a property of null or undefined is what fails on the platform: nothing answers then.
        if (value === null || value === undefined) throw thrown;
        answer(json, 'exception', thrown);
      } catch {
        runGuarded(() => {
          throw thrown;
        });
      }
    }
  };

  return {
    /** Calls the hook. */
    call(hook: unknown, webtask: WebtaskContext): void {
      answering(() => callHook(hook, webtask));
    },
    /** Answers for a file that does not compile, or that throws while it loads. */
    failToCompile(thrown: unknown, webtask: WebtaskContext): void {
      if (!thrown) {
        // The wrapper takes a falsy error for none, and calls what it did not get.
        this.call(undefined, webtask);
        return;
      }
      // V8 writes a stack when it is first read: not before the wrapper has put its own sentence in.
      const message = thrown instanceof Error ? readMessage(thrown) : null;
      const value = message === null ? tellError(thrown) : null;
      answering(() => {
        if (typeof thrown === 'object' || typeof thrown === 'function') {
          const error = thrown as { message?: unknown };
          Reflect.set(error, 'error_description', error.message);
          Reflect.set(error, 'message', uncompiled);
        }
        respondWithError(thrown, 'compile-error');
      });
      // The event tells what happened, not the wrapper's sentence for it.
      const told = value ?? tellError(thrown);
      if (message !== null) {
        told.stack = told.stack.replace(uncompiled, () => message);
        told.message = message;
      }
      send({ kind: 'compileError', error: told });
    },
  };
}

interface Body {
  user: object;
  context: object & { connection: object };
}

/** The hook's two arguments; body.user and body.context.connection stay the very objects that the hook is given. */
function watchBody(body: Body, webtask: WebtaskContext, warn: (warning: FieldWarning) => void) {
  body.user = watchFields('user', body.user, warn);
  body.context.connection = watchFields('context.connection', body.context.connection, warn);
  webtask.secrets = watchFields('context.webtask.secrets', webtask.secrets, warn);
  const context = Object.assign({}, body.context, { webtask });
  return { user: body.user, context: watchFields('context', context, warn) };
}

const isThenable = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'then' in value;

/** The message; null where it is no text. */
function readMessage(error: Error): string | null {
  try {
    const { message } = error;
    return typeof message === 'string' ? message : null;
  } catch {
    return null;
  }
}

/** The part of the body that must be an object and is none; null if all are. */
function whatIsNoObject(body: unknown): string | null {
  if (!isObject(body)) return 'Body';
  if (!isObject(body.user)) return 'Body.user';
  if (!isObject(body.context)) return 'Body.context';
  return isObject(body.context.connection) ? null : 'Body.context.connection';
}

// As the wrapper has it: typeof, so that arrays pass, and functions do not.
const isObject = (value: unknown): value is Record<string, unknown> =>
  Boolean(value) && typeof value === 'object';

function tellCallbackError(error: unknown): CallbackMessage['error'] {
  if (!error) return null;
  if (error instanceof Error) return { info: tellError(error) };
  return { text: typeof error === 'string' ? error : tellValue(error) };
}

/** As JSON, where the answer could be written and is the hook's; what cb got is read no second time. */
function tellResponse(error: unknown, data: unknown, written: string): CallbackMessage['response'] {
  if (data === undefined || data === null) return null;
  return error || written === '' || written.startsWith('{"status":"error"')
    ? { text: tellValue(data) }
    : { json: written };
}
