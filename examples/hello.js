/**
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
  console.log('New user:', user.email ?? user.phoneNumber);
  cb();
};
