package io.tapemill.topology;

/**
 * When a task asks for a commit of its own: soon after it has published something that nobody sees before the commit, so
 * that what is published together is committed together, and not at all while more trades wait, because a commit costs
 * the same however much is in it. What has no output yet can wait for Kafka Streams' own interval. Looked at regularly;
 * owned by one thread.
 */
final class CommitPace {
    private static final long NEVER = Long.MIN_VALUE;

    private final long delayMs;
    private boolean isPending;
    private boolean moreWaits;
    private long seenMs = NEVER;

    /** @param delayMs from the first look that sees an output to the commit */
    CommitPace(long delayMs) {
        this.delayMs = delayMs;
    }

    /** @param more whether the records came with so many others that more must wait at the broker */
    void processed(boolean more) {
        moreWaits |= more;
    }

    /** Something goes out that is seen after the commit. */
    void published() {
        isPending = true;
    }

    void committed() {
        isPending = false;
        seenMs = NEVER;
    }

    /** Called at each look; a look covers what was processed since the one before. */
    boolean wantsCommit(long nowMs) {
        boolean waits = moreWaits;
        moreWaits = false;
        if (!isPending) return false;
        if (seenMs == NEVER) seenMs = nowMs;
        return !waits && nowMs - seenMs >= delayMs;
    }
}
