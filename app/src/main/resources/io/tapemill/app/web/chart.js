// The chart page: keeps symbol, interval and theme, and brings data and drawing together.
import * as data from '/web/data.js';
import { Series } from '/web/series.js';
import { exchangeClock } from '/web/time.js';
import { readTheme, switchTheme } from '/web/theme.js';

const FIRST_BARS = 300;
const MORE_BARS = 500;
const element = id => document.getElementById(id);
const state = { symbol: '', interval: '1m', intervals: [], run: 0 };

/** The library when the build has it, else our own drawing. */
async function drawing() {
  try {
    return await import('/web/library-view.js');
  } catch {
    return import('/web/canvas-view.js');
  }
}

class Run {
  constructor(id, info, interval, view) {
    Object.assign(this, { id, info, interval, view, series: new Series(), older: null, loading: false, early: [] });
  }

  get isCurrent() { return this.id === state.run; }

  /** Follows before it loads, so that nothing falls between the two. */
  async start() {
    this.stream = data.follow(this.info.name, this.interval, {
      bar: bar => this.take(bar),
      reset: () => this.load(),
      state: connection => showStream(connection),
    });
    await this.load();
  }

  async load() {
    this.loading = true;
    const { bars, older } = await data.history(this.info.name, this.interval, 2 ** 31 - 1, FIRST_BARS);
    this.loading = false;
    if (!this.isCurrent) return;
    this.older = older;
    this.series.putOlder(bars);
    for (const bar of this.early ?? []) this.series.put(bar);
    this.early = null;
    this.view.show(this.series.bars, this.interval);
    this.view.toNewest();
    element('notice').textContent = this.series.bars.length ? '' : 'No bars yet';
    legend(this);
    await this.annotate(bars);
  }

  async loadOlder() {
    if (this.loading || this.older === null || this.early) return;
    this.loading = true;
    const { bars, older } = await data.history(this.info.name, this.interval, this.older, MORE_BARS);
    this.loading = false;
    if (!this.isCurrent) return;
    this.older = older;
    this.series.putOlder(bars);
    this.view.show(this.series.bars, this.interval);
    await this.annotate(bars);
  }

  /** Sessions and revisions of bars that are shown already. */
  async annotate(bars) {
    if (bars.length === 0) return;
    const [from, to] = [bars[0].time, bars.at(-1).time];
    const [revisions, sessions] = await Promise.all([
      data.revisions(this.info.name, this.interval, from, to),
      data.sessions(this.info.exchange, to - 30 * 86400 > from ? to - 30 * 86400 : from, to + 86400),
    ]);
    if (!this.isCurrent) return;
    for (const bar of bars) {
      const held = this.series.at(bar.time);
      const known = revisions.get(bar.time);
      if (known && held.rev === 0) Object.assign(held, known);
    }
    this.sessionList = [...(this.sessionList ?? []), ...sessions];
    this.view.sessions(time => this.interval.endsWith('d') ? 'regular'
      : this.sessionList.find(each => time >= each.start && time < each.end)?.session);
    this.view.show(this.series.bars, this.interval);
    legend(this);
  }

  take(bar) {
    if (!this.isCurrent) return;
    if (this.early) {
      this.early.push(bar);
      return;
    }
    if (!this.series.put(bar)) return;
    const isNewest = bar === this.series.newest;
    this.view.update(bar, isNewest);
    if (bar.rev > 1) this.view.marks(this.series.bars);
    element('notice').textContent = '';
    if (isNewest || this.hovered === bar.time) legend(this);
  }

  stop() {
    this.stream?.close();
    this.view.remove();
  }
}

let run;

async function show() {
  const id = ++state.run;
  run?.stop();
  run = undefined;
  element('notice').textContent = 'Loading…';
  history.replaceState(null, '', `#${encodeURIComponent(state.symbol)}/${state.interval}`);
  document.title = `${state.symbol} ${state.interval} · Tapemill`;
  try {
    const [info, view] = await Promise.all([data.symbol(state.symbol), drawing()]);
    if (id !== state.run) return;
    const clock = exchangeClock(info.timezone);
    element('zone').textContent = `Times: ${info.timezone}`;
    element('attribution').innerHTML = view.name;
    const made = view.createView(element('chart'), clock, {
      hover: time => { if (run) { run.hovered = time; legend(run); } },
      needOlder: () => run?.loadOlder().catch(tell),
    });
    made.theme(readTheme());
    run = new Run(id, info, state.interval, made);
    run.clock = clock;
    element('chart').bars = run.series; // for the console, and for tests
    await run.start();
  } catch (failure) {
    if (id === state.run) tell(failure);
  }
}

