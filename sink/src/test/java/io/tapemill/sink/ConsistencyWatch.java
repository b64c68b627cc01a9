package io.tapemill.sink;

import io.tapemill.sink.postgres.DatabaseConfig;
import io.tapemill.sink.postgres.TestPostgres;
import java.util.List;

/**
 * A trigger that looks at each change of a position when it commits: the offset never goes back, the epoch neither, and
 * no revision stands at or behind the position. What it objects to is kept in a table.
 */
final class ConsistencyWatch {
    private ConsistencyWatch() {}

    static void install(DatabaseConfig config) {
        TestPostgres.execute(config, """
                CREATE TABLE position_history (at timestamptz DEFAULT clock_timestamp(), partition int, epoch bigint,
                                               from_offset bigint, to_offset bigint, objection text);
                CREATE FUNCTION watch_position() RETURNS trigger LANGUAGE plpgsql AS $$
                DECLARE objection text;
                BEGIN
                    IF NEW.next_offset < OLD.next_offset THEN objection := 'offset went back'; END IF;
                    IF NEW.epoch < OLD.epoch THEN objection := 'epoch went back'; END IF;
                    IF NEW.epoch > OLD.epoch AND NEW.next_offset <> OLD.next_offset THEN
                        objection := 'epoch and offset changed together';
                    END IF;
                    IF EXISTS (SELECT FROM bar_history r WHERE r.kafka_partition = NEW.partition
                               AND r.kafka_offset >= NEW.next_offset) THEN
                        objection := 'a row is ahead of the position';
                    END IF;
                    INSERT INTO position_history (partition, epoch, from_offset, to_offset, objection)
                    VALUES (NEW.partition, NEW.epoch, OLD.next_offset, NEW.next_offset, objection);
                    RETURN NULL;
                END $$;
                CREATE INDEX ON bar_revision (kafka_partition, kafka_offset);
                CREATE INDEX ON bar (kafka_partition, kafka_offset);
                CREATE CONSTRAINT TRIGGER watch AFTER UPDATE ON sink_position DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION watch_position();
                """);
    }

    static List<String> objections(DatabaseConfig config) {
        return TestPostgres.query(
                config,
                "SELECT partition, from_offset, to_offset, objection FROM position_history"
                        + " WHERE objection IS NOT NULL");
    }
}
