package io.tapemill.topology.query;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One partition as others may ask about it. The accumulators belong to the stream thread and are never touched by
 * anyone else: a question is put into a lock-free mailbox, and the stream thread answers between two records, or within
 * its next turn when there are none. What it must pay for that is one volatile read for each record.
 *
 * <p>The bars that it published last are kept until the database has them; see docs/queries.md for why no answer has a
 * hole or a double.
 */
public final class LivePartition {
    private static final long UNKNOWN = -1;

    /** The open windows of a symbol, by its record key; called by the stream thread only. */
    @FunctionalInterface
    public interface Windows {
        OpenSymbol of(byte[] symbol);
    }

    /** What the stream thread answers, and how many bars it had published by then. */
    private record Answer(OpenSymbol open, long published) {}

    private static final class Question {
        private final byte[] symbol;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();
        private Question before;

        Question(byte[] symbol) {
            this.symbol = symbol;
        }
    }

    private final Windows windows;
    private final RecentBars recent;
    private final AtomicReference<Question> newest = new AtomicReference<>();
    private volatile boolean closed;
    private volatile long committed;
    private volatile long stored = UNKNOWN;
    private volatile long newestNs = Long.MIN_VALUE;
    private long flushed;

    LivePartition(Windows windows) {
        this(windows, new RecentBars());
    }

    LivePartition(Windows windows, RecentBars recent) {
        this.windows = windows;
        this.recent = recent;
    }

    /** A bar goes out; by the stream thread. */
    public void published(byte[] key, byte[] value) {
        recent.add(key, value);
    }

    /**
     * A transaction is about to commit, so the one before it has; by the stream thread.
     *
     * @param newestTradeNs event time of the newest trade in it or before, MIN_VALUE before the first
     */
    public void flushed(long newestTradeNs) {
        committed = flushed;
        flushed = recent.next();
        newestNs = newestTradeNs;
    }

    /** Event time of the newest trade that was processed; empty when there was none since the partition was taken up. */
    public OptionalLong newestNs() {
        return newestNs == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(newestNs);
    }

    /** Answers what was asked in the meantime; by the stream thread. */
    public void answer() {
        if (newest.get() == null) return;
        for (Question question = newest.getAndSet(null); question != null; question = question.before) {
            answer(question);
        }
    }

    private void answer(Question question) {
        try {
            question.answer.complete(new Answer(windows.of(question.symbol), recent.next()));
        } catch (RuntimeException e) { // must not end the stream thread; who asked gets to know
            question.answer.completeExceptionally(e);
        }
    }

    void close() {
        closed = true;
        failOpenQuestions();
    }

    private void failOpenQuestions() {
        for (Question question = newest.getAndSet(null); question != null; question = question.before) {
            question.answer.completeExceptionally(new PartitionClosedException());
        }
    }

    /** Puts a question for a symbol; by any thread, which may put others before it waits. */
    public Asked ask(String symbol) {
        Question question = new Question(symbol.getBytes(StandardCharsets.UTF_8));
        // before the question: what is stored now will be found by who looks into the database after the answer
        long from = stored;
        do question.before = newest.get();
        while (!newest.compareAndSet(question.before, question));
        if (closed) failOpenQuestions();
        return new Asked(question, from);
    }

    /** A question that is on its way. */
    public final class Asked {
        private final Question question;
        private final long from;

        private Asked(Question question, long from) {
            this.question = question;
            this.from = from;
        }

        /**
         * Waits for what the stream thread has of the symbol.
         *
         * @throws PartitionClosedException when the partition is given up meanwhile
         * @throws TimeoutException when the stream thread does not answer in time
         */
        public LiveSymbol await(Duration patience) throws TimeoutException, InterruptedException {
            Answer answer = answerTo(question, patience);
            List<byte[]> bars = recent.between(Math.max(0, from), answer.published, question.symbol);
            OpenSymbol open = answer.open;
            return new LiveSymbol(
                    open.known(),
                    open.watermarkNs(),
                    open.closedUntilNs(),
                    open.bars(),
                    bars == null ? List.of() : bars,
                    from != UNKNOWN && bars != null);
        }
    }

    private static Answer answerTo(Question question, Duration patience) throws TimeoutException, InterruptedException {
        try {
            return question.answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof PartitionClosedException) throw new PartitionClosedException();
            throw new IllegalStateException("the open windows could not be read", e.getCause());
        }
    }

    /** How many bars are certainly committed: they stand on the bars topic for everyone to read. */
    public long committed() {
        return committed;
    }

    /**
     * The database holds the first {@code bars} bars of this partition, and all that its owners before published. May be
     * said in any order.
     */
    public synchronized void storedUpTo(long bars) {
        stored = Math.max(stored, bars);
    }

    /** Whether there is nothing that {@link #storedUpTo} could be told. */
    public boolean isStored() {
        return stored >= committed && stored != UNKNOWN;
    }
}
