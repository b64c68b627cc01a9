package io.tapemill.bench.load;

import io.tapemill.bench.tape.TapeShape;
import picocli.CommandLine.Option;

/** The made-up tape, as options. */
public final class TapeOptions {
    @Option(names = "--trades", defaultValue = "10000000", description = "Default: ${DEFAULT-VALUE}")
    private long trades;

    @Option(names = "--symbols", defaultValue = "8000", description = "Default: ${DEFAULT-VALUE}")
    private int symbols;

    @Option(
            names = "--density",
            defaultValue = "500000",
            description = "Trades in a second of event time: the fewer, the more bars. Default: ${DEFAULT-VALUE}")
    private int density;

    @Option(names = "--late", defaultValue = "0", description = "Share of late trades, such as 0.01. Default: none")
    private double late;

    @Option(
            names = "--late-by",
            defaultValue = "3600",
            description = "How late a late trade is at most, in seconds. Default: ${DEFAULT-VALUE}")
    private int lateBySeconds;

    @Option(names = "--cancelled", defaultValue = "0", description = "Share of cancelled trades. Default: none")
    private double cancelled;

    @Option(names = "--seed", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--partitions", defaultValue = "4", description = "Of the topics. Default: ${DEFAULT-VALUE}")
    private int partitions;

    public TapeShape shape() {
        return new TapeShape(
                trades, symbols, density, late, lateBySeconds * 1_000_000_000L, cancelled, seed, TapeShape.START_NS);
    }

    public int partitions() {
        return partitions;
    }

    public String describe() {
        return String.format(
                "%,d trades, %,d symbols, %,d trades a second of event time, %d partitions, %.3f%% late by up to %,d s, %.3f%% cancelled",
                trades, symbols, density, partitions, late * 100, lateBySeconds, cancelled * 100);
    }
}
