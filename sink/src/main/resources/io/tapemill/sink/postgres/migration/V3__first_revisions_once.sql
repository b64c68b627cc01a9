-- A first revision, which nearly all bars stay at, is written once: into bar. The history gets it when another revision
-- replaces it, so bar says where on the bars topic its row stood. NULL in rows that were written before.
ALTER TABLE bar
    ADD COLUMN kafka_topic     text COLLATE "C",
    ADD COLUMN kafka_partition integer,
    ADD COLUMN kafka_offset    bigint;

-- Every revision that was ever published.
CREATE VIEW bar_history AS
SELECT symbol, bar_interval, window_start, window_end, session, open, high, low, close, volume, vwap, notional,
       vwap_volume, trade_count, first_trade_ns, last_trade_ns, generation, revision, cause, trade_date, profile,
       official_open, official_close, written_at, kafka_topic, kafka_partition, kafka_offset
FROM bar_revision
UNION ALL
SELECT symbol, bar_interval, window_start, window_end, session, open, high, low, close, volume, vwap, notional,
       vwap_volume, trade_count, first_trade_ns, last_trade_ns, generation, revision, cause, trade_date, profile,
       official_open, official_close, written_at, kafka_topic, kafka_partition, kafka_offset
FROM bar b
WHERE NOT EXISTS (SELECT FROM bar_revision r
                  WHERE r.symbol = b.symbol AND r.bar_interval = b.bar_interval AND r.window_start = b.window_start
                    AND r.session = b.session AND r.generation = b.generation AND r.revision = b.revision);
