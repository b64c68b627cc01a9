// The bars of one symbol and interval in order of time. A bar is replaced by one that is worth more: a final bar is
// worth more than a partial one, and a higher revision more than a lower.

export class Series {
  #bars = [];

  get bars() { return this.#bars; }

  get newest() { return this.#bars.at(-1); }

  #place(time) {
    let low = 0;
    let high = this.#bars.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#bars[middle].time < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  at(time) {
    const found = this.#bars[this.#place(time)];
    return found?.time === time ? found : undefined;
  }

  /** True when the bar was taken. */
  put(bar) {
    const place = this.#place(bar.time);
    const held = this.#bars[place];
    if (held?.time !== bar.time) {
      this.#bars.splice(place, 0, bar);
      return true;
    }
    const worse = (held.state === 'final' && bar.state !== 'final') || (held.state === bar.state && held.rev > bar.rev);
    if (worse) return false;
    this.#bars[place] = bar;
    return true;
  }

  /** Older bars, which never replace what is here. */
  putOlder(bars) {
    for (const bar of bars) if (!this.at(bar.time)) this.put(bar);
  }
}
