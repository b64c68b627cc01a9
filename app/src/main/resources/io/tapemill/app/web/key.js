// The key that the operator may ask for. It is asked of the person once, kept for this tab only, and sent in a header,
// never in an address.

const NAME = 'tapemill-key';

let asking = null;

const kept = () => sessionStorage.getItem(NAME);

/** A fetch that shows the key, and asks for one when the answer is that it needs one. */
export async function ask(path, options = {}) {
  const shown = kept();
  const headers = { ...options.headers, ...(shown ? { Authorization: `Bearer ${shown}` } : {}) };
  const answer = await fetch(path, { ...options, headers });
  if (answer.status !== 401 || !await obtain(shown)) return answer;
  return ask(path, options);
}

/** True when there is another key than the one that was not good. */
async function obtain(refused) {
  if (kept() !== refused) return true;
  asking ??= new Promise(done => setTimeout(() => {
    const given = prompt('This server asks for a key:');
    asking = null;
    if (given) sessionStorage.setItem(NAME, given.trim());
    done(Boolean(given));
  }));
  return asking;
}

/** An event source that can show a key; as much of one as the chart needs. */
export function events(path) {
  return kept() ? new KeyedEvents(path) : new EventSource(path);
}

class KeyedEvents {
  readyState = EventSource.CONNECTING;
  #handlers = new Map();
  #stop = new AbortController();
  #lastId = '';
  #waitMs = 2000;

  constructor(path) {
    this.#run(path);
  }

  addEventListener(event, handler) {
    this.#handlers.set(event, handler);
  }

  close() {
    this.readyState = EventSource.CLOSED;
    this.#stop.abort();
  }

  async #run(path) {
    while (this.readyState !== EventSource.CLOSED) {
      try {
        await this.#read(path);
      } catch (failure) {
        if (this.#stop.signal.aborted) return;
      }
      if (this.readyState === EventSource.OPEN) this.readyState = EventSource.CONNECTING;
      this.onerror?.();
      await new Promise(done => setTimeout(done, this.#waitMs));
    }
  }

  async #read(path) {
    const headers = { Accept: 'text/event-stream', ...(this.#lastId ? { 'Last-Event-ID': this.#lastId } : {}) };
    const answer = await ask(path, { headers, signal: this.#stop.signal });
    if (!answer.ok) {
      if (answer.status < 500 && answer.status !== 429) this.close();
      return;
    }
    this.readyState = EventSource.OPEN;
    this.onopen?.();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (text + part.value).split('\n\n');
      text = events.pop();
      events.forEach(event => this.#dispatch(event));
    }
  }

  #dispatch(text) {
    let event = 'message';
    const data = [];
    for (const line of text.split('\n')) {
      const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
      if (field === 'id') this.#lastId = value;
      if (field === 'event') event = value;
      if (field === 'data') data.push(value);
      if (field === 'retry') this.#waitMs = Number(value);
    }
    if (data.length) this.#handlers.get(event)?.({ data: data.join('\n') });
  }
}
