package io.tapemill.sink;

import io.tapemill.sink.postgres.SinkSession.Written;
import java.time.Instant;
import java.util.Optional;

/** Counts for {@link SinkStatus}. Owned by the sink's thread. */
final class SinkTotals {
    private long rows;
    private long bars;
    private long repeated;
    private long transactions;
    private long failures;
    private long fenced;
    private long listenerFailures;
    private Optional<SinkStatus.Failure> lastError = Optional.empty();

    void committed(Written written) {
        transactions++;
        rows += written.rows();
        bars += written.bars();
        repeated += written.rows() - written.revisions();
    }

    void failed(Throwable cause) {
        failures++;
        remember(cause);
    }

    void fenced() {
        fenced++;
    }

    void listenerFailed(Throwable cause) {
        listenerFailures++;
        remember(cause);
    }

    void remember(Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        lastError = Optional.of(new SinkStatus.Failure(Instant.now(), message));
    }

    SinkStatus.Counters counters() {
        return new SinkStatus.Counters(rows, bars, repeated, transactions, failures, fenced, listenerFailures);
    }

    Optional<SinkStatus.Failure> lastError() {
        return lastError;
    }
}
