/** The Hook Runner's page by itself, under the policy that VS Code gives it: what it shows and how it behaves. */
import { expect, test } from '@playwright/test';
import { noneOmitted } from '../../src/panel/eventLimit.ts';
import { newRun, type RunFailure, type RunView } from '../../src/panel/runView.ts';
import type { RunEvent } from '../../src/runner/protocol.ts';
import { buildPanel, openPanel, type PanelPageOptions } from '../panel/panelPage.ts';
import { callback, end, exception, header, log, slack, start } from '../panel/sampleRuns.ts';
import { themes } from '../panel/themes.ts';

const files = buildPanel();
const opened: Awaited<ReturnType<typeof openPanel>>[] = [];

/** The page with these runs, the last of them shown. */
async function showRuns(
  browser: Parameters<typeof openPanel>[0],
  runs: RunView[],
  options: PanelPageOptions = {},
) {
  const panel = await openPanel(browser, await files, options);
  opened.push(panel);
  await panel.post({ type: 'state', runs });
  return panel;
}

const ended = (id: string, events: RunEvent[], name?: string, payload?: string): RunView => ({
  ...newRun(header(id, name, payload)),
  events,
  state: 'ended',
});
const failed = (failure: RunFailure): RunView => ({ ...newRun(header('a')), state: 'failed', failure });
const lines = (from: number, count: number): RunEvent[] =>
  Array.from({ length: count }, (_, i) => log(from + i, `line ${from + i}`));

test.afterEach(async () => {
  const complaints = opened.flatMap((panel) => panel.complaints);
  await Promise.all(opened.splice(0).map(({ page }) => page.close()));
  expect(complaints).toEqual([]);
});

test('it asks for the state, and before the first run says what to do', async ({ browser }) => {
  const { page, sent } = await showRuns(browser, []);
  await page.getByRole('button', { name: 'Run Hook' }).click();
  await page.getByRole('button', { name: 'New Post-Registration Hook' }).click();
  expect(await sent()).toEqual([{ type: 'ready' }, { type: 'run' }, { type: 'newHook' }]);
});

test('a run is told from its start to its answer', async ({ browser }) => {
  const { page } = await showRuns(browser, [ended('a', slack)], { height: 500 });
  await expect(page.getByRole('status')).toHaveText(
    'Called back after 3.1 ms. Auth0 ignores the response. 2 requests went on after the callback.',
  );
  await expect(page.locator('.row, .divider')).toContainText([
    'notify-slack.js with the payload Default sample',
    'User registered: user1@foo.com',
    "hobby: 'surfing'",
    'connected in 3 ms',
    'PUTcrm.example.com/api/v2/contacts?source=auth0&tenant=my-tenant2011.34 kB59 ms',
    'cb(null, {"notified":true,"attempts":1})Auth0 ignores the response.',
    'After the callback',
    'POSThooks.slack.com',
    'contact saved, <b>bold</b> is text',
    'ENOTFOUND',
    'metrics are down',
    'Ended after 432 ms',
    'The platform’s answer',
  ]);
});

test('text that a hook writes is text, never markup', async ({ browser }) => {
  const markup = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>';
  const run = ended(
    'a',
    [
      start(markup),
      log(1, markup),
      callback(2, markup, { [markup]: markup }),
      end({ reply: { data: markup } }),
    ],
    markup,
    markup,
  );
  const { page } = await showRuns(browser, [ended('b', slack), run]);
  await expect(page.locator('.log .text')).toHaveText(markup);
  for (const row of await page.locator('summary').all()) await row.click();
  expect(await page.title()).toBe('Hook Runner');
  await expect(page.locator('#page img, #page script')).toHaveCount(0);
});

test('a link opens its place, by mouse and by keyboard, and opens nothing else', async ({ browser }) => {
  const { page, sent } = await showRuns(browser, [ended('a', exception)]);
  await page.locator('.stack .place').first().click();
  await page.locator('.log .place').first().focus();
  await page.keyboard.press('Enter');
  const file = '/home/ada/signup/hooks/notify-slack.js';
  expect((await sent()).slice(1)).toEqual([
    { type: 'open', place: { file, line: 9, column: 31 } },
    { type: 'open', place: { file, line: 12, column: 11 } },
  ]);
  const requests = await showRuns(browser, [ended('a', slack)]);
  await requests.page.locator('.request .place').first().click();
  await expect(requests.page.locator('details[open]')).toHaveCount(0);
});

