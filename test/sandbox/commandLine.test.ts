import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { RunEvent } from '../../src/runner/protocol.ts';
import { hook, hookFolder } from './sandbox.ts';
import { httpsServer } from './servers.ts';

const cli = join(import.meta.dirname, '../../dist/cli.cjs');
const folder = mkdtempSync(join(tmpdir(), 'hooks-cli-'));
after(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

interface Ended {
  status: number | null;
  out: string;
  err: string;
}

/** Runs the command line in the folder; `stopWhen` sends SIGINT once its output holds that text. */
function command(args: string[], { cwd = folder, env = {}, stopWhen = '' } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], { cwd, env: { ...process.env, ...env } });
    let out = '';
    let err = '';
    let stopped = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (stopWhen === '' || stopped || !out.includes(stopWhen)) return;
      stopped = true;
      child.kill('SIGINT');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.on('close', (status) => resolve({ status, out, err }));
  });
}

const events = (out: string): RunEvent[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunEvent);

describe('post-registration-hooks run', () => {
  test('prints logs, cb and the outcome for people, and exits with 0', async () => {
    write('ok.js', hook("console.log('hi', user.email);\nconsole.warn('careful');\ncb(null, { a: 1 });"));
    const { status, out, err } = await command(['run', 'ok.js']);
    const lines = out.trimEnd().split('\n');
    assert.deepEqual(lines.slice(0, 3), [
      'hi user1@foo.com  ok.js:2',
      'warn: careful  ok.js:3',
      'cb(null, { a: 1 })  ok.js:4',
    ]);
    assert.match(
      lines[3] ?? '',
      /^Called back after [\d.]+ ms\. Auth0 ignores the response\. {2}success, [\d.]+ ms, \d+ MB$/,
    );
    assert.equal(err, '');
    assert.equal(status, 0);
  });

  test('exits with 1 for any other outcome, and tells the error with its place', async () => {
    write('throws.js', hook('\nuser.user_metadata.address.city;'));
    const { status, out } = await command(['run', 'throws.js']);
    assert.match(
      out,
      /TypeError: Cannot read properties of undefined \(reading 'city'\)\n {4}at module\.exports \(.*throws\.js:3:\d+\)/,
    );
    assert.match(out, /exception, /);
    assert.equal(status, 1);
    write('silent.js', hook(''));
    assert.equal((await command(['run', 'silent.js'])).status, 1);
  });

  test('--json prints the events, one a line, and nothing else', async () => {
    const { status, out, err } = await command(['run', 'ok.js', '--json']);
    assert.deepEqual(
      events(out).map(({ type }) => type),
      ['start', 'log', 'log', 'callback', 'end'],
    );
    assert.equal(err, '');
    assert.equal(status, 0);
  });

  test('--payload takes a file, the name of a file beside the hook, and a sample', async () => {
    write('who.js', hook('cb(null, [user.email, user.phoneNumber, context.connection.name]);'));
    write('who.jane.payload.json', '{"user":{"email":"jane@b.c"},"context":{"connection":{"name":"c"}}}');
    const data = async (payload: string[]) => {
      const end = events((await command(['run', 'who.js', '--json', ...payload])).out).at(-1);
      return end?.type === 'end' ? (end.reply as { data: unknown }).data : undefined;
    };
    const jane = ['jane@b.c', null, 'c'];
    assert.deepEqual(await data(['--payload', 'who.jane.payload.json']), jane);
    assert.deepEqual(await data(['--payload', 'jane']), jane);
    assert.deepEqual(await data(['--payload', 'sms']), [null, '+15550100', 'sms']);
    assert.deepEqual(await data([]), ['user1@foo.com', '1-000-000-0000', 'Username-Password-Authentication']);
  });

  test('--secrets takes a .env file and JSON, and the output shows no value', async () => {
    write(
      'secret.js',
      hook(
        "console.log(context.webtask.secrets.TOKEN); cb(null, context.webtask.secrets.TOKEN === 'hush hush');",
      ),
    );
    write('some.env', 'TOKEN="hush hush"\n# a comment\nOTHER=x1y2z3\n');
    write('secrets.json', '\ufeff{ "TOKEN": "hush hush" }');
    for (const file of ['some.env', 'secrets.json']) {
      const { out } = await command(['run', 'secret.js', '--secrets', file]);
      assert.match(
        out,
        /^\[secret TOKEN\] {2}secret\.js:2\nwarning: This log holds the secret TOKEN\..*\ncb\(null, true\)/,
      );
    }
  });

  test('--timeout, --memory and --network reach the run', async () => {
    write('loop.js', hook('for (;;) {}'));
    const started = events(
      (await command(['run', 'loop.js', '--json', '--timeout', '300', '--memory', '64'])).out,
    );
    const [start, end] = [started[0], started.at(-1)];
    assert.deepEqual(start?.type === 'start' && start.limits, { timeoutMs: 300, memoryMb: 64 });
    assert.equal(end?.type === 'end' && end.outcome, 'timeout');
    write('get.js', hook("require('https').get('https://localhost:1/').on('error', cb);"));
    const { status, out } = await command(['run', 'get.js', '--network', 'block']);
    assert.match(out, /refused by the setting network: block/);
    assert.equal(status, 1);
  });

  test('--ca and NODE_EXTRA_CA_CERTS add authorities: the Slack example posts and succeeds', async () => {
    const slack = await httpsServer((_request, response) => response.end('ok'));
    const ca = join(folder, write('ca.pem', slack.authority));
    const secrets = join(
      folder,
      write('slack.json', JSON.stringify({ SLACK_HOOK: `${slack.url}/services/x` })),
    );
    const args = ['run', 'slack.js', '--secrets', secrets];
    const first = await command([...args, '--ca', ca], { cwd: hookFolder });
    assert.match(first.out, /-- after the callback --\n-> POST \[secret SLACK_HOOK\].*slack\.js:/);
    assert.match(first.out, /\n<- 200 /);
    assert.match(first.out, /1 request went on after the callback/);
    assert.equal(first.status, 0, first.out);
    const second = await command(args, { cwd: hookFolder, env: { NODE_EXTRA_CA_CERTS: ca } });
    assert.equal(second.status, 0, second.out);
    assert.equal(slack.received.length, 2);
  });

  test('Ctrl+C ends a run that never would', async () => {
    write('forever.js', hook("console.log('in'); for (;;) {}"));
    const { status, out } = await command(['run', 'forever.js'], { stopWhen: 'in' });
    assert.match(out, /cancelled, /);
    assert.equal(status, 1);
  });

  const wrong: [string, string[], RegExp][] = [
    [
      'a hook that is not there',
      ['run', 'nowhere.js'],
      /Cannot read the hook .*nowhere\.js: there is no such file\./,
    ],
    ['a hook that is a folder', ['run', '.'], /it is a folder/],
    [
      'a payload that is not there',
      ['run', 'ok.js', '--payload', 'nobody'],
      /There is no payload "nobody".*default, database, sms, email/,
    ],
    ['a timeout that is no number', ['run', 'ok.js', '--timeout', 'soon'], /whole number of milliseconds/],
    ['a memory limit that is too small', ['run', 'ok.js', '--memory', '1'], /from 8 to 16384/],
    ['a network mode that is none', ['run', 'ok.js', '--network', 'half'], /Allowed choices are live, block/],
    [
      'secrets that are not there',
      ['run', 'ok.js', '--secrets', 'none'],
      /Cannot read the secrets file none/,
    ],
    [
      'secrets that are no strings',
      ['run', 'ok.js', '--secrets', 'numbers.json'],
      /The secret A in numbers\.json must be a string, but is a number/,
    ],
    ['an option that is none', ['run', 'ok.js', '--fast'], /unknown option '--fast'/],
    ['no command', [], /Usage: post-registration-hooks/],
    [
      'a certificate authority that is none',
      ['run', 'ok.js', '--ca', 'numbers.json'],
      /numbers\.json holds no certificate authority: there is no certificate/,
    ],
    ['a command that is none', ['deploy'], /unknown command 'deploy'/],
    [
      'a sample that is none',
      ['payload', 'fax'],
      /There is no sample "fax"\. There are: database, sms, email\./,
    ],
  ];
  for (const [what, args, message] of wrong) {
    test(`${what}: exits with 2, says why, and runs nothing`, async () => {
      write('ok.js', hook("console.log('ran'); cb();"));
      write('numbers.json', '{ "A": 1 }');
      const { status, out, err } = await command(args);
      assert.match(err, message);
      assert.equal(out, '');
      assert.equal(status, 2);
    });
  }

  test('a payload that the platform would refuse: each fault with its place, exit 2, nothing run', async () => {
    write('bad.json', '{\n  "user": 5,\n  "context": { "connection": "x" }\n}\n');
    const { status, out, err } = await command(['run', 'ok.js', '--payload', 'bad.json']);
    assert.match(err, /bad\.json:2:11 {2}user must be an object, but is a number\./);
    assert.match(err, /bad\.json:3:30 {2}context\.connection must be an object, but is a string\./);
    assert.equal(out, '');
    assert.equal(status, 2);
  });

  test('a sandbox that dies while it boots: exits with 3', async () => {
    const dying = join(folder, 'dying');
    writeFileSync(dying, '#!/bin/sh\nif [ "$1" = -p ]; then echo 137; else exit 7; fi\n', { mode: 0o755 });
    const { status, err } = await command(['run', 'ok.js'], { env: { POST_REGISTRATION_HOOKS_NODE: dying } });
    assert.match(err, /The sandbox did not start with .*dying: it exited with code 7/);
    assert.equal(status, 3);
  });

  test('a hook reads the files of its project, and none above it', async () => {
    mkdirSync(join(folder, 'project/hooks'), { recursive: true });
    write('project/package.json', '{}');
    write('project/shared.json', '1');
    write('above.json', '2');
    write(
      'project/hooks/reads.js',
      hook(
        "const read = (name) => { try { return require(name); } catch (e) { return e.code; } };\ncb(null, [read('../shared.json'), read('../../above.json')]);",
      ),
    );
    const { out } = await command(['run', 'project/hooks/reads.js']);
    assert.match(out, /cb\(null, \[ 1, 'ERR_SANDBOX_FILE' \]\)/);
  });

  test('output that nobody reads to its end is no error', async () => {
    write('chatty.js', hook('for (let i = 0; i < 5000; i++) console.log(i); cb();'));
    const { out, err } = await new Promise<Ended>((resolve) => {
      const child = spawn('sh', ['-c', `"${process.execPath}" "${cli}" run chatty.js --json | head -1`], {
        cwd: folder,
      });
      const ended: Ended = { status: null, out: '', err: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (ended.out += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (ended.err += text));
      child.on('close', (status) => resolve({ ...ended, status }));
    });
    assert.match(out, /^\{"type":"start"/);
    assert.equal(err, '');
  });

  test('a Node that does not do: exits with 3 and says what was tried', async () => {
    const { status, err } = await command(['run', 'ok.js'], {
      env: { POST_REGISTRATION_HOOKS_NODE: '/no/node' },
    });
    assert.match(err, /No Node\.js 24 was found[\s\S]*\/no\/node[\s\S]*Install Node\.js 24/);
    assert.equal(status, 3);
  });
});

describe('post-registration-hooks new and payload', () => {
  test('new writes a file that runs, and never over one that is there', async () => {
    assert.equal((await command(['new', 'fresh.js'])).status, 0);
    const text = readFileSync(join(folder, 'fresh.js'), 'utf8');
    assert.match(text, /module\.exports = function \(user, context, cb\)/);
    assert.equal((await command(['run', 'fresh.js'])).status, 0);
    const again = await command(['new', 'fresh.js']);
    assert.match(again.err, /fresh\.js exists already; it was left as it is\./);
    assert.equal(again.status, 2);
    assert.equal((await command(['new'])).out, text);
    assert.ok(!existsSync(join(folder, 'undefined')));
  });
  test('payload prints samples that run accepts', async () => {
    for (const sample of [[], ['database'], ['sms'], ['email']]) {
      const { out, status } = await command(['payload', ...sample]);
      assert.equal(status, 0);
      write('sample.json', out);
      assert.equal((await command(['run', 'fresh.js', '--payload', 'sample.json'])).status, 0);
    }
  });
});
