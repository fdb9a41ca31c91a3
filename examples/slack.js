/**
 * Tells a Slack channel of each new user. Needs the package slack-notify (`npm install` in this folder) and the
 * secret SLACK_HOOK, the address of an incoming webhook: https://api.slack.com/messaging/webhooks
 */
module.exports = function (user, context, cb) {
  const { SLACK_HOOK } = context.webtask.secrets;
  if (!SLACK_HOOK) {
    return cb(new Error('The secret SLACK_HOOK is not set.'));
  }

  const slack = require('slack-notify')(SLACK_HOOK);
  const message = `New user: ${user.username ?? user.email ?? user.phoneNumber}`;

  slack
    .success({ text: message, channel: '#some_channel' })
    .then(() => console.log('Slack has the message.'))
    .catch((error) => console.error('Slack:', error));

  // Return at once: the request to Slack goes on after the callback.
  cb();
};
