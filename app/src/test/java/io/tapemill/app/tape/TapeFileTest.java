package io.tapemill.app.tape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.schemas.Trade;
import io.tapemill.topology.market.CalendarTable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TapeFileTest {
    private static final String HEADER = "symbol,trade_id,price,size,sip_time\n";

    @TempDir
    private Path folder;

    @Test
    void shouldGoOnAfterABadLineAndKnowItsNumber() throws IOException {
        Path file = write(HEADER + "A,1,1,1,1\r\n\nA,x,1,1,1\nA,2,1,1,2");

        assertThat(read(file)).containsExactly("1", file + ":4: trade_id: 'x' is not a whole number", "2");
    }

    @Test
    void shouldReadGzipByItsContent() throws IOException {
        Path file = folder.resolve("no-suffix");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((HEADER + "A,1,1,1,1\n").getBytes(StandardCharsets.UTF_8));
        }

        assertThat(read(file)).containsExactly("1");
    }

    @Test
    void shouldPassOverAByteOrderMark() throws IOException {
        assertThat(read(write("\uFEFF" + HEADER + "A,1,1,1,1\n"))).containsExactly("1");
    }

    @Test
    void shouldRefuseBrokenUtf8OnItsLineOnly() throws IOException {
        Path file = folder.resolve("latin1.csv");
        Files.write(file, (HEADER + "\u00e4,1,1,1,1\nA,2,1,1,1\n").getBytes(StandardCharsets.ISO_8859_1));

        assertThat(read(file)).containsExactly(file + ":2: it is not valid UTF-8", "2");
    }

    @Test
    void shouldNotFillTheMemoryWithALineWithoutEnd() throws IOException {
        Path file = write(HEADER + "A".repeat(3 * LineReader.LONGEST_LINE) + "\nA,2,1,1,1\n");

        assertThat(read(file))
                .containsExactly(file + ":2: longer than " + LineReader.LONGEST_LINE + " characters", "2");
    }

    @Test
    void shouldReadLinesAcrossTheEdgesOfTheBuffer() throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 20_000; i++) text.append("A,").append(i).append(",1,1,1\r\n");

        assertThat(read(write(text.toString())))
                .hasSize(20_000)
                .startsWith("0", "1")
                .endsWith("19999");
    }

    @Test
    void shouldSayThatAFileIsEmptyOrHasNoHeader() throws IOException {
        Path empty = write("");

        assertThat(read(empty)).singleElement().asString().contains("the file is empty");
        assertThat(read(write("A,1,1,1,1\nA,2,1,1,1\n")))
                .singleElement()
                .asString()
                .contains("unknown column 'A'");
    }

    @Test
    void shouldFailOnATruncatedGzip() throws IOException {
        Path file = folder.resolve("cut.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write((HEADER + "A,1,1,1,1\n".repeat(1_000)).getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 12));

        assertThatThrownBy(() -> read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void shouldDeclareEachTapeCompleteUpToTheNextDayPlusGrace() {
        EndMarks ends =
                new EndMarks(Duration.ofSeconds(2), CalendarTable.named("always-open"), ns("2025-01-10T00:00:00Z"));
        ends.add(trade("B", "2025-01-02T23:59:59.999999999Z", "2025-01-03T00:00:00Z"));
        ends.add(trade("A", "2025-01-02T10:00:00Z", "2025-01-02T10:00:00Z"));
        ends.add(trade("A", "2025-01-01T10:00:00Z", "2025-01-01T10:00:00Z"));
        ends.add(trade("A", "2100-01-01T10:00:00Z", "2025-01-02T10:00:00Z"));

        assertThat(ends.marks()).extracting(Trade::symbol).containsExactly("A", "B");
        assertThat(ends.marks()).extracting(Trade::participantTimeNs).containsOnly(ns("2025-01-03T00:00:02Z"));
        assertThat(ends.marks())
                .extracting(Trade::sipTimeNs)
                .containsExactly(ns("2025-01-03T00:00:02Z"), ns("2025-01-04T00:00:02Z"));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("trades.csv"), text);
    }

    /** Ids of the trades, and the messages of the bad lines. */
    private static List<String> read(Path file) throws IOException {
        List<String> seen = new ArrayList<>();
        try (TapeFile tape = TapeFile.open(file.toString())) {
            while (true) {
                try {
                    Trade trade = tape.next();
                    if (trade == null) return seen;
                    seen.add(Long.toString(trade.tradeId()));
                } catch (BadLineException e) {
                    seen.add(tape.place() + ": " + e.getMessage());
                    if (!tape.hasHeader()) return seen;
                }
            }
        }
    }

    private static Trade trade(String symbol, String participantTime, String sipTime) {
        Trade trade = Trade.of(symbol, "", 1, 0, ns(participantTime), 1, 1);
        return new Trade(
                trade.kind(), symbol, "", "", 1, 0, trade.participantTimeNs(), ns(sipTime), 1, 1, "", null, null);
    }

    private static long ns(String time) {
        return TapeTimes.toNs(Instant.parse(time));
    }
}
