-- Bars, their history, and the place the sink has reached in the bars topic.
-- Text columns are COLLATE "C": bytes compare fast, and an index cannot go bad with the system's locale data.

-- The revision that holds, of each bar. Range-partitioned by window_start; partitions are made by add_bar_partitions.
CREATE TABLE bar (
    symbol         text COLLATE "C" NOT NULL,
    bar_interval   text COLLATE "C" NOT NULL,
    window_start   timestamptz      NOT NULL,
    window_end     timestamptz      NOT NULL,
    session        text COLLATE "C" NOT NULL,
    open           numeric(18, 9),
    high           numeric(18, 9),
    low            numeric(18, 9),
    close          numeric(18, 9),
    volume         numeric(38, 9)   NOT NULL,
    vwap           numeric(18, 9),
    notional       numeric(38, 18)  NOT NULL,
    vwap_volume    numeric(38, 9)   NOT NULL,
    trade_count    bigint           NOT NULL,
    first_trade_ns bigint           NOT NULL, -- nanoseconds since 1970: timestamptz ends at microseconds
    last_trade_ns  bigint           NOT NULL,
    generation     integer          NOT NULL,
    revision       integer          NOT NULL,
    cause          text COLLATE "C" NOT NULL,
    trade_date     date             NOT NULL,
    profile        text COLLATE "C" NOT NULL,
    written_at     timestamptz      NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (symbol, bar_interval, window_start, session)
) PARTITION BY RANGE (window_start);

-- Every revision that was ever published, and where on the bars topic it stood. Rows are only ever inserted.
CREATE TABLE bar_revision (
    LIKE bar INCLUDING DEFAULTS,
    kafka_topic     text COLLATE "C" NOT NULL,
    kafka_partition integer          NOT NULL,
    kafka_offset    bigint           NOT NULL,
    PRIMARY KEY (symbol, bar_interval, window_start, session, generation, revision)
) PARTITION BY RANGE (window_start);

-- One row per partition of the bars topic. It changes in the transaction that writes the rows before next_offset,
-- and only for the owner whose epoch it shows.
CREATE TABLE sink_position (
    topic       text COLLATE "C" NOT NULL,
    partition   integer          NOT NULL,
    topic_id    text COLLATE "C" NOT NULL,
    next_offset bigint           NOT NULL CHECK (next_offset >= 0),
    epoch       bigint           NOT NULL,
    generation  integer          NOT NULL DEFAULT 0, -- greatest generation of a bar written from this partition
    timeline    integer          NOT NULL,           -- of the database, at the last change
    owner       text             NOT NULL,
    updated_at  timestamptz      NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (topic, partition)
);

-- Bars with the names that the command line and the HTTP interface use.
CREATE VIEW bars AS
SELECT symbol, bar_interval AS interval, window_start AS start, window_end AS "end", session, open, high, low, close,
       volume, vwap, notional, trade_count, revision, generation, cause, trade_date, profile, written_at
FROM bar;

-- The partitions there are, with their bounds. A DEFAULT partition, if somebody made one, is not a time range.
CREATE VIEW bar_partition AS
SELECT parent.relname::text AS parent,
       child.oid::regclass  AS name,
       coalesce(substring(bound.text FROM $re$FROM \('([^']+)'\)$re$)::timestamptz, '-infinity') AS range_from,
       coalesce(substring(bound.text FROM $re$TO \('([^']+)'\)$re$)::timestamptz, 'infinity')    AS range_to
FROM pg_inherits i
JOIN pg_class parent ON parent.oid = i.inhparent
JOIN pg_class child ON child.oid = i.inhrelid
CROSS JOIN LATERAL (SELECT pg_get_expr(child.relpartbound, child.oid) AS text) bound
WHERE i.inhparent IN ('bar'::regclass, 'bar_revision'::regclass) AND bound.text LIKE 'FOR VALUES%';

-- Makes what is missing of [range_from, range_to) in both tables; neighbours are left as they are, whatever their width.
-- A new partition is filled in beside and then attached: that lock lets readers and writers of the parent go on.
-- SECURITY DEFINER, so that the sink's role needs no right to change tables, only EXECUTE on this function.
CREATE FUNCTION add_bar_partitions(range_from timestamptz, range_to timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    parent_name text;
    gap         record;
    child_name  text;
    made        integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('tapemill.bar_partitions', 0));
    FOREACH parent_name IN ARRAY ARRAY['bar', 'bar_revision'] LOOP
        FOR gap IN
            WITH edge AS (
                SELECT p.range_from AS gap_to, p.range_to AS next_from
                FROM bar_partition p
                WHERE p.parent = parent_name
                  AND p.range_from < add_bar_partitions.range_to AND p.range_to > add_bar_partitions.range_from
                UNION ALL
                SELECT add_bar_partitions.range_to, add_bar_partitions.range_to
            )
            SELECT lag(next_from, 1, add_bar_partitions.range_from) OVER (ORDER BY gap_to, next_from) AS gap_from, gap_to
            FROM edge
        LOOP
            CONTINUE WHEN gap.gap_from >= gap.gap_to;
            child_name := parent_name || '_' || to_char(gap.gap_from AT TIME ZONE 'UTC', 'YYYYMMDD');
            IF to_regclass(child_name) IS NOT NULL THEN
                RAISE EXCEPTION 'table % exists but is no partition of % from %', child_name, parent_name, gap.gap_from
                    USING HINT = 'Attach it again, or rename it.', ERRCODE = 'duplicate_table';
            END IF;
            EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL)', child_name, parent_name);
            EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                           parent_name, child_name, gap.gap_from, gap.gap_to);
            made := made + 1;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;

-- Drops the partitions that end at or before older_than, of both tables.
CREATE FUNCTION drop_bar_partitions(older_than timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
DECLARE
    old     record;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('tapemill.bar_partitions', 0));
    FOR old IN SELECT name FROM bar_partition WHERE range_to <= older_than ORDER BY range_from LOOP
        EXECUTE format('DROP TABLE %s', old.name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;

-- Whoever runs the sink under a role of its own grants it EXECUTE on the first, and the second to maintenance.
REVOKE ALL ON FUNCTION add_bar_partitions(timestamptz, timestamptz) FROM PUBLIC;
REVOKE ALL ON FUNCTION drop_bar_partitions(timestamptz) FROM PUBLIC;
