const axios = require('axios');

module.exports = (user, context, cb) => {
  axios
    .post(context.webtask.secrets.URL, { email: user.email })
    .then((response) => cb(null, response.data), cb);
};
