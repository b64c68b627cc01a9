package io.tapemill.app.tape;

import java.io.IOException;
import java.io.Reader;

/**
 * Lines of a text of any size, with a limit on each: a file that is no text at all must not fill the memory. Counts
 * lines from 1. Not thread-safe.
 */
final class LineReader {
    static final int LONGEST_LINE = 1 << 20;

    private final Reader reader;
    private final char[] buffer = new char[1 << 16];
    private final StringBuilder line = new StringBuilder();
    private int position;
    private int limit;
    private long number;
    private boolean cut;

    LineReader(Reader reader) {
        this.reader = reader;
    }

    /** The next line without its end, cut off at the limit; null at the end of the text. */
    String next() throws IOException {
        if (position == limit && !fill()) return null;
        number++;
        cut = false;
        int newline = indexOfNewline();
        if (newline >= 0) return take(newline);
        line.setLength(0);
        while (newline < 0) {
            append(limit);
            if (!fill()) return line.toString();
            newline = indexOfNewline();
        }
        append(newline);
        position = newline + 1;
        return withoutReturn(line.toString());
    }

    /** The number of the line that was read last. */
    long number() {
        return number;
    }

    /** Whether the line that was read last was longer than the limit. */
    boolean wasCut() {
        return cut;
    }

    private String take(int newline) {
        String text = new String(buffer, position, newline - position);
        position = newline + 1;
        return withoutReturn(text);
    }

    private void append(int to) {
        int room = LONGEST_LINE - line.length();
        if (to - position > room) cut = true;
        line.append(buffer, position, Math.min(room, to - position));
        position = to;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, reader.read(buffer, 0, buffer.length));
        return limit > 0;
    }

    private int indexOfNewline() {
        for (int i = position; i < limit; i++) if (buffer[i] == '\n') return i;
        return -1;
    }

    private static String withoutReturn(String text) {
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
