import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { hookFolder, runHook } from './sandbox.ts';
import { httpsServer } from './servers.ts';

test('the documented Slack example posts its message with the real slack-notify, after cb()', async () => {
  const slack = await httpsServer((_request, response) => response.end('ok'));
  const address = `${slack.url}/services/T000/B000/XXXX`;
  const file = join(hookFolder, 'slack.js');
  const { end, events, of } = await runHook(readFileSync(file, 'utf8'), {
    file,
    secrets: { SLACK_HOOK: address },
    certificateAuthorities: [slack.authority],
  });

  assert.equal(end.outcome, 'success', JSON.stringify(end));
  assert.deepEqual(end.reply, { statusCode: 200, headers: {}, status: 'success', data: {} });
  const [received] = slack.received;
  assert.equal(received?.method, 'POST');
  assert.equal(received?.url, '/services/T000/B000/XXXX');
  assert.deepEqual(JSON.parse(received?.body ?? ''), {
    channel: '#some_channel',
    icon_emoji: ':trophy:',
    username: 'Success',
    text: 'New User: user1 (user1@foo.com)',
  });
  const order = events.map(({ type }) => type).filter((type) => type !== 'start');
  assert.deepEqual(order, ['callback', 'request', 'response', 'warning', 'end']);
  const [request] = of('request');
  assert.equal(request?.source?.file, file);
  assert.equal(request?.url, '[secret SLACK_HOOK]');
  assert.equal(of('response')[0]?.status, 200);
  assert.equal(of('response')[0]?.bodyPreview, 'ok');
});

test('an HTTPS server whose authority is unknown is refused as Node refuses it', async () => {
  const slack = await httpsServer((_request, response) => response.end('ok'));
  const text = `module.exports = function (user, context, cb) {
    require('https').get('${slack.url}/').on('error', (error) => { console.log(error.code); cb(error); });
  };`;
  const { end, logs, of } = await runHook(text);
  assert.deepEqual(logs, ['DEPTH_ZERO_SELF_SIGNED_CERT']);
  assert.equal(end.outcome, 'hook-error');
  assert.equal(of('response')[0]?.error?.code, 'DEPTH_ZERO_SELF_SIGNED_CERT');
  assert.deepEqual(slack.received, []);
});