test('a network call opens to its headers and bodies, and is still open when the page is made again', async ({
  browser,
}) => {
  const first = await showRuns(browser, [ended('a', slack)]);
  await first.page.locator('.request').first().focus();
  await first.page.keyboard.press('Enter');
  await expect(first.page.locator('.details')).toContainText('authorizationBearer ***');
  await expect(first.page.locator('.details .value').last()).toContainText('"ok": true');
  const again = await showRuns(browser, [ended('a', slack)], { state: await first.saved() });
  await expect(again.page.locator('.details')).toContainText('set-cookiea=1; Path=/set-cookieb=2; Path=/');
  await again.page.locator('.request').first().click();
  await expect(again.page.locator('.details')).toHaveCount(0);
});

test('two runs are both there, and the arrow keys move between them', async ({ browser }) => {
  const { page, post } = await showRuns(browser, [ended('a', slack)]);
  await expect(page.getByRole('tab')).toHaveCount(0);
  await post({ type: 'runStarted', run: header('b', 'other.js', 'sms'), keep: ['a'] });
  await expect(page.getByRole('tab', { selected: true })).toHaveText('other.jssms');
  await expect(page.getByRole('status')).toHaveText('Running other.js.');
  await page.getByRole('tab', { selected: true }).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('tab', { selected: true })).toBeFocused();
  await expect(page.getByRole('status')).toContainText('Called back after 3.1 ms.');
});

test('made again, it shows what was run since, and what was chosen where nothing was', async ({
  browser,
}) => {
  const [a, b] = [ended('a', slack), ended('b', exception, 'other.js', 'sms')];
  const first = await showRuns(browser, [a]);
  const second = await showRuns(browser, [a, b], { state: await first.saved() });
  await expect(second.page.getByRole('tab', { selected: true })).toHaveText('other.jssms');
  await expect(second.page.getByRole('status')).toContainText('Threw an error');
  await second.page.getByRole('tab').first().click();
  const third = await showRuns(browser, [a, b], { state: await second.saved() });
  await expect(third.page.getByRole('status')).toContainText('Called back after 3.1 ms.');
});

test('who hears it learns how each run went, and which run is shown', async ({ browser }) => {
  const cancelled = ended('b', [end({ outcome: 'cancelled' })], 'stopped.js');
  const running = newRun(header('d', 'running.js'));
  const { page } = await showRuns(browser, [ended('a', slack), cancelled, ended('c', exception), running]);
  await expect(page.getByRole('tablist')).toMatchAriaSnapshot(`
    - tablist "Runs":
      - tab "Passed notify-slack.js Default sample":
        - img "Passed"
      - tab "Stopped stopped.js Default sample":
        - img "Stopped"
      - tab "Failed notify-slack.js Default sample":
        - img "Failed"
      - tab "Running running.js Default sample" [selected]:
        - img "Running"`);
  await page.getByRole('tab').first().click();
  const panel = page.getByRole('tabpanel', { name: 'Passed notify-slack.js Default sample' });
  await expect(panel.getByRole('log')).toMatchAriaSnapshot(`
    - log "What happened":
      - text: After the callback
      - text: /Ended after 432 ms/`);
});

test('Stop becomes Run Again when the run has ended, and keeps the focus', async ({ browser }) => {
  const { page, post, sent } = await showRuns(browser, []);
  await post({ type: 'runStarted', run: header('a'), keep: [] });
  await page.getByRole('button', { name: 'Stop' }).focus();
  await page.keyboard.press('Enter');
  await post({
    type: 'events',
    runId: 'a',
    events: [start(), end({ outcome: 'cancelled', callbackMs: null })],
    omitted: noneOmitted,
  });
  await expect(page.getByRole('button', { name: 'Stop' })).toHaveCount(0);
  await page.keyboard.press('Enter');
  expect((await sent()).slice(1)).toEqual([
    { type: 'stop', runId: 'a' },
    { type: 'runAgain', runId: 'a' },
  ]);
});

test('a run takes no focus', async ({ browser }) => {
  const { page, post } = await showRuns(browser, []);
  await post({ type: 'runStarted', run: header('a'), keep: [] });
  await post({ type: 'events', runId: 'a', events: slack, omitted: noneOmitted });
  expect(await page.evaluate('document.activeElement === document.body')).toBe(true);
});

test('a payload that was refused has its faults as links', async ({ browser }) => {
  const place = { file: '/hooks/hook.eu.payload.json', line: 6, column: 22 };
  const { page, sent } = await showRuns(browser, [
    failed({
      message: 'The payload eu is not valid. Nothing was run.',
      faults: [
        { message: 'user.emailVerified must be true or false.', place },
        { message: 'context is missing.', place: null },
      ],
    }),
  ]);
  await expect(page.getByRole('status')).toHaveText('The payload eu is not valid. Nothing was run.');
  await expect(page.locator('.row')).toContainText([
    'user.emailVerified must be true or false.',
    'context is missing.',
  ]);
  await page.getByRole('link').click();
  expect((await sent()).at(-1)).toEqual({ type: 'open', place });
});

