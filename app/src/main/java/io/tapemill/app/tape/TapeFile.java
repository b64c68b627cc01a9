package io.tapemill.app.tape;

import io.tapemill.schemas.Trade;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * One CSV file of trades, plain or gzip, read from front to back; a bad line does not end it. Not thread-safe.
 */
public final class TapeFile implements AutoCloseable {
    /** Means standard input instead of a file. */
    public static final String STANDARD_INPUT = "-";

    private static final int BUFFER_BYTES = 1 << 16;

    private final String name;
    private final CountingInput counting;
    private final LineReader lines;
    private CsvTrades csv;

    private TapeFile(String name, CountingInput counting, InputStream text) {
        this.name = name;
        this.counting = counting;
        // malformed bytes become U+FFFD, which the parser refuses: one bad line, not a bad file
        this.lines = new LineReader(new InputStreamReader(text, StandardCharsets.UTF_8));
    }

    /** Opens a path, or standard input for {@code -}. Gzip is recognised by its first bytes. */
    public static TapeFile open(String name) throws IOException {
        boolean standard = name.equals(STANDARD_INPUT);
        CountingInput counting = new CountingInput(standard ? System.in : Files.newInputStream(Path.of(name)));
        try {
            InputStream buffered = new BufferedInputStream(counting, BUFFER_BYTES);
            return new TapeFile(standard ? "standard input" : name, counting, plain(buffered));
        } catch (IOException e) {
            counting.close();
            throw e;
        }
    }

    /**
     * The next message; null at the end. Empty lines are passed over.
     *
     * @throws BadLineException for a line that is no message, after which reading may go on, or for a wrong header,
     *     after which the file is at its end
     */
    public Trade next() throws IOException, BadLineException {
        if (csv == null && !readHeader()) return null;
        String line = nextNotEmpty();
        return line == null ? null : csv.parse(line);
    }

    /** For messages: the file, a colon, the number of the line that was read last. */
    public String place() {
        return name + ":" + lines.number();
    }

    /** How much of the file has been read, before decompression. */
    public long bytesRead() {
        return counting.count();
    }

    @Override
    public void close() throws IOException {
        counting.close();
    }

    private boolean readHeader() throws IOException, BadLineException {
        String line = nextNotEmpty();
        if (line == null) throw new BadLineException("the file is empty; its first line must be a header");
        String header = line.startsWith("\uFEFF") ? line.substring(1) : line;
        csv = new CsvTrades(header);
        return true;
    }

    private String nextNotEmpty() throws IOException, BadLineException {
        String line = lines.next();
        while (line != null && line.isBlank()) line = lines.next();
        if (lines.wasCut()) {
            throw new BadLineException("longer than " + LineReader.LONGEST_LINE + " characters");
        }
        return line;
    }

    /** Whether a header was found; without one no line can be read. */
    public boolean hasHeader() {
        return csv != null;
    }

    private static InputStream plain(InputStream in) throws IOException {
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in, BUFFER_BYTES) : in;
    }
}
