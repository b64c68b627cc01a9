package io.tapemill.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far long work has come: a bar where standard error is a terminal, else a log line every ten seconds. Cheap
 * enough to be told about every item. Not thread-safe.
 */
public final class Progress implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final long LOG_INTERVAL_NS = 10_000_000_000L;
    private static final long BAR_INTERVAL_NS = 200_000_000L;
    private static final long CLOCK_MASK = 0xff;

    private final String task;
    private final long total;
    private final long startNs = System.nanoTime();
    private final ProgressBar bar;
    private long shownNs = startNs;
    private long items;

    /**
     * @param total bytes to be done, or -1 when nobody knows
     */
    public Progress(String task, long total) {
        this(task, total, " MiB", 1 << 20);
    }

    private Progress(String task, long total, String unit, long unitSize) {
        this.task = task;
        this.total = total;
        this.bar = isTerminal() ? bar(task, total, unit, unitSize) : null;
    }

    /**
     * Of work that is measured in records instead of bytes.
     *
     * @param total records to be done, or -1 when nobody knows
     */
    public static Progress ofRecords(String task, long total) {
        return new Progress(task, total, "", 1);
    }

    /** One more item is done, and so many bytes, or records, in all. */
    public void step(long done) {
        if ((++items & CLOCK_MASK) != 0) return;
        long nowNs = System.nanoTime();
        if (nowNs - shownNs < (bar == null ? LOG_INTERVAL_NS : BAR_INTERVAL_NS)) return;
        shownNs = nowNs;
        if (bar != null) {
            bar.stepTo(done).setExtraMessage(rate());
        } else {
            String share = total > 0 ? String.format(Locale.ROOT, " (%d %%)", 100 * done / total) : "";
            LOG.info("{}: {}{}, {}", task, count(items), share, rate());
        }
    }

    public double seconds() {
        return (System.nanoTime() - startNs) / 1e9;
    }

    /** Items per second so far, as text. */
    public String rate() {
        return count(Math.round(items / Math.max(seconds(), 0.001))) + "/s";
    }

    /** With separators: 1,234,567. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    @Override
    public void close() {
        if (bar != null) bar.close();
    }

    private static ProgressBar bar(String task, long total, String unit, long unitSize) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(unit, unitSize)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .build();
    }

    /** Whether standard error is a terminal; on systems without /proc, whether the process has one at all. */
    static boolean isTerminal() {
        Path error = Path.of("/proc/self/fd/2");
        try {
            if (Files.isSymbolicLink(error)) {
                String target = Files.readSymbolicLink(error).toString();
                return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
            }
        } catch (IOException unknown) {
            LOG.debug("Cannot tell what standard error is", unknown);
        }
        return System.console() != null;
    }
}
