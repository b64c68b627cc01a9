package io.tapemill.topology;

/**
 * When a task asks for a commit of its own: regularly while it keeps up with the tape, so that bars are seen soon, and
 * not at all while more waits, because a commit costs the same however much is in it. Owned by one thread.
 */
final class CommitPace {
    private boolean isPending;
    private boolean moreWaits;

    /** @param more whether the records came with so many others that more must wait at the broker */
    void processed(boolean more) {
        isPending = true;
        moreWaits |= more;
    }

    void committed() {
        isPending = false;
    }

    /** Called at each look; a look covers what was processed since the one before. */
    boolean wantsCommit() {
        boolean wants = isPending && !moreWaits;
        moreWaits = false;
        return wants;
    }
}
