/** The Hook Runner's page: listens to the extension and draws, at most once a frame. */
import '@vscode/codicons/dist/codicon.css';
import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import './panel.css';
import './ansi.css';
import { html, nothing, render } from 'lit';
import * as v from 'valibot';
import { autoScroll } from './autoScroll.ts';
import { bannerView } from './bannerView.ts';
import { linkedPlace } from './codeText.ts';
import { emptyView } from './emptyView.ts';
import { type FromPage, ToPage } from './messages.ts';
import { openRows } from './openRows.ts';
import type { RowContext } from './rowView.ts';
import { panelId, runTabs, tabId } from './runTabs.ts';
import { isRunning, receive, type ShownRun, type ShownRuns, selectedRun } from './shownRuns.ts';
import { folderOf } from './stackText.ts';
import { redrawRow } from './timeline.ts';
import { timelineView } from './timelineView.ts';

/** What VS Code gives the scripts of its webviews. */
declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: PageState): void;
};

/** What outlives the page when the view is hidden: how the user looks at the runs, nothing of the runs themselves. */
const PageState = v.object({
  selected: v.nullable(v.string()),
  /** The runs that the page knew. */
  known: v.array(v.string()),
  open: v.array(v.string()),
});
type PageState = v.InferOutput<typeof PageState>;

/** How often the time of a run that goes on is drawn, in ms. */
const clockInterval = 100;

const vscode = acquireVsCodeApi();
const page = pageElement();

const state = v.safeParse(PageState, vscode.getState());
const open = openRows(state.success ? state.output.open : []);
let shown: ShownRuns = {
  runs: [],
  selected: state.success ? state.output.selected : null,
  known: state.success ? state.output.known : [],
};
/** The run that is drawn. */
let drawn: string | null = null;
let scheduled = false;
let clock: ReturnType<typeof setInterval> | undefined;
const scroll = autoScroll();

const send = (message: FromPage): void => vscode.postMessage(message);
const saveState = (): void =>
  vscode.setState({ selected: shown.selected, known: [...shown.known], open: open.keys() });
const timelineElement = (): Element | null => page.querySelector('.timeline');
const drawSoon = (): void => {
  if (!scheduled) requestAnimationFrame(draw);
  scheduled = true;
};

const select = (runId: string): void => {
  shown = { ...shown, selected: runId };
  saveState();
  draw();
};

function draw(): void {
  scheduled = false;
  const run = selectedRun(shown);
  render(
    run
      ? runView(run)
      : emptyView({ run: () => send({ type: 'run' }), newHook: () => send({ type: 'newHook' }) }),
    page,
  );
  const timeline = timelineElement();
  if (timeline && run) {
    if (drawn === run.header.id) scroll.follow(timeline);
    else showFirst(run, timeline);
  }
  drawn = run?.header.id ?? null;
  const running = run !== undefined && isRunning(run);
  if (running) clock ??= setInterval(drawSoon, clockInterval);
  else {
    clearInterval(clock);
    clock = undefined;
  }
}

/** A run that was not drawn before. */
function showFirst(run: ShownRun, timeline: Element): void {
  scroll.begin(timeline, isRunning(run));
  page
    .querySelector('[role=tab][aria-selected=true]')
    ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function pageElement(): HTMLElement {
  const element = document.getElementById('page');
  if (!element) throw new Error('The page has no element with the id "page".');
  return element;
}

function runView(run: ShownRun) {
  const { id, file } = run.header;
  const context: RowContext = {
    folder: folderOf(file),
    ended: !isRunning(run),
    isOpen: (row) => open.has(id, row),
    toggle(row) {
      open.toggle(id, row);
      redrawRow(run.timeline, row);
      saveState();
      render(runView(run), page);
      const timeline = timelineElement();
      if (timeline) scroll.settle(timeline);
    },
  };
  const tabbed = shown.runs.length > 1;
  return html`${tabbed ? runTabs(shown, select) : nothing}
    <div id=${panelId} class="run" role=${tabbed ? 'tabpanel' : nothing} aria-labelledby=${tabbed ? tabId(id) : nothing}>
    ${bannerView(run, Date.now(), {
      stop: (runId) => send({ type: 'stop', runId }),
      runAgain: (runId) => send({ type: 'runAgain', runId }),
    })}
    <div class="timeline" role="log" aria-label="What happened" tabindex="0" @scroll=${onScroll}>
      ${timelineView(run, context)}
    </div>
    </div>`;
}

const onScroll = ({ currentTarget }: Event): void => {
  if (currentTarget instanceof Element) scroll.scrolled(currentTarget);
};

const openPlace = (event: Event): void => {
  const place = linkedPlace(event.target);
  if (!place) return;
  // A link inside of a summary must not open it too.
  event.preventDefault();
  send({ type: 'open', place });
};
page.addEventListener('click', openPlace);
page.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') openPlace(event);
});

window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = v.parse(ToPage, data);
  shown = receive(shown, message);
  if (message.type === 'state' || message.type === 'runStarted') {
    open.keepRuns(shown.runs.map(({ header }) => header.id));
    saveState();
  }
  drawSoon();
});
send({ type: 'ready' });
