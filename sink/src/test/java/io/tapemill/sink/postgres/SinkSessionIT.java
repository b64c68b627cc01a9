package io.tapemill.sink.postgres;

import static io.tapemill.sink.postgres.TestBars.bar;
import static io.tapemill.sink.postgres.TestBars.ns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.Bar;
import io.tapemill.schemas.BarCause;
import io.tapemill.schemas.Int128;
import io.tapemill.schemas.Ohlc;
import io.tapemill.sink.postgres.BarBatch.Advance;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkSessionIT {
    private static final String TOPIC = "bars";
    private static TestPostgres postgres;

    private DatabaseConfig config;
    private Database database;
    private SinkSession session;
    private long epoch;
    private long offset;

    @BeforeAll
    static void startPostgres() {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @BeforeEach
    void openSession() throws SQLException {
        config = postgres.createMigrated();
        database = Database.of(config, 2);
        session = open(PartitionWidth.MONTH);
        epoch = claim(session).epoch();
        offset = 0;
    }

    @AfterEach
    void closeSession() throws SQLException {
        session.close();
        database.close();
    }

    @Test
    void shouldGiveBackEveryFieldOfABar() throws Exception {
        Bar plain = bar("AAPL", 0, 1);
        Bar extreme = new Bar(
                "tab\t back\\slash\nline \u00e9\u4e2d",
                "1d",
                ns(Instant.parse("1998-01-02T00:00:00.123456Z")),
                ns(Instant.parse("1998-01-03T00:00:00Z")),
                new Ohlc(1, 999_999_999_999_999_999L, -5, -1_500_000_000L),
                Int128.product(999_999_999_999_999_999L, 99_999_999_999_999_999L),
                -1L,
                Int128.product(-999_999_999_999_999_999L, 999_999_999_999_999_999L),
                Int128.of(7),
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                1,
                Integer.MAX_VALUE,
                3,
                BarCause.CORRECT,
                "regular",
                -1,
                "x/y",
                999_999_999_999_999_999L,
                -1L);
        Bar empty = new Bar(
                "ZZZ",
                "1s",
                ns(Instant.parse("2028-02-29T12:00:00Z")),
                ns(Instant.parse("2028-02-29T12:00:01Z")),
                null,
                Int128.ZERO,
                null,
                Int128.ZERO,
                Int128.ZERO,
                0,
                5,
                6,
                1,
                1,
                BarCause.CANCEL,
                "all",
                21244,
                "all/sip");

        write(session, List.of(plain, extreme, empty));

        assertThat(allBars()).containsExactly(plain, empty, extreme);
    }

    @Test
    void shouldTakeOfficialPricesFromTheRevisionThatHolds() throws Exception {
        write(session, List.of(official(1, 1L, null), official(3, 1_500_000_000L, 187_100_000_000L)));
        write(session, List.of(official(2, 7L, 8L)));
        assertThat(allBars()).containsExactly(official(3, 1_500_000_000L, 187_100_000_000L));

        write(session, List.of(official(4, null, 1L)));
        assertThat(allBars()).containsExactly(official(4, null, 1L));
        assertThat(TestPostgres.query(config, "SELECT official_open, official_close FROM bars"))
                .containsExactly("null|0.000000001");
        assertThat(TestPostgres.query(
                        config, "SELECT revision, official_open, official_close FROM bar_history ORDER BY revision"))
                .containsExactly(
                        "1|0.000000001|null",
                        "2|0.000000007|0.000000008",
                        "3|1.500000000|187.100000000",
                        "4|null|0.000000001");
    }

    @Test
    void shouldNeverStepBackToALowerRevisionOrGeneration() throws Exception {
        long start = ns(TestBars.OPEN);
        write(session, List.of(bar("A", start, 1, 3)));
        write(session, List.of(bar("A", start, 1, 2)));
        assertThat(allBars()).containsExactly(bar("A", start, 1, 3));

        write(session, List.of(bar("A", start, 2, 1), bar("A", start, 1, 4)));
        assertThat(allBars()).containsExactly(bar("A", start, 2, 1));
        assertThat(TestPostgres.query(
                        config, "SELECT generation, revision, kafka_offset FROM bar_history" + " ORDER BY 3"))
                .containsExactly("1|3|0", "1|2|1", "2|1|2", "1|4|3");
        assertThat(TestPostgres.query(config, "SELECT generation FROM sink_position"))
                .containsExactly("2");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 42, 20260102, 7, 8, 9})
    void shouldGiveTheSameTableForAnySplitIntoBatchesWithRepeats(long seed) throws Exception {
        Random random = new Random(seed);
        List<Bar> stream = new ArrayList<>();
        Map<String, Bar> expected = new TreeMap<>();
        Map<String, Bar> everyRevision = new TreeMap<>();
        for (int i = 0; i < 400; i++) {
            Bar bar = bar("S" + random.nextInt(5), random.nextInt(6) * 20_000, 1 + random.nextInt(5));
            stream.add(bar);
            expected.merge(key(bar), bar, (a, b) -> b.revision() > a.revision() ? b : a);
            everyRevision.put(key(bar) + "/" + bar.revision(), bar);
        }
        for (int from = 0; from < stream.size(); ) {
            int to = Math.min(stream.size(), from + 1 + random.nextInt(60));
            List<Bar> batch = new ArrayList<>(stream.subList(from, to));
            if (random.nextBoolean()) batch.addAll(stream.subList(random.nextInt(to), to));
            if (random.nextInt(4) == 0) Collections.shuffle(batch, random);
            write(session, batch);
            from = to;
        }

        assertThat(allBars())
                .as("seed %d", seed)
                .containsExactlyElementsOf(expected.values().stream()
                        .sorted(Comparator.comparing(Bar::symbol).thenComparing(Bar::startNs))
                        .toList());
        assertThat(TestPostgres.query(config, "SELECT count(*) FROM bar_history"))
                .as("seed %d", seed)
                .containsExactly(String.valueOf(everyRevision.size()));
    }

    @Test
    void shouldWriteNothingUnderAnOldEpoch() throws Exception {
        try (SinkSession successor = open(PartitionWidth.MONTH)) {
            SinkPosition claimed = claim(successor);
            assertThat(claimed.epoch()).isEqualTo(epoch + 1);

            assertThatThrownBy(() -> write(session, List.of(bar("A", 0, 1)))).isInstanceOf(FencedException.class);
            assertThat(allBars()).isEmpty();

            epoch = claimed.epoch();
            write(successor, List.of(bar("A", 0, 1)));
            assertThat(allBars()).hasSize(1);
        }
    }

    @Test
    void shouldWriteNothingFromAnOffsetThatIsNotTheNext() throws Exception {
        write(session, List.of(bar("A", 0, 1)));
        offset = 0;

        assertThatThrownBy(() -> write(session, List.of(bar("A", 0, 2)))).isInstanceOf(FencedException.class);

        assertThat(allBars()).containsExactly(bar("A", 0, 1));
        assertThat(session.lockPosition(TOPIC, 0)).get().satisfies(position -> {
            assertThat(position.nextOffset()).isEqualTo(1);
            assertThat(position.epoch()).isEqualTo(epoch);
        });
    }

    @Test
    void shouldHaveAPlaceForBarsOfAnyYearAndWidth() throws Exception {
        write(session, List.of(at("2025-11-20T14:30:00Z"), at("1998-05-05T00:00:00Z"), at("1969-12-31T23:59:00Z")));
        try (SinkSession yearly = open(PartitionWidth.YEAR)) {
            // 2025 exists in part: November stays as it is, the rest is made around it
            write(yearly, List.of(at("2025-10-01T00:00:00Z"), at("2025-12-31T23:59:00Z"), at("2028-01-01T00:00:00Z")));
        }
        try (SinkSession daily = open(PartitionWidth.DAY)) {
            write(daily, List.of(at("2025-11-30T00:00:00Z"), at("2013-06-01T00:00:00Z")));
        }

        assertThat(allBars()).hasSize(8);
        assertThat(TestPostgres.query(
                        config, "SELECT name FROM bar_partition WHERE parent = 'bar' ORDER BY range_from"))
                .containsExactly(
                        "bar_19691201",
                        "bar_19980501",
                        "bar_20130601",
                        "bar_20250101",
                        "bar_20251101",
                        "bar_20251201",
                        "bar_20280101");
        assertThat(TestPostgres.query(config, "SELECT count(*) FROM bar_partition WHERE parent = 'bar_revision'"))
                .containsExactly("7");
    }

    @Test
    void shouldMakePartitionsAheadAndDropOldOnes() throws Exception {
        write(session, List.of(at("2019-01-01T00:00:00Z"), at("2019-02-01T00:00:00Z")));

        session.makePartitions(Instant.parse("2025-11-20T00:00:00Z"), Instant.parse("2026-01-20T00:00:00Z"));
        int dropped = session.dropPartitionsBefore(Instant.parse("2019-02-15T00:00:00Z"));

        assertThat(dropped).isEqualTo(2);
        assertThat(TestPostgres.query(
                        config, "SELECT name FROM bar_partition WHERE parent = 'bar' ORDER BY range_from"))
                .containsExactly("bar_20190201", "bar_20251101", "bar_20251201", "bar_20260101");
        write(session, List.of(at("2019-01-01T00:00:00Z")));
        assertThat(allBars()).hasSize(2);
    }

    @Test
    void shouldReadRangesAndSymbols() throws Exception {
        write(session, List.of(bar("B", 0, 1), bar("A", 2, 1), bar("A", 0, 1), bar("A", 1, 1), bar("C", 0, 1)));
        BarReader reader = new BarReader(database.pooled());
        List<Bar> found = new ArrayList<>();

        reader.bars("A", "1m", TestBars.OPEN, TestBars.OPEN.plusSeconds(120), found::add);

        assertThat(found).containsExactly(bar("A", 0, 1), bar("A", 1, 1));
        assertThat(reader.symbols()).containsExactly("A", "B", "C");
        assertThat(TestPostgres.query(config, "SELECT symbol, interval, start, \"end\" FROM bars WHERE symbol = 'B'"))
                .singleElement()
                .asString()
                .startsWith("B|1m|2025-11-20");
    }

    private static Bar official(int revision, Long openE9, Long closeE9) {
        Bar bar = bar("A", 0, revision);
        return new Bar(
                bar.symbol(),
                "1d",
                bar.startNs(),
                bar.endNs(),
                bar.prices(),
                bar.volumeE9(),
                bar.vwapE9(),
                bar.notionalE18(),
                bar.vwapVolumeE9(),
                bar.tradeCount(),
                bar.firstTradeNs(),
                bar.lastTradeNs(),
                revision,
                bar.generation(),
                bar.cause(),
                bar.session(),
                bar.tradeDate(),
                bar.profile(),
                openE9,
                closeE9);
    }

    private static Bar at(String start) {
        return bar("A", ns(Instant.parse(start)), 1, 1);
    }

    private static String key(Bar bar) {
        return bar.symbol() + "/" + bar.startNs();
    }

    private SinkSession open(PartitionWidth width) throws SQLException {
        return SinkSession.open(database.unpooled(), width, config.transactionTimeout());
    }

    private SinkPosition claim(SinkSession by) throws SQLException {
        return by.claim(TOPIC, new SinkPosition(0, "topic-id", 0, 0), "test");
    }

    private void write(SinkSession to, List<Bar> bars) throws SQLException, FencedException {
        List<BarRow> rows = new ArrayList<>();
        int generation = 0;
        for (Bar bar : bars) {
            rows.add(new BarRow(0, offset + rows.size(), bar));
            generation = Math.max(generation, bar.generation());
        }
        to.write(new BarBatch(TOPIC, List.of(new Advance(0, epoch, offset, offset + rows.size(), generation)), rows));
        offset += rows.size();
    }

    private List<Bar> allBars() throws SQLException {
        List<Bar> bars = new ArrayList<>();
        new BarReader(database.pooled()).allBars(bars::add);
        return bars;
    }
}
