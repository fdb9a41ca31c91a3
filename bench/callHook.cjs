// The rival of a run: what a person would write to call a hook with Node alone. Usage: node callHook.cjs HOOK [URL]
const hook = require(require('node:path').resolve(process.argv[2]));
const user = {
  tenant: 'my-tenant',
  username: 'user1',
  email: 'user1@foo.com',
  emailVerified: true,
  phoneNumber: '1-000-000-0000',
  phoneNumberVerified: true,
  user_metadata: { hobby: 'surfing' },
  app_metadata: { plan: 'full' },
};
const connection = {
  id: 'con_xxxxxxxxxxxxxxxx',
  name: 'Username-Password-Authentication',
  tenant: 'my-tenant',
};
hook(
  user,
  { requestLanguage: 'en-us', connection, webtask: { secrets: { URL: process.argv[3] } } },
  (error, response) => {
    console.log(JSON.stringify({ error, response }));
  },
);
