// Draws with TradingView's Lightweight Charts, where the build could obtain it.
import {
  CandlestickSeries, ColorType, CrosshairMode, HistogramSeries, createChart, createSeriesMarkers,
} from '/web/lightweight-charts.mjs';

export const name = 'Charts by <a href="https://www.tradingview.com/" rel="noopener">TradingView</a>';

export function createView(element, clock, on) {
  const chart = createChart(element, {
    autoSize: true,
    layout: { attributionLogo: true, fontFamily: 'system-ui, sans-serif' },
    crosshair: { mode: CrosshairMode.Normal },
    timeScale: { timeVisible: true, rightOffset: 4, barSpacing: 8 },
  });
  const shade = chart.addSeries(HistogramSeries,
    { priceScaleId: 'shade', priceLineVisible: false, lastValueVisible: false, base: 0 });
  shade.priceScale().applyOptions({ scaleMargins: { top: 0, bottom: 0 }, visible: false });
  const volume = chart.addSeries(HistogramSeries,
    { priceScaleId: 'volume', priceFormat: { type: 'volume' }, priceLineVisible: false, lastValueVisible: false });
  volume.priceScale().applyOptions({ scaleMargins: { top: 0.82, bottom: 0 }, visible: false });
  const candles = chart.addSeries(CandlestickSeries, { borderVisible: false });
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.22 } });
  const markers = createSeriesMarkers(candles, []);
  let colors;
  let sessionOf = () => 'regular';
  const times = new Map(); // shown time to real time

  const candle = bar => {
    const time = clock.shown(bar.time);
    times.set(time, bar.time);
    return { time, open: bar.open, high: bar.high, low: bar.low, close: bar.close };
  };
  const column = bar => ({
    time: clock.shown(bar.time), value: bar.volume, color: (bar.close >= bar.open ? colors.up : colors.down) + '80',
  });
  const shading = bar => ({
    time: clock.shown(bar.time), value: 1, color: colors[sessionOf(bar.time)] ?? 'transparent',
  });
  const marker = bar => ({
    time: clock.shown(bar.time), position: 'aboveBar', shape: 'circle', size: 0.6, color: colors.revised,
    text: bar.rev > 2 ? String(bar.rev) : '',
  });

  chart.subscribeCrosshairMove(event => on.hover(times.get(event.time)));
  chart.timeScale().subscribeVisibleLogicalRangeChange(range => {
    if (range && range.from < 20) on.needOlder();
  });

  return {
    theme(next) {
      colors = next;
      chart.applyOptions({
        layout: { background: { type: ColorType.Solid, color: next.back }, textColor: next.front },
        grid: { vertLines: { color: next.line }, horzLines: { color: next.line } },
        timeScale: { borderColor: next.line },
        rightPriceScale: { borderColor: next.line },
      });
      candles.applyOptions({ upColor: next.up, downColor: next.down, wickUpColor: next.up, wickDownColor: next.down });
    },
    sessions(lookup) { sessionOf = lookup; },
    show(bars, interval) {
      times.clear();
      chart.applyOptions({ timeScale: { secondsVisible: interval.endsWith('s'), timeVisible: !interval.endsWith('d') } });
      candles.setData(bars.map(candle));
      volume.setData(bars.map(column));
      shade.setData(bars.map(shading));
      this.marks(bars);
    },
    update(bar, isNewest) {
      candles.update(candle(bar), !isNewest);
      volume.update(column(bar), !isNewest);
      shade.update(shading(bar), !isNewest);
    },
    marks(bars) { markers.setMarkers(bars.filter(bar => bar.rev > 1).map(marker)); },
    toNewest() { chart.timeScale().scrollToRealTime(); },
    move(bars) { chart.timeScale().scrollToPosition(chart.timeScale().scrollPosition() + bars, false); },
    zoom(factor) {
      const range = chart.timeScale().getVisibleLogicalRange();
      if (!range) return;
      const width = (range.to - range.from) * factor;
      chart.timeScale().setVisibleLogicalRange({ from: range.to - width, to: range.to });
    },
    remove() { chart.remove(); },
  };
}
