package io.tapemill.topology;

/**
 * When a task asks for a commit of its own: soon after it has published something that nobody sees before the commit, so
 * that what is published together is committed together, and not at all while more trades wait, because a commit costs
 * the same however much is in it. What has no output yet can wait for Kafka Streams' own interval. Looked at regularly;
 * owned by one thread.
 */
final class CommitPace {
    private static final long NEVER = Long.MIN_VALUE;
    /** A backlog is over when no poll was full for so long: between full ones come some that end with a fetch. */
    private static final long BACKLOG_OVER_MS = 100;

    private final long delayMs;
    private boolean isPending;
    private boolean moreWaits;
    private long seenMs = NEVER;
    private long backlogMs = NEVER;

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
        if (moreWaits) backlogMs = nowMs;
        moreWaits = false;
        if (!isPending) return false;
        if (seenMs == NEVER) seenMs = nowMs;
        boolean hasBacklog = backlogMs != NEVER && nowMs - backlogMs < BACKLOG_OVER_MS;
        return !hasBacklog && nowMs - seenMs >= delayMs;
    }
}
