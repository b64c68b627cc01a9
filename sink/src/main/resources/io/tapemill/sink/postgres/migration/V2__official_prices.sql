-- The listing market's official open and close, in day bars. NULL where none was announced, and in every bar that was
-- written before. A column that may be NULL is added to all partitions without rewriting a row.
ALTER TABLE bar
    ADD COLUMN official_open  numeric(18, 9),
    ADD COLUMN official_close numeric(18, 9);
ALTER TABLE bar_revision
    ADD COLUMN official_open  numeric(18, 9),
    ADD COLUMN official_close numeric(18, 9);

-- Replaced in place, with the new columns behind the old ones: rights and views that build on it stay.
CREATE OR REPLACE VIEW bars AS
SELECT symbol, bar_interval AS interval, window_start AS start, window_end AS "end", session, open, high, low, close,
       volume, vwap, notional, trade_count, revision, generation, cause, trade_date, profile, written_at,
       official_open, official_close
FROM bar;
