/**
 * The code that a new hook begins with.
 *
 * Its comment is written for the editor as much as for people: TypeScript's language service, which serves plain
 * JavaScript too, reads the types of `user`, `context` and `cb` from it. So it gives completion, hover texts and
 * signature help in a file of its own, and errors under `// @ts-check`. Names and texts have no hyphen between them,
 * because the service shows it as a part of the text.
 *
 * The types are what the platform sends, where its documentation errs: `context.connection.id` is a string, not an
 * object. What a connection may leave out is optional: passwordless sign-ups have no username, for one.
 */

const javascript = `/**
 * Tells the platform that the hook is done.
 *
 * @callback Done
 * @param {Error | string | null} [error] What went wrong; leave it out, or pass null, on success
 * @param {object} [response] Is logged, and otherwise ignored
 * @returns {void}
 */

/**
 * Runs after a new user has been stored. Its outcome does not affect the sign-up.
 *
 * @param {object} user The user who has registered
 * @param {string} user.id Id of the user, without the "auth0|" prefix
 * @param {string} user.tenant Name of the Auth0 tenant
 * @param {string} [user.username] Username, if the connection asks for one
 * @param {string} [user.email] Email address, unless the user signed up by SMS
 * @param {boolean} [user.emailVerified] Whether the email address is verified
 * @param {string} [user.phoneNumber] Phone number, if the user has given one
 * @param {boolean} [user.phoneNumberVerified] Whether the phone number is verified
 * @param {Record<string, any>} [user.user_metadata] What the user can change, such as preferences
 * @param {Record<string, any>} [user.app_metadata] What the user cannot change, such as a plan
 * @param {object} context Where and how the user has registered
 * @param {string} context.requestLanguage Language of the user's browser or app, such as "en-us"
 * @param {object} context.connection The database or passwordless connection
 * @param {string} context.connection.id Id of the connection, such as "con_1a2b3c4d5e6f7g8h"
 * @param {string} context.connection.name Name of the connection, such as "Username-Password-Authentication"
 * @param {string} context.connection.tenant Name of the Auth0 tenant that the connection belongs to
 * @param {object} context.webtask The request that runs this hook
 * @param {Record<string, string>} context.webtask.secrets Secrets of this hook by name, always strings
 * @param {Record<string, any>} context.webtask.data Secrets and query parameters in one
 * @param {Record<string, string>} context.webtask.headers Headers of the request
 * @param {Record<string, any>} context.webtask.body Body of the request: the payload
 * @param {Done} cb Call it once, on every path, when the work is done
 */
module.exports = function (user, context, cb) {
  console.log('New user:', user.email ?? user.phoneNumber);`;

const typescript = `/** The user who has registered. */
interface User {
  /** Id of the user, without the "auth0|" prefix */
  id: string;
  /** Name of the Auth0 tenant */
  tenant: string;
  /** Username, if the connection asks for one */
  username?: string;
  /** Email address, unless the user signed up by SMS */
  email?: string;
  /** Whether the email address is verified */
  emailVerified?: boolean;
  /** Phone number, if the user has given one */
  phoneNumber?: string;
  /** Whether the phone number is verified */
  phoneNumberVerified?: boolean;
  /** What the user can change, such as preferences */
  user_metadata?: Record<string, unknown>;
  /** What the user cannot change, such as a plan */
  app_metadata?: Record<string, unknown>;
}

/** Where and how the user has registered. */
interface Context {
  /** Language of the user's browser or app, such as "en-us" */
  requestLanguage: string;
  /** The database or passwordless connection */
  connection: {
    /** Id of the connection, such as "con_1a2b3c4d5e6f7g8h" */
    id: string;
    /** Name of the connection, such as "Username-Password-Authentication" */
    name: string;
    /** Name of the Auth0 tenant that the connection belongs to */
    tenant: string;
  };
  /** The request that runs this hook */
  webtask: {
    /** Secrets of this hook by name, always strings */
    secrets: Record<string, string>;
    /** Secrets and query parameters in one */
    data: Record<string, unknown>;
    /** Headers of the request */
    headers: Record<string, string>;
    /** Body of the request: the payload */
    body: Record<string, unknown>;
  };
}

interface Done {
  /**
   * Tells the platform that the hook is done.
   *
   * @param error What went wrong; leave it out, or pass null, on success
   * @param response Is logged, and otherwise ignored
   */
  (error?: Error | string | null, response?: object): void;
}

/**
 * Runs after a new user has been stored. Its outcome does not affect the sign-up.
 *
 * @param cb Call it once, on every path, when the work is done
 */
export = function (user: User, context: Context, cb: Done): void {
  console.log('New user:', user.email ?? user.phoneNumber);`;

const rest = `
  cb();
};
`;

export interface StarterCode {
  text: string;
  /** Where one goes on typing: in the body, behind its first statement. In UTF-16 units from 0. */
  cursorOffset: number;
}

/**
 * The starter code in JavaScript, or in TypeScript with the same types. It runs as it is; lines end with \\n.
 * In TypeScript it belongs in a `.cts` file, or in a project that compiles to CommonJS: elsewhere the editor
 * reports its `export =`.
 */
export function starterCode(language: 'js' | 'ts' = 'js'): StarterCode {
  const start = language === 'js' ? javascript : typescript;
  return { text: start + rest, cursorOffset: start.length };
}
