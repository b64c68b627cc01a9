package io.tapemill.simulation.task;

import io.tapemill.schemas.Bar;
import io.tapemill.simulation.world.SimulationFailure;
import io.tapemill.topology.query.LivePartition;
import io.tapemill.topology.query.LiveSymbol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** What a task says of its open windows when asked, symbol by symbol. */
final class HeapView {
    private record View(boolean known, long watermarkNs, long closedUntilNs, List<Bar> open) {
        /**
         * A watermark that a tick moved, and nothing else, is not written: it may be lower until the next record moves it
         * again. Then it is what it was, because the tick itself is remembered.
         */
        boolean isRestoredAs(View after) {
            return known == after.known
                    && watermarkNs >= after.watermarkNs
                    && closedUntilNs == after.closedUntilNs
                    && open.equals(after.open);
        }
    }

    private final Map<String, View> views;

    private HeapView(Map<String, View> views) {
        this.views = views;
    }

    /** Asks the way an HTTP thread does. */
    static HeapView of(LivePartition live, List<String> symbols) {
        List<LivePartition.Asked> asked = new ArrayList<>();
        for (String symbol : symbols) asked.add(live.ask(symbol));
        live.answer();
        Map<String, View> views = new LinkedHashMap<>();
        for (int i = 0; i < symbols.size(); i++) {
            LiveSymbol symbol = answer(asked.get(i));
            views.put(
                    symbols.get(i),
                    new View(symbol.known(), symbol.watermarkNs(), symbol.closedUntilNs(), symbol.open()));
        }
        return new HeapView(views);
    }

    private static LiveSymbol answer(LivePartition.Asked asked) {
        try {
            return asked.await(Duration.ofSeconds(1));
        } catch (TimeoutException e) {
            throw new SimulationFailure("a task does not answer questions about its open windows");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for open windows", e);
        }
    }

    /** Bars of open windows, symbol by symbol. */
    Map<String, List<Bar>> open() {
        Map<String, List<Bar>> open = new LinkedHashMap<>();
        views.forEach((symbol, view) -> open.put(symbol, view.open()));
        return open;
    }

    void requireEqual(HeapView restored, int partition) {
        views.forEach((symbol, before) -> {
            View after = restored.views.get(symbol);
            if (!before.isRestoredAs(after)) {
                throw new SimulationFailure("open windows of " + symbol + " on trades-" + partition
                        + " are not restored as they were\n  before " + before + "\n  after  " + after);
            }
        });
    }
}
