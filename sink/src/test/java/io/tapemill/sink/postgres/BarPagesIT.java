package io.tapemill.sink.postgres;

import static io.tapemill.sink.postgres.TestBars.OPEN;
import static io.tapemill.sink.postgres.TestBars.bar;
import static io.tapemill.sink.postgres.TestBars.ns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.Bar;
import io.tapemill.sink.postgres.BarBatch.Advance;
import io.tapemill.sink.postgres.BarPages.Series;
import io.tapemill.sink.postgres.BarPages.Slice;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BarPagesIT {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Series SERIES = new Series("A", "1m", null);
    private static final long START = ns(OPEN);

    private static TestPostgres postgres;
    private static Database database;
    private static DatabaseConfig config;
    private static BarPages pages;

    @BeforeAll
    static void writeBars() throws Exception {
        postgres = TestPostgres.start();
        config = postgres.createMigrated();
        database = Database.of(config, 2, Duration.ofSeconds(10));
        pages = new BarPages(database.pooled());
        try (SinkSession session =
                SinkSession.open(database.unpooled(), PartitionWidth.MONTH, config.transactionTimeout())) {
            long epoch = session.claim("bars", new SinkPosition(0, "topic-id", 0, 0), "test")
                    .epoch();
            List<Bar> first = new ArrayList<>();
            for (int minute = 0; minute < 10; minute++) first.add(bar("A", minute, 1));
            first.add(bar("B", 3, 1));
            write(session, epoch, 0, first);
            write(session, epoch, first.size(), List.of(bar("A", 4, 2), bar("A", 4, 3)));
        }
    }

    @AfterAll
    static void stop() {
        if (database != null) database.close();
        postgres.close();
    }

    @Test
    void shouldGiveTheFirstOrTheLastBarsOfARange() throws Exception {
        long fromNs = bar("A", 2, 1).startNs();
        long toNs = bar("A", 8, 1).startNs();

        assertThat(pages.bars(SERIES, new Slice(fromNs, toNs, false, 3), MINUTE))
                .containsExactly(bar("A", 2, 1), bar("A", 3, 1), bar("A", 4, 3));
        assertThat(pages.bars(SERIES, new Slice(fromNs, toNs, true, 2), MINUTE))
                .containsExactly(bar("A", 7, 1), bar("A", 6, 1));
        assertThat(pages.bars(SERIES, new Slice(Long.MIN_VALUE, Long.MAX_VALUE, false, 100), MINUTE))
                .hasSize(10);
    }

    @Test
    void shouldGiveTheNewestBar() throws Exception {
        Slice newest = new Slice(Long.MIN_VALUE, Long.MAX_VALUE, true, 1);
        assertThat(pages.bars(SERIES, newest, MINUTE)).containsExactly(bar("A", 9, 1));
        assertThat(pages.bars(new Series("A", "1m", "all"), newest, MINUTE)).containsExactly(bar("A", 9, 1));
        assertThat(pages.bars(new Series("A", "1m", "late"), newest, MINUTE)).isEmpty();
        assertThat(pages.bars(new Series("C", "1m", null), newest, MINUTE)).isEmpty();
    }

    @Test
    void shouldGiveEveryRevisionOfABar() throws Exception {
        long startNs = bar("A", 4, 1).startNs();

        assertThat(pages.revisions(SERIES, startNs, MINUTE))
                .extracting(BarRevision::bar)
                .containsExactly(bar("A", 4, 1), bar("A", 4, 2), bar("A", 4, 3));
        assertThat(pages.revisions(SERIES, START, MINUTE))
                .singleElement()
                .satisfies(revision -> assertThat(revision.writtenAt()).isAfter(OPEN.minusSeconds(1)));
        assertThat(pages.revisions(SERIES, START + 1_000, MINUTE)).isEmpty();
    }

    @Test
    void shouldKnowWhichSymbolsHaveBars() throws Exception {
        assertThat(pages.knows("A", MINUTE)).isTrue();
        assertThat(pages.knows("a", MINUTE)).isFalse();
    }

    @Test
    void shouldNotWaitLongerThanItIsToldTo() throws Exception {
        try (Connection connection = TestPostgres.connect(config);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE bar IN ACCESS EXCLUSIVE MODE");

            assertThatThrownBy(() -> pages.knows("A", Duration.ofSeconds(1)))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"));
        }
    }

    private static void write(SinkSession session, long epoch, long offset, List<Bar> bars) throws Exception {
        List<BarRow> rows = new ArrayList<>();
        for (Bar bar : bars) rows.add(new BarRow(0, offset + rows.size(), bar));
        session.write(new BarBatch("bars", List.of(new Advance(0, epoch, offset, offset + rows.size(), 1)), rows));
    }
}
