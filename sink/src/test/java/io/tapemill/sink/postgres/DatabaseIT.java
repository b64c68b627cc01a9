package io.tapemill.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.Bar;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DatabaseIT {
    private static TestPostgres postgres;

    @BeforeAll
    static void startPostgres() {
        postgres = TestPostgres.start();
    }

    @AfterAll
    static void stopPostgres() {
        postgres.close();
    }

    @Test
    void shouldMigrateOnceWhenSeveralInstancesStartTogether() {
        DatabaseConfig config = postgres.createDatabase();

        List<CompletableFuture<Void>> starts = Stream.generate(() -> CompletableFuture.runAsync(() -> migrate(config)))
                .limit(4)
                .toList();

        starts.forEach(CompletableFuture::join);
        assertThat(TestPostgres.query(config, "SELECT version FROM flyway_schema_history WHERE success ORDER BY 1"))
                .containsExactly("1", "2", "3");
        migrate(config);
    }

    @Test
    void shouldKeepRowsAndRightsOfTablesThatLackOfficialPrices() throws SQLException {
        DatabaseConfig config = postgres.createDatabase();
        Flyway.configure(Database.class.getClassLoader())
                .dataSource(config.url(), config.user(), config.password())
                .locations("classpath:io/tapemill/sink/postgres/migration")
                .target("1")
                .load()
                .migrate();
        String row = "INSERT INTO %s SELECT 'A', '1d', '2025-01-02', '2025-01-03', 'all', 1.5, 2, 1, 2, 7, NULL, 9, 7,"
                + " 3, 4, 5, 1, 1, 'close', '2025-01-02', 'all/sip', now()%s";
        TestPostgres.execute(
                config,
                "CREATE ROLE viewer; GRANT SELECT ON bars TO viewer; CREATE VIEW mine AS SELECT * FROM bars;"
                        + "SELECT add_bar_partitions('2025-01-01', '2025-02-01');" + row.formatted("bar", "") + ";"
                        + row.formatted("bar_revision", ", 'bars', 0, 0"));

        migrate(config);

        List<Bar> bars = new ArrayList<>();
        try (Database database = Database.of(config, 1)) {
            new BarReader(database.pooled()).allBars(bars::add);
        }
        assertThat(bars).singleElement().satisfies(bar -> {
            assertThat(bar.prices().openE9()).isEqualTo(1_500_000_000L);
            assertThat(bar.profile()).isEqualTo("all/sip");
            assertThat(bar.officialOpenE9()).isNull();
            assertThat(bar.officialCloseE9()).isNull();
        });
        assertThat(TestPostgres.query(config, "SELECT official_open, official_close FROM bar_history"))
                .containsExactly("null|null");
        assertThat(TestPostgres.query(
                        config, "SELECT has_table_privilege('viewer', 'bars', 'SELECT'), symbol FROM mine"))
                .containsExactly("t|A");
    }

    @Test
    void shouldRefuseTablesOfANewerRelease() {
        DatabaseConfig config = postgres.createMigrated();
        TestPostgres.execute(
                config,
                "INSERT INTO flyway_schema_history SELECT 99, '900', 'from the future', type, 'V900__future.sql', 0,"
                        + " installed_by, now(), 1, true FROM flyway_schema_history WHERE version = '1'");

        assertThatThrownBy(() -> migrate(config))
                .isInstanceOf(SchemaMismatchException.class)
                .hasMessageContaining("version 900")
                .hasMessageContaining("Run the newer release");
    }

    @Test
    void shouldSayThatTablesAreMissingWhenItMayOnlyLook() {
        DatabaseConfig config = postgres.createDatabase();
        try (Database database = Database.of(config, 1)) {
            assertThatThrownBy(database::requireCurrentSchema)
                    .isInstanceOf(SchemaMismatchException.class)
                    .hasMessageContaining("lack migration 1");
            database.migrate();
            database.requireCurrentSchema();
        }
    }

    @Test
    void shouldNameTheAddressAndSettingWhenTheServerIsNotThere() {
        DatabaseConfig nobody = TestPostgres.through(postgres.createDatabase(), 1);
        try (Database database = Database.of(nobody, 1)) {
            assertThatThrownBy(database::migrate)
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageContaining("127.0.0.1:1/")
                    .hasMessageContaining(DatabaseConfig.URL_KEY);
        }
    }

    @Test
    void shouldNotLetTheSinkRoleChangeTablesYetMakePartitions() {
        DatabaseConfig config = postgres.createMigrated();
        TestPostgres.execute(
                config,
                "CREATE ROLE writer; GRANT EXECUTE ON FUNCTION add_bar_partitions TO writer;"
                        + " SET ROLE writer; SELECT add_bar_partitions('2025-01-01', '2025-02-01')");

        assertThat(TestPostgres.query(config, "SELECT count(*) FROM bar_partition"))
                .containsExactly("2");
        assertThatThrownBy(() -> TestPostgres.execute(config, "SET ROLE writer; SELECT drop_bar_partitions(now())"))
                .rootCause()
                .hasMessageContaining("permission denied");
    }

    private static void migrate(DatabaseConfig config) {
        try (Database database = Database.of(config, 1)) {
            database.migrate();
        }
    }
}
