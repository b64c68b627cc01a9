package io.tapemill.drills.watch;

/**
 * A trigger that looks at each change of a sink position when it commits: offset and epoch never go back, and no
 * revision stands at or behind the position. It keeps the history and what it objects to.
 */
final class PositionTrigger {
    static final String SQL = """
            CREATE TABLE drill_position (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz DEFAULT clock_timestamp(),
                partition int, epoch bigint, from_offset bigint, to_offset bigint, owner text, objection text);
            CREATE INDEX ON bar (kafka_partition, kafka_offset);
            CREATE INDEX ON bar_revision (kafka_partition, kafka_offset);
            CREATE FUNCTION drill_watch_position() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE objection text;
            BEGIN
                IF NEW.next_offset < OLD.next_offset THEN objection := 'offset went back'; END IF;
                IF NEW.epoch < OLD.epoch THEN objection := 'epoch went back'; END IF;
                IF NEW.epoch > OLD.epoch AND NEW.next_offset <> OLD.next_offset THEN
                    objection := 'epoch and offset changed together';
                END IF;
                IF NEW.epoch = OLD.epoch AND NEW.owner <> OLD.owner THEN objection := 'two owners in one epoch'; END IF;
                IF EXISTS (SELECT FROM bar_revision r WHERE r.kafka_partition = NEW.partition
                           AND r.kafka_offset >= NEW.next_offset)
                   OR EXISTS (SELECT FROM bar b WHERE b.kafka_partition = NEW.partition
                              AND b.kafka_offset >= NEW.next_offset) THEN
                    objection := 'a row is ahead of the position';
                END IF;
                INSERT INTO drill_position (partition, epoch, from_offset, to_offset, owner, objection)
                VALUES (NEW.partition, NEW.epoch, OLD.next_offset, NEW.next_offset, NEW.owner, objection);
                RETURN NULL;
            END $$;
            CREATE CONSTRAINT TRIGGER drill_watch AFTER UPDATE ON sink_position DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION drill_watch_position();
            """;

    static final String OBJECTIONS = "SELECT at || ' partition ' || partition || ', epoch ' || epoch || ', offset '"
            + " || from_offset || ' to ' || to_offset || ': ' || objection FROM drill_position"
            + " WHERE objection IS NOT NULL ORDER BY id LIMIT 20";

    private PositionTrigger() {}
}