function tell(failure) {
  element('notice').textContent = failure.message;
}

function legend(of) {
  const bar = of.series.at(of.hovered) ?? of.series.newest;
  const box = element('legend');
  const text = (kind, content) => {
    const part = document.createElement(kind === 'b' ? 'b' : 'span');
    if (kind !== 'b') part.className = kind;
    part.textContent = content;
    return part;
  };
  box.replaceChildren(text('b', of.info.name));
  if (!bar) return;
  const way = bar.close >= bar.open ? 'up' : 'down';
  box.append(
    text('state', `${of.clock.text(bar.time, of.interval)} `),
    text(way, `O ${bar.open} H ${bar.high} L ${bar.low} C ${bar.close} `), text('', `V ${bar.volume} `),
    text('state', `${bar.state} `), text('revision', bar.rev > 1 ? `revision ${bar.rev}` : ''));
  Object.assign(box.dataset, { time: bar.time, rev: bar.rev, state: bar.state, close: bar.close });
}

function showStream(connection) {
  const texts = { open: 'live', waiting: 'connecting again…', closed: 'not connected' };
  element('stream').dataset.state = connection;
  element('stream').textContent = texts[connection];
}

function offerIntervals() {
  const buttons = state.intervals.map(interval => {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', textContent: interval });
    button.setAttribute('role', 'radio');
    button.addEventListener('click', () => choose(interval));
    return button;
  });
  element('intervals').replaceChildren(...buttons);
  markInterval();
}

function markInterval() {
  for (const button of element('intervals').children) {
    const chosen = button.textContent === state.interval;
    button.setAttribute('aria-checked', String(chosen));
    button.tabIndex = chosen ? 0 : -1;
  }
}

function choose(interval) {
  state.interval = interval;
  markInterval();
  show();
}

function step(by) {
  const next = state.intervals[state.intervals.indexOf(state.interval) + by];
  if (!next) return;
  choose(next);
  [...element('intervals').children].find(button => button.textContent === next).focus();
}

const input = element('symbol');
let asked = 0;
input.addEventListener('input', async () => {
  const mine = ++asked;
  const found = await data.search(input.value.trim().toUpperCase()).catch(() => []);
  if (mine !== asked) return;
  element('symbols').replaceChildren(...found.map(name => new Option(name, name)));
});
element('search').addEventListener('submit', event => {
  event.preventDefault();
  const name = input.value.trim().toUpperCase();
  if (!name) return;
  state.symbol = name;
  input.value = '';
  element('chart').focus();
  show();
});
element('intervals').addEventListener('keydown', event => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by) step(by);
});
element('chart').addEventListener('keydown', event => {
  const keys = {
    ArrowLeft: view => view.move(-10), ArrowRight: view => view.move(10), '+': view => view.zoom(0.8),
    '-': view => view.zoom(1.25), End: view => view.toNewest(),
  };
  if (!run || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key](run.view);
});
element('theme').addEventListener('click', changeTheme);
document.addEventListener('keydown', event => {
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '/') {
    event.preventDefault();
    input.focus();
  }
  if (event.key === 'd') changeTheme();
});

function changeTheme() {
  switchTheme();
  if (!run) return;
  run.view.theme(readTheme());
  run.view.show(run.series.bars, run.interval);
}

async function begin() {
  const [name, interval] = decodeURIComponent(location.hash.slice(1)).split('/');
  state.intervals = await data.intervals();
  state.interval = state.intervals.includes(interval) ? interval : state.intervals.find(each => each === '1m')
    ?? state.intervals[0];
  offerIntervals();
  state.symbol = name || (await data.search(''))[0];
  if (state.symbol) await show();
  else setTimeout(() => begin().catch(tell), 2000); // nothing has traded yet
  if (!state.symbol) element('notice').textContent = 'Waiting for the first bar';
}

begin().catch(tell);
