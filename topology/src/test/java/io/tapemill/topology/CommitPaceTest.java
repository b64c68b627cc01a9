package io.tapemill.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private final CommitPace pace = new CommitPace(50);

    @Test
    void tradesThatHaveNoOutputYetAskForNothing() {
        assertThat(pace.wantsCommit(0)).isFalse();
        pace.processed(false);
        assertThat(pace.wantsCommit(1_000)).isFalse();
    }

    @Test
    void whatWasPublishedIsCommittedAfterTheDelayWithAllThatCameMeanwhile() {
        pace.published();
        assertThat(pace.wantsCommit(20)).isFalse();
        pace.published();
        assertThat(pace.wantsCommit(69)).isFalse();
        assertThat(pace.wantsCommit(70)).isTrue();
    }

    @Test
    void aFullPollPutsTheCommitOffUntilNoneHasComeForAWhile() {
        pace.published();
        pace.wantsCommit(0);
        pace.processed(true);
        pace.processed(false);
        assertThat(pace.wantsCommit(60)).isFalse();
        pace.processed(false);
        assertThat(pace.wantsCommit(80))
                .as("a poll that ends with a fetch says nothing")
                .isFalse();
        assertThat(pace.wantsCommit(160)).isTrue();
    }

    @Test
    void aCommitThatSomebodyElseCausedCountsToo() {
        pace.published();
        pace.wantsCommit(0);
        pace.committed();
        assertThat(pace.wantsCommit(60)).isFalse();
        pace.published();
        assertThat(pace.wantsCommit(100)).as("the delay begins anew").isFalse();
        assertThat(pace.wantsCommit(150)).isTrue();
    }
}
