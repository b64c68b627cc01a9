package io.tapemill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private final CommitPace pace = new CommitPace();

    @Test
    void nothingToCommitAsksForNothing() {
        assertThat(pace.wantsCommit()).isFalse();
        pace.processed(false);
        pace.committed();
        assertThat(pace.wantsCommit()).isFalse();
    }

    @Test
    void whatWasProcessedUpToDateIsCommittedAtTheNextLook() {
        pace.processed(false);
        assertThat(pace.wantsCommit()).isTrue();
    }

    @Test
    void oneFullPollSinceTheLastLookPutsTheCommitOff() {
        pace.processed(true);
        pace.processed(false);
        assertThat(pace.wantsCommit()).isFalse();
        assertThat(pace.wantsCommit())
                .as("at the look after, when no more came")
                .isTrue();
    }

    @Test
    void aCommitThatSomebodyElseCausedCountsToo() {
        pace.processed(false);
        pace.committed();
        assertThat(pace.wantsCommit()).isFalse();
        pace.processed(false);
        assertThat(pace.wantsCommit()).isTrue();
    }
}
