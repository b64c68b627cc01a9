-- After each migration; the same as in docs/security.md, which a test checks.
GRANT USAGE ON SCHEMA public TO tapemill_sink, tapemill_reader;
GRANT SELECT ON flyway_schema_history, bar_partition TO tapemill_sink;
GRANT SELECT, INSERT, UPDATE ON bar TO tapemill_sink;
GRANT SELECT, INSERT ON bar_revision TO tapemill_sink;
GRANT SELECT, INSERT, UPDATE ON sink_position TO tapemill_sink;
GRANT EXECUTE ON FUNCTION add_bar_partitions(timestamptz, timestamptz) TO tapemill_sink;
GRANT SELECT ON bar, bar_history, bars, sink_position TO tapemill_reader;