test('it stays at the end while lines come, unless the user has scrolled up', async ({ browser }) => {
  const { page, post } = await showRuns(browser, []);
  await post({ type: 'runStarted', run: header('a'), keep: [] });
  const timeline = page.getByRole('log');
  const last = (n: number) => page.getByText(`line ${n}`, { exact: true });
  for (const from of [0, 250, 500]) {
    await post({ type: 'events', runId: 'a', events: lines(from, 250), omitted: noneOmitted });
    await expect(last(from + 249)).toBeInViewport();
  }
  await timeline.hover();
  await page.mouse.wheel(0, -2000);
  await expect(last(749)).not.toBeInViewport();
  const seen = await timeline.evaluate((element) => Reflect.get(element, 'scrollTop'));
  await post({ type: 'events', runId: 'a', events: lines(750, 250), omitted: noneOmitted });
  await expect(last(999)).not.toBeInViewport();
  expect(await timeline.evaluate((element) => Reflect.get(element, 'scrollTop'))).toBe(seen);
  await timeline.evaluate((element) =>
    Reflect.set(element, 'scrollTop', Reflect.get(element, 'scrollHeight')),
  );
  await expect(last(999)).toBeInViewport();
  await post({ type: 'events', runId: 'a', events: lines(1000, 50), omitted: noneOmitted });
  await expect(last(1049)).toBeInViewport();
});

test('ten thousand lines are all there to read, search and copy', async ({ browser }) => {
  const run = {
    ...ended('a', [start(), ...lines(0, 10_000), end()]),
    omitted: { ...noneOmitted, logs: 2345 },
  };
  const { page } = await showRuns(browser, [run]);
  await expect(page.locator('.log')).toHaveCount(10_000);
  await expect(page.getByText('2,345 more log lines are not shown')).toHaveCount(1);
  await expect(page.getByText('line 0', { exact: true })).toBeInViewport();
});

test('a very long text is cut until the user asks for all of it', async ({ browser }) => {
  const { page } = await showRuns(browser, [ended('a', [start(), log(1, `${'x'.repeat(9000)}END`), end()])]);
  await expect(page.locator('.text')).not.toContainText('END');
  await page.getByRole('button', { name: 'Show all 9,003 characters' }).click();
  await expect(page.locator('.text')).toContainText('END');
});

test('a text of a megabyte is drawn, in part and whole', async ({ browser }) => {
  const text = `\u001b[31m${'x'.repeat(1_000_000)}\u001b[39mEND`;
  const run = ended('a', [start(), log(1, text), log(2, 'after it'), end()]);
  const { page } = await showRuns(browser, [run]);
  await expect(page.getByText('after it')).toBeVisible();
  await page.getByRole('button', { name: /^Show all 1,000,0\d\d characters$/ }).click();
  await expect(page.locator('.text').first()).toContainText('END');
  await expect(page.getByText('Ended after 432 ms')).toHaveCount(1);
});

test('everything that is too much is told below the rows', async ({ browser }) => {
  const run = { ...ended('a', slack), omitted: { ...noneOmitted, logs: 1, callbacks: 12_900 } };
  const { page } = await showRuns(browser, [run]);
  await expect(page.locator('.divider').last()).toHaveText(
    '1 more log line, 12,900 more callbacks are not shown',
  );
});

for (const theme of Object.keys(themes) as (keyof typeof themes)[]) {
  for (const width of [400, 1000, 2000]) {
    test(`nothing is cut off, in the ${theme} theme, ${width} px wide`, async ({ browser }) => {
      const runs = [ended('b', slack, 'a-hook-with-a-very-long-name-of-its-own.js'), ended('a', exception)];
      const { page } = await showRuns(browser, runs, { theme, width, height: 165 });
      const overflow = `[...document.querySelectorAll('#page, .timeline, .banner, .row')].filter((e) => e.scrollWidth > e.clientWidth + 1).length`;
      expect(await page.evaluate(overflow)).toBe(0);
      await expect(page.getByRole('status')).toBeInViewport({ ratio: 1 });
      await expect(page.locator('.row').nth(1)).toBeInViewport();
      await page.screenshot({ path: `test-results/e2e-pictures/panel-${theme}-${width}.png` });
    });
  }
}
