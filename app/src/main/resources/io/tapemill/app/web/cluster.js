// The overview: who is there, who owns what, how far behind, and what went wrong last.
import { ask } from '/web/key.js';
import { switchTheme } from '/web/theme.js';

const PERIOD_MS = 2000;
const REDIS = { NONE: 'in process', CLOSED: 'well', HALF_OPEN: 'coming back', OPEN: 'away' };
const element = id => document.getElementById(id);
const seconds = ms => ms === null || ms === undefined ? '–' : ms < 10000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 1000)} s`;
const number = value => value === null || value === undefined ? '–' : Number(value).toLocaleString('en-US');

function cell(content, kind = '') {
  const made = document.createElement('td');
  made.className = kind;
  if (content instanceof Node) made.append(content);
  else made.textContent = content;
  return made;
}

function table(id, titles, rows, none) {
  const head = document.createElement('tr');
  for (const title of titles) {
    const made = document.createElement('th');
    made.scope = 'col';
    made.textContent = title.replace('#', '');
    if (title.startsWith('#')) made.className = 'number';
    head.append(made);
  }
  const body = rows.map(cells => {
    const row = document.createElement('tr');
    row.append(...cells);
    return row;
  });
  if (rows.length === 0) {
    const row = document.createElement('tr');
    const only = cell(none);
    only.colSpan = titles.length;
    row.append(only);
    body.push(row);
  }
  element(id).replaceChildren(head, ...body);
}

function restore(percent) {
  if (percent === null || percent >= 100) return 'restored';
  const bar = document.createElement('progress');
  Object.assign(bar, { max: 100, value: percent, title: `${percent} %` });
  return bar;
}

const health = instance => !instance.answers ? ['does not answer', 'bad']
  : instance.ready ? ['ready', 'good'] : [instance.streams.toLowerCase(), 'bad'];

function show(cluster) {
  const known = cluster.instances;
  table('instances',
    ['Instance', 'State', 'Streams', 'Sink', 'State store', '#Fresh', '#Sink lag', '#Streams open', '#Cache hits', 'Redis'],
    known.map(each => [
      cell(each.instance + (each.self ? ' (this one)' : '')), cell(...health(each)), cell(each.streams ?? '–'),
      cell(each.sink ?? '–'), cell(restore(each.restoredPercent ?? null)), cell(seconds(each.freshnessMs), 'number'),
      cell(number(each.sinkLag), 'number'), cell(number(each.openStreams), 'number'),
      cell(each.cacheHitPercent === null || each.cacheHitPercent === undefined ? '–' : `${each.cacheHitPercent} %`, 'number'),
      cell(REDIS[each.redis] ?? '–', each.redis === 'OPEN' ? 'bad' : ''),
    ]), 'no instance is known');
  table('partitions', ['#Partition', 'Built by', '#Trades behind', 'Stored by', '#Bars behind', '#Stored up to'],
    cluster.partitions.map(each => [
      cell(number(each.partition), 'number'), cell(each.owner ?? 'nobody', each.owner ? '' : 'bad'),
      cell(number(each.tradesLag), 'number'), cell(each.sinkOwner ?? 'nobody', each.sinkOwner ? '' : 'bad'),
      cell(number(each.barsLag), 'number'), cell(number(each.storedOffset), 'number'),
    ]), 'no partition is assigned');
  table('faults', ['When', 'Instance', 'What'],
    known.flatMap(each => (each.faults ?? []).map(fault => [
      cell(fault.at.slice(0, 19).replace('T', ' ')), cell(each.instance), cell(fault.message, 'fault'),
    ])), 'none since the start');
  const ready = known.filter(each => each.ready).length;
  element('summary').textContent = `${ready} of ${known.length} instances ready`;
  element('summary').className = ready === known.length ? 'good' : 'bad';
}

async function look() {
  try {
    const answer = await ask('/v1/cluster');
    if (!answer.ok) throw new Error(`this instance answers ${answer.status}`);
    show(await answer.json());
  } catch (failure) {
    element('summary').textContent = failure.message;
    element('summary').className = 'bad';
  }
  setTimeout(look, PERIOD_MS);
}

element('theme').addEventListener('click', switchTheme);
look();
