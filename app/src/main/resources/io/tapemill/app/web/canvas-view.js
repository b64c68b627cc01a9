// Draws plain candles, for a build that could not obtain the charting library. Same data, fewer comforts.

export const name = 'Built without the charting library';

const AXIS = 64;
const FOOT = 22;

export function createView(element, clock, on) {
  const canvas = element.appendChild(document.createElement('canvas'));
  const brush = canvas.getContext('2d');
  let colors;
  let bars = [];
  let interval = '1m';
  let sessionOf = () => 'regular';
  let width = 9; // of a bar, in pixels
  let behind = 0; // bars between the right edge and the newest one
  let queued = false;

  const price = value => Math.abs(value) >= 1000 ? value.toFixed(1) : value.toFixed(2);

  function visible() {
    const count = Math.max(1, Math.floor((element.clientWidth - AXIS) / width));
    const end = Math.max(1, bars.length - behind);
    return bars.slice(Math.max(0, end - count), end);
  }

  function draw() {
    queued = false;
    const ratio = window.devicePixelRatio || 1;
    const [wide, high] = [element.clientWidth, element.clientHeight];
    canvas.width = wide * ratio;
    canvas.height = high * ratio;
    canvas.style.width = `${wide}px`;
    canvas.style.height = `${high}px`;
    brush.setTransform(ratio, 0, 0, ratio, 0, 0);
    brush.fillStyle = colors.back;
    brush.fillRect(0, 0, wide, high);
    const shown = visible();
    if (shown.length === 0) return;
    const top = Math.max(...shown.map(bar => bar.high));
    const bottom = Math.min(...shown.map(bar => bar.low));
    const most = Math.max(...shown.map(bar => bar.volume)) || 1;
    const body = (high - FOOT) * 0.78;
    const y = value => 24 + (body - 32) * (1 - (value - bottom) / (top - bottom || 1));
    const left = wide - AXIS - shown.length * width;
    grid(top, bottom, y, wide, high);
    shown.forEach((bar, i) => candle(bar, left + i * width, y, high, most));
    const step = Math.ceil(110 / width);
    brush.fillStyle = colors.dim;
    for (let i = shown.length - 1; i >= 0; i -= step) {
      brush.fillText(clock.text(shown[i].time, interval).slice(interval.endsWith('d') ? 5 : 11), left + i * width, high - 7);
    }
  }

  function grid(top, bottom, y, wide, high) {
    brush.font = '11px system-ui, sans-serif';
    for (let i = 0; i <= 4; i++) {
      const value = bottom + (top - bottom) * i / 4;
      brush.fillStyle = colors.line;
      brush.fillRect(0, Math.round(y(value)), wide - AXIS, 1);
      brush.fillStyle = colors.dim;
      brush.fillText(price(value), wide - AXIS + 6, y(value) + 4);
    }
    brush.fillStyle = colors.line;
    brush.fillRect(0, high - FOOT, wide, 1);
  }

  function candle(bar, x, y, high, most) {
    const shade = colors[sessionOf(bar.time)];
    if (shade) {
      brush.fillStyle = shade;
      brush.fillRect(x, 0, width, high - FOOT);
    }
    const color = bar.close >= bar.open ? colors.up : colors.down;
    const tall = (high - FOOT) * 0.18 * bar.volume / most;
    brush.fillStyle = color + '80';
    brush.fillRect(x + 1, high - FOOT - tall, width - 2, tall);
    brush.fillStyle = color;
    brush.fillRect(x + Math.floor(width / 2), y(bar.high), 1, Math.max(1, y(bar.low) - y(bar.high)));
    const upper = y(Math.max(bar.open, bar.close));
    brush.fillRect(x + 1, upper, width - 2, Math.max(1, y(Math.min(bar.open, bar.close)) - upper));
    if (bar.rev > 1) {
      brush.fillStyle = colors.revised;
      brush.beginPath();
      brush.arc(x + width / 2, y(bar.high) - 7, 3, 0, 7);
      brush.fill();
    }
  }

  function redraw() {
    if (queued || !colors) return;
    queued = true;
    requestAnimationFrame(draw);
  }

  const observer = new ResizeObserver(redraw);
  observer.observe(element);
  canvas.addEventListener('pointermove', event => {
    const shown = visible();
    const place = shown.length - Math.ceil((element.clientWidth - AXIS - event.offsetX) / width);
    on.hover(shown[place]?.time);
  });
  canvas.addEventListener('pointerleave', () => on.hover(undefined));

  return {
    theme(next) { colors = next; redraw(); },
    sessions(lookup) { sessionOf = lookup; redraw(); },
    show(all, of) { bars = all; interval = of; redraw(); },
    update: redraw,
    marks: redraw,
    toNewest() { behind = 0; redraw(); },
    move(by) {
      behind = Math.max(0, Math.min(bars.length - 1, behind - by));
      if (behind > bars.length - 150) on.needOlder();
      redraw();
    },
    zoom(factor) { width = Math.max(3, Math.min(40, width / factor)); redraw(); },
    remove() { observer.disconnect(); canvas.remove(); },
  };
}
