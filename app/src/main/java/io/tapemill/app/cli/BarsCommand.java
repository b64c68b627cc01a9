package io.tapemill.app.cli;

import io.tapemill.app.bars.BarFormat;
import io.tapemill.app.bars.BarSession;
import io.tapemill.app.bars.BarWriter;
import io.tapemill.app.instance.PipelineSettings;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Need;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.schemas.Bar;
import io.tapemill.schemas.Interval;
import io.tapemill.sink.postgres.BarReader;
import io.tapemill.sink.postgres.Database;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints the bars of one symbol from PostgreSQL. */
@Command(
        name = "bars",
        description = "Prints bars from PostgreSQL, each in its latest revision.",
        footer = {
            "A bar covers start <= time < end. The output of an empty range is a header or an empty list, exit code 0;"
                    + " a symbol without any bars is an error, exit code 1."
        })
public final class BarsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Option(names = "--symbol", required = true, paramLabel = "SYMBOL", description = "As on the tape.")
    private String symbol;

    @Option(
            names = "--interval",
            required = true,
            paramLabel = "INTERVAL",
            description = "One of tapemill.intervals, such as 1m.")
    private String interval;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "First start, such as 2025-01-02T14:30:00Z. Default: the beginning.")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Starts before this only. Default: the end.")
    private String to;

    @Option(
            names = "--session",
            paramLabel = "SESSION",
            description = "Bars of this session only: ${COMPLETION-CANDIDATES}. Default: all for 1d, which"
                    + " has bars of more than one session; whatever there is for other intervals.")
    private BarSession session;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "${COMPLETION-CANDIDATES}; default: table.")
    private BarFormat format;

    @Mixin
    private FillOptions fill;

    @Override
    public Integer call() throws SQLException {
        Settings settings = common.settings(Need.DATABASE);
        BarRange range =
                new BarRange(symbol, configuredInterval(settings), session, time("--from", from), time("--to", to));
        String problem = fill.problem(range.interval());
        if (problem != null) throw new ParameterException(spec.commandLine(), problem);
        PrintWriter out = spec.commandLine().getOut();
        try (Database database = Database.of(PipelineSettings.reader(settings), 1)) {
            database.requireCurrentSchema();
            BarReader reader = new BarReader(database.pooled());
            if (!reader.symbols().contains(symbol)) {
                throw new IllegalStateException("there are no bars of symbol " + symbol + "; symbols are spelled as on"
                        + " the tape, and their bars appear when the first window has closed");
            }
            Predicate<Bar> wanted = BarSession.filter(session, interval);
            BarWriter writer = fill.over(format.writer(out, symbol, interval), wanted, settings, reader, range);
            reader.bars(symbol, interval, range.fromOrBeginning(), range.toOrEnd(), writer::write);
            writer.end();
        }
        out.flush();
        return ExitCode.DONE;
    }

    private Interval configuredInterval(Settings settings) {
        List<Interval> intervals = settings.get(Keys.INTERVALS);
        return intervals.stream()
                .filter(known -> known.name().equals(interval))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "interval '" + interval + "' is not configured; configured: "
                                + intervals.stream().map(Interval::name).collect(Collectors.joining(", "))));
    }

    /** Null when the option is not given. */
    private Instant time(String option, String text) {
        try {
            return text == null ? null : Instant.ofEpochSecond(0, TapeTimes.parseNs(text));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage(), e);
        }
    }
}
