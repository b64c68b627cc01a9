package io.tapemill.app.demo;

import io.tapemill.app.tape.EndMarks;
import io.tapemill.app.tape.TradePublisher;
import io.tapemill.schemas.Trade;
import io.tapemill.topology.market.CalendarTable;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Publishes a demo tape as time goes by. */
public final class DemoFeed {
    private static final long STEP_NS = 20_000_000L;

    private final DemoTape tape;
    private final TradePublisher publisher;
    private final EndMarks ends;
    private long published;

    public DemoFeed(DemoTape tape, TradePublisher publisher, Duration grace, CalendarTable calendar) {
        this.tape = tape;
        this.publisher = publisher;
        this.ends = new EndMarks(grace, calendar, Long.MAX_VALUE);
    }

    /** Publishes until {@code endNs} or until {@code goOn} says no; {@code eachSecond} is called in between. */
    public void run(long endNs, BooleanSupplier goOn, Runnable eachSecond) {
        long nextSecond = nowNs() + 1_000_000_000L;
        for (long now = nowNs(); now < endNs && goOn.getAsBoolean(); now = nowNs()) {
            for (Trade trade : tape.until(now)) {
                publisher.send(trade, () -> "the demo tape");
                ends.add(trade);
                published++;
            }
            if (now >= nextSecond) {
                eachSecond.run();
                nextSecond += 1_000_000_000L;
            }
            LockSupport.parkNanos(STEP_NS);
        }
    }

    /** Declares every symbol's tape complete, so that all bars are published, the day's included. */
    public void end() {
        ends.marks().forEach(mark -> publisher.send(mark, () -> "the end of the demo tape"));
        publisher.flush();
    }

    public long published() {
        return published;
    }

    /** Wall-clock time: a demo tape is a live one. */
    public static long nowNs() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }
}
