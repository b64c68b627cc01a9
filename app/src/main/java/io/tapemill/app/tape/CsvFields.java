package io.tapemill.app.tape;

/**
 * The fields of one CSV line after RFC 4180, as ranges of text so that numbers can be read without a copy. Line breaks
 * inside quotes are not supported: no column may contain one, and so a missing quote spoils one line only. Reused for
 * every line; not thread-safe.
 */
final class CsvFields {
    private static final int MOST = 64;

    private final String[] source = new String[MOST];
    private final int[] start = new int[MOST];
    private final int[] end = new int[MOST];
    private int count;

    /** Replaces the fields by those of the line. */
    void split(String line) throws BadLineException {
        count = 0;
        int at = 0;
        while (true) {
            if (count == MOST) throw new BadLineException("more than " + MOST + " fields");
            boolean quoted = at < line.length() && line.charAt(at) == '"';
            int next = quoted ? addQuoted(line, at) : addPlain(line, at);
            if (next >= line.length()) return;
            at = next + 1;
        }
    }

    int count() {
        return count;
    }

    boolean isEmpty(int field) {
        return start[field] == end[field];
    }

    String text(int field) {
        return source[field].substring(start[field], end[field]);
    }

    /** The text that {@link #start} and {@link #end} count in. */
    String source(int field) {
        return source[field];
    }

    int start(int field) {
        return start[field];
    }

    int end(int field) {
        return end[field];
    }

    /** Index of the comma after the field, or of the end of the line. */
    private int addPlain(String line, int from) throws BadLineException {
        int to = from;
        for (; to < line.length() && line.charAt(to) != ','; to++) {
            if (line.charAt(to) == '"') throw new BadLineException("a quote inside a field that has none around it");
        }
        addStripped(line, from, to);
        return to;
    }

    private int addQuoted(String line, int quote) throws BadLineException {
        int close = closingQuote(line, quote + 1);
        if (close < 0) throw new BadLineException("a quote is not closed");
        String inside = line.substring(quote + 1, close);
        String text = inside.indexOf('"') < 0 ? inside : inside.replace("\"\"", "\"");
        add(text, 0, text.length());
        int after = close + 1;
        if (after < line.length() && line.charAt(after) != ',')
            throw new BadLineException("text after a closing quote");
        return after;
    }

    /** The first quote that is not one of a pair, or -1. */
    private static int closingQuote(String line, int from) {
        int quote = line.indexOf('"', from);
        while (quote >= 0 && quote + 1 < line.length() && line.charAt(quote + 1) == '"') {
            quote = line.indexOf('"', quote + 2);
        }
        return quote;
    }

    /** Spaces around a field without quotes are not part of it. */
    private void addStripped(String line, int from, int to) {
        int first = from;
        int last = to;
        while (first < last && line.charAt(first) == ' ') first++;
        while (last > first && line.charAt(last - 1) == ' ') last--;
        add(line, first, last);
    }

    private void add(String text, int from, int to) {
        source[count] = text;
        start[count] = from;
        end[count++] = to;
    }
}
