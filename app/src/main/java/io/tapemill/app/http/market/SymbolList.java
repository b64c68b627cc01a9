package io.tapemill.app.http.market;

import io.tapemill.app.http.bars.StoredBars;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The symbols that have stored bars, remembered for a few seconds: searches come with every key that is pressed.
 * Thread-safe.
 */
public final class SymbolList {
    private static final long FRESH_NS = Duration.ofSeconds(5).toNanos();

    private record Remembered(List<String> symbols, long atNs) {}

    private final StoredBars stored;
    private volatile Remembered remembered;

    public SymbolList(StoredBars stored) {
        this.stored = stored;
    }

    /** In ascending order. */
    public List<String> all(Duration timeLeft) {
        Remembered last = remembered;
        if (last == null || System.nanoTime() - last.atNs > FRESH_NS) {
            last = new Remembered(List.copyOf(stored.symbols(timeLeft)), System.nanoTime());
            remembered = last;
        }
        return last.symbols;
    }

    /** Those that contain the text, in whatever case; the ones that begin with it first. */
    public Stream<String> search(String text, Duration timeLeft) {
        return search(text, Optional.empty(), timeLeft);
    }

    /**
     * The same from some place on.
     *
     * @param last what was found just before; it need not be there any more
     */
    Stream<String> search(String text, Optional<String> last, Duration timeLeft) {
        String wanted = text.toUpperCase(Locale.ROOT);
        List<String> all = all(timeLeft);
        Stream<String> first = all.stream().filter(symbol -> upper(symbol).startsWith(wanted));
        Stream<String> second = all.stream().filter(symbol -> upper(symbol).indexOf(wanted) > 0);
        if (last.isEmpty()) return Stream.concat(first, second);
        if (!upper(last.get()).startsWith(wanted)) return second.filter(symbol -> isAfter(symbol, last.get()));
        return Stream.concat(first.filter(symbol -> isAfter(symbol, last.get())), second);
    }

    private static boolean isAfter(String symbol, String last) {
        return Arrays.compareUnsigned(symbol.getBytes(StandardCharsets.UTF_8), last.getBytes(StandardCharsets.UTF_8))
                > 0;
    }

    private static String upper(String symbol) {
        return symbol.toUpperCase(Locale.ROOT);
    }
}
