package io.tapemill.schemas;

/** The four prices of a bar, each with nine decimals. */
public record Ohlc(long openE9, long highE9, long lowE9, long closeE9) {}
