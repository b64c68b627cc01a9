// The charting library knows no time zones: it shows what it is given as if it were UTC. So times are moved by the
// exchange's offset before they go in, and back when they come out.

const MINUTE = 60;

export function exchangeClock(zone) {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit',
    hour: '2-digit', minute: '2-digit', second: '2-digit',
  });
  const offsets = new Map();

  function offsetAt(seconds) {
    const quarter = Math.floor(seconds / (15 * MINUTE)); // offsets change on quarters of an hour only
    if (!offsets.has(quarter)) {
      const parts = Object.fromEntries(format.formatToParts(quarter * 15 * MINUTE * 1000).map(p => [p.type, p.value]));
      const local = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) / 1000;
      offsets.set(quarter, local - quarter * 15 * MINUTE);
    }
    return offsets.get(quarter);
  }

  return {
    zone,
    /** Seconds since 1970 as they have to look to show the exchange's time. */
    shown: seconds => seconds + offsetAt(seconds),
    text(seconds, interval) {
      const date = new Date((seconds + offsetAt(seconds)) * 1000).toISOString();
      if (interval.endsWith('d')) return date.slice(0, 10);
      return `${date.slice(0, 10)} ${date.slice(11, interval.endsWith('s') ? 19 : 16)}`;
    },
  };
}
