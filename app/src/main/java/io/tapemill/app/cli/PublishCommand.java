package io.tapemill.app.cli;

import io.tapemill.app.clients.Topics;
import io.tapemill.app.instance.MarketSettings;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Need;
import io.tapemill.app.settings.RegistrySettings;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.tape.EndMarks;
import io.tapemill.app.tape.TapeFile;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.app.tape.TradePublisher;
import io.tapemill.app.tracing.Tracing;
import io.tapemill.schemas.Trade;
import io.tapemill.serdes.RestSchemaRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads trades from CSV files and writes them to the trades topic. */
@Command(
        name = "publish",
        description = "Reads trades from CSV files and writes them to the trades topic.",
        footerHeading = "%nThe files%n",
        footer = {
            "UTF-8, plain or gzip, with a header; columns in any order:",
            "  symbol            never empty; the record key",
            "  trade_id          whole number, unique per symbol, exchange and day",
            "  price, size       decimals with at most 9 digits after the point; a cancel may lack them",
            "  participant_time, sip_time",
            "                    ISO-8601 with offset, or nanoseconds since 1970; without one of them",
            "                    it is the same as the other",
            "  sequence          orders trades of equal time; default 0: then the id does",
            "  exchange, tape, conditions",
            "                    default: empty",
            "  kind              trade, cancel or correction; default trade",
            "  ref_trade_id      what a cancel or correction refers to; needed there",
            "  ref_time          its time, if known",
            "A bad line is reported with its number and the rest goes on; the exit code is then 1.",
            "",
            "After the last file each symbol's tape is declared complete up to the end of the trade date of its",
            "last trade, so that all its bars are published. Trades of that time that come later are late:",
            "they make revisions. --no-end leaves the windows open for more."
        })
public final class PublishCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private CommonOptions common;

    @Parameters(
            arity = "1..*",
            paramLabel = "TRADES.csv",
            description = "CSV files, plain or gzip; - is standard input.")
    private List<String> files;

    @Option(names = "--no-end", description = "Do not declare the tapes complete: the last windows stay open.")
    private boolean noEnd;

    @Override
    public Integer call() throws IOException {
        long bytes = totalBytes();
        Settings settings = common.settings(Need.KAFKA, Need.REGISTRY);
        Topics.require(settings, Keys.TOPIC_TRADES);
        EndMarks ends = new EndMarks(settings.get(Keys.GRACE), MarketSettings.calendar(settings), latestNs(settings));
        BadLines bad = new BadLines(spec.commandLine().getErr());
        try (RestSchemaRegistry registry = new RestSchemaRegistry(RegistrySettings.of(settings));
                Tracing tracing = Tracing.open(settings, "tapemill-publish");
                TradePublisher publisher = new TradePublisher(settings, registry, tracing.whenOn());
                Progress progress = new Progress("publish", bytes)) {
            Publication publication = new Publication(publisher, ends, bad, progress);
            for (String file : files) {
                try (TapeFile tape = TapeFile.open(file)) {
                    publication.publish(tape);
                }
            }
            publisher.flush();
            List<Trade> marks = noEnd ? List.of() : ends.marks();
            marks.forEach(mark -> publisher.send(mark, () -> "the end mark of " + mark.symbol()));
            publisher.flush();
            report(publication.summary(), bad, marks.size());
        }
        return bad.count() == 0 ? ExitCode.DONE : ExitCode.FAILURE;
    }

    /** No trade that has happened can be later than this. */
    private static long latestNs(Settings settings) {
        return TapeTimes.toNs(Instant.now().plus(settings.get(Keys.CLOCK_SKEW_MAX)));
    }

    /** Of all files together, or -1 with standard input; refuses files that cannot be read before anything is sent. */
    private long totalBytes() throws IOException {
        long total = 0;
        for (String file : files) {
            if (file.equals(TapeFile.STANDARD_INPUT)) return -1;
            Path path = Path.of(file);
            if (!Files.isReadable(path) || Files.isDirectory(path)) {
                throw new ParameterException(spec.commandLine(), "cannot read the file " + file);
            }
            total += Files.size(path);
        }
        return total;
    }

    private void report(String published, BadLines bad, int marks) {
        PrintWriter out = spec.commandLine().getOut();
        String ended = noEnd ? "windows left open" : Progress.count(marks) + " symbols complete";
        out.println(published + "; " + Progress.count(bad.count()) + " bad lines; " + ended);
        out.flush();
    }
}
