const request = require('request');

module.exports = (user, context, cb) => {
  const url = context.webtask.secrets.URL;
  request.post({ url, json: { email: user.email } }, (error, _response, body) => cb(error, body));
};
