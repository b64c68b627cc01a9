package io.tapemill.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tapemill.app.bars.BarSession;
import io.tapemill.app.clients.Topics;
import io.tapemill.app.explain.BarWindow;
import io.tapemill.app.explain.Explainer;
import io.tapemill.app.explain.Explanation;
import io.tapemill.app.explain.ExplanationJson;
import io.tapemill.app.explain.ExplanationText;
import io.tapemill.app.explain.TapeSearch;
import io.tapemill.app.instance.PipelineSettings;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Need;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.tape.TapeTimes;
import io.tapemill.topology.TopologyConfig;
import io.tapemill.topology.market.Market;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says of one bar which trades made it, which did not and why, and how it was revised. */
@Command(
        name = "explain",
        description = {
            "Shows which trades made a bar and what each gave to it, which were left out and why, the bar that the tape"
                    + " makes by the reference program, and every revision with its cause.",
            "Reads the symbol's partition of the trades topic from the start, and its bars; writes nothing."
        },
        footerHeading = "%nReasons for leaving a trade out%n",
        footer = {
            "  condition       its sale conditions allow it nothing in this kind of bar",
            "  session         the bar is of the regular session, the trade is not",
            "  duplicate       counted before, at the offset named",
            "  cancelled, corrected",
            "                  by the record at the offset named",
            "  repeated        a correction whose original is gone already",
            "  replayed        was rejected here, and counts where tapemill replay put it back",
            "  beyond-horizon  came after the correction horizon; see tapemill replay",
            "  wrong           is on the dead-letter topic with the reason; see tapemill replay",
            "A counted trade may be kept from some prices by its conditions, such as I: volume only. Late is what came",
            "when the window had closed."
        })
public final class ExplainCommand implements Callable<Integer> {
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
            names = "--start",
            required = true,
            paramLabel = "TIME",
            description = "Start of the bar, such as 2025-01-02T14:30:00Z; of day bars also the date, 2025-01-02.")
    private String start;

    @Option(
            names = "--session",
            paramLabel = "SESSION",
            description = "${COMPLETION-CANDIDATES}; needed only to choose between the bars of a day, default: all.")
    private BarSession session;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        Settings settings = common.settings(Need.KAFKA, Need.REGISTRY);
        TopologyConfig config = PipelineSettings.topology(settings);
        Market market = new Market(config.market());
        BarWindow window = window(config, market);
        Topics.require(settings, Keys.TOPIC_TRADES, Keys.TOPIC_BARS);
        Explainer explainer = new Explainer(config, market, window);
        try (SearchProgress progress = new SearchProgress()) {
            new TapeSearch(settings, config, symbol, explainer, progress).run();
        }
        Explanation explanation = explainer.explain();
        PrintWriter out = spec.commandLine().getOut();
        if (explanation.isEmpty()) throw nothing(explanation);
        out.println(json ? ExplanationJson.of(explanation) : ExplanationText.of(explanation));
        out.flush();
        return ExitCode.DONE;
    }

    private BarWindow window(TopologyConfig config, Market market) {
        try {
            String label = session == null ? null : session.toString();
            return BarWindow.of(market, config.intervals(), symbol, interval, start, label);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private IllegalStateException nothing(Explanation explanation) {
        StringBuilder text = new StringBuilder("there is no " + interval + " bar of " + symbol + " at "
                + TapeTimes.format(explanation.window().startNs()) + ", and no trade falls into its window");
        explanation.notes().forEach(note -> text.append("; ").append(note));
        return new IllegalStateException(text.toString());
    }

    /** One line of progress for each topic. */
    private static final class SearchProgress implements TapeSearch.Progress, AutoCloseable {
        private String topic;
        private Progress progress;

        @Override
        public void step(String current, long done, long total) {
            if (!current.equals(topic)) {
                close();
                topic = current;
                progress = Progress.ofRecords("read " + topic, total);
            }
            progress.step(done);
        }

        @Override
        public void close() {
            if (progress != null) progress.close();
        }
    }
}
