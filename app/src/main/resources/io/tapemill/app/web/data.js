// Where bars come from: the past from the TradingView endpoints, what comes from the event stream. A bar here is
// {time, open, high, low, close, volume, rev, state}, times in seconds since 1970.

import { ask, events } from '/web/key.js';

const RESOLUTIONS = { '1S': '1s', '1D': '1d' };

async function json(path, parameters = {}) {
  const query = new URLSearchParams(parameters).toString();
  const answer = await ask(query ? `${path}?${query}` : path, { headers: { Accept: 'application/json' } });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.detail ?? `${path} answers ${answer.status}`);
  if (body.s === 'error') throw new Error(body.errmsg);
  return body;
}

export const intervals = async () => (await json('/v1/intervals')).intervals.map(each => each.interval);

export const search = async query => (await json('/udf/search', { query, limit: 30 })).map(found => found.symbol);

export const symbol = name => json('/udf/symbols', { symbol: name });

export const sessions = async (calendar, fromSeconds, toSeconds) => {
  const day = seconds => new Date(seconds * 1000).toISOString().slice(0, 10);
  const days = (await json(`/v1/calendar/${encodeURIComponent(calendar)}`,
    { from: day(fromSeconds - 86400), to: day(toSeconds + 86400) })).days;
  return days.flatMap(each => each.sessions).map(each => ({
    session: each.session, start: Date.parse(each.start) / 1000, end: Date.parse(each.end) / 1000,
  }));
};

function resolution(interval) {
  const known = Object.entries(RESOLUTIONS).find(([, name]) => name === interval);
  if (known) return known[0];
  const count = parseInt(interval, 10);
  if (interval.endsWith('s')) return `${count}S`;
  if (interval.endsWith('d')) return `${count}D`;
  return String(interval.endsWith('h') ? count * 60 : count);
}

/** The last `count` bars before a time, and from when to ask for older ones; null when there are none. */
export async function history(name, interval, before, count) {
  const got = await json('/udf/history',
    { symbol: name, resolution: resolution(interval), from: 0, to: Math.floor(before), countback: count });
  if (got.s === 'no_data') return { bars: [], older: null };
  const bars = got.t.map((time, i) => ({
    time, open: got.o[i], high: got.h[i], low: got.l[i], close: got.c[i], volume: got.v[i], rev: 0, state: '',
  }));
  return { bars, older: bars.length < count ? null : bars[0].time };
}

/** What the columns above do not say: which of the bars were revised. */
export async function revisions(name, interval, from, to) {
  const got = await json(`/v1/bars/${encodeURIComponent(name)}`,
    { interval, from: from * 1000, to: (to + 1) * 1000, time: 'ms', limit: 1000, consistency: 'any' });
  return new Map(got.bars.map(bar => [bar.t / 1000, { rev: bar.rev, state: bar.state }]));
}

/** Calls back for every bar from now on, until `close` of what it returns. The browser connects again by itself. */
export function follow(name, interval, on) {
  const query = new URLSearchParams({ symbols: name, interval, updates: 'all' });
  const source = events(`/v1/stream/bars?${query}`);
  source.onopen = () => on.state('open');
  source.onerror = () => on.state(source.readyState === EventSource.CLOSED ? 'closed' : 'waiting');
  source.addEventListener('reset', () => on.reset());
  source.addEventListener('bar', event => {
    const bar = JSON.parse(event.data);
    if (bar.o === null) return;
    on.bar({
      time: Date.parse(bar.t) / 1000, open: bar.o, high: bar.h, low: bar.l, close: bar.c, volume: bar.v,
      rev: bar.rev, state: bar.state,
    });
  });
  return source;
}
