package io.tapemill.app.cli;

import io.tapemill.app.tape.BadLineException;
import io.tapemill.app.tape.EndMarks;
import io.tapemill.app.tape.TapeFile;
import io.tapemill.app.tape.TradePublisher;
import io.tapemill.schemas.Trade;
import io.tapemill.schemas.TradeKind;
import java.io.IOException;
import java.util.Locale;

/** Moves messages from files to the publisher, and counts. */
final class Publication {
    private final TradePublisher publisher;
    private final EndMarks ends;
    private final BadLines bad;
    private final Progress progress;
    private final long[] counts = new long[TradeKind.values().length];
    private long bytesOfEarlierFiles;

    Publication(TradePublisher publisher, EndMarks ends, BadLines bad, Progress progress) {
        this.publisher = publisher;
        this.ends = ends;
        this.bad = bad;
        this.progress = progress;
    }

    /** Publishes the whole file. A file that breaks off, such as a truncated gzip, counts as a bad line at its end. */
    void publish(TapeFile tape) {
        try {
            while (publishNext(tape)) progress.step(bytesOfEarlierFiles + tape.bytesRead());
        } catch (IOException e) {
            bad.report(tape.place(), "cannot be read further: " + e.getMessage());
        }
        bytesOfEarlierFiles += tape.bytesRead();
    }

    String summary() {
        return String.format(
                Locale.ROOT,
                "published %s trades, %s cancels, %s corrections in %.1f s, %s",
                Progress.count(counts[TradeKind.TRADE.ordinal()]),
                Progress.count(counts[TradeKind.CANCEL.ordinal()]),
                Progress.count(counts[TradeKind.CORRECTION.ordinal()]),
                progress.seconds(),
                progress.rate());
    }

    /** False at the end of the file. */
    private boolean publishNext(TapeFile tape) throws IOException {
        try {
            Trade trade = tape.next();
            if (trade == null) return false;
            publisher.send(trade, tape::place);
            ends.add(trade);
            counts[trade.kind().ordinal()]++;
            return true;
        } catch (BadLineException e) {
            bad.report(tape.place(), e.getMessage());
            return tape.hasHeader();
        }
    }
}
