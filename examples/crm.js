/**
 * Makes a record in a CRM for each new user. Needs no package, but the secret CRM_TOKEN; and CRM_URL, where the CRM is
 * not the one below. Try it with the payload "sms" too: such a user has no email address.
 */
const https = require('https');

module.exports = function (user, context, cb) {
  const { CRM_TOKEN, CRM_URL = 'https://crm.example.com/contacts' } = context.webtask.secrets;
  if (!CRM_TOKEN) {
    return cb(new Error('The secret CRM_TOKEN is not set.'));
  }

  const record = JSON.stringify({
    externalId: user.id,
    email: user.email,
    phone: user.phoneNumber,
    plan: user.app_metadata?.plan ?? 'free',
    source: context.connection.name,
  });
  const options = {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${CRM_TOKEN}`,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(record),
    },
  };

  const request = https.request(CRM_URL, options, (response) => {
    let answer = '';
    response.setEncoding('utf8');
    response.on('data', (part) => {
      answer += part;
    });
    response.on('error', cb);
    response.on('end', () => {
      const isSuccess = response.statusCode >= 200 && response.statusCode < 300;
      cb(isSuccess ? null : new Error(`The CRM answered ${response.statusCode}: ${answer}`));
    });
  });
  request.on('error', cb);
  request.end(record);
};
