package io.tapemill.topology.market;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A small table as text: comma-separated cells without quotes; blank lines and lines that start with # do not count.
 * Built-in tables are resources of this package, read through the same code as a user's file.
 */
record MarketTable(String source, List<Row> rows) {
    private static final int MAX_ROWS = 10_000;

    /** One line that counts. Cells are stripped of surrounding blanks. */
    record Row(String source, int line, List<String> cells) {
        String cell(int index) {
            return cells.get(index);
        }

        /** The error to throw: where, what was found, what is expected. */
        IllegalArgumentException fault(String what) {
            return new IllegalArgumentException(source + ":" + line + ": " + what);
        }

        void requireCells(int atLeast, int atMost, String form) {
            if (cells.size() < atLeast || cells.size() > atMost) {
                throw fault("has " + cells.size() + " cells; expected " + form);
            }
        }
    }

    static MarketTable builtIn(String file) {
        try (InputStream in = MarketTable.class.getResourceAsStream(file)) {
            if (in == null) throw new IllegalStateException("the built-in table " + file + " is missing from the jar");
            return parse(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the built-in table " + file, e);
        }
    }

    static MarketTable read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "cannot read the table " + file + " (" + e + "); it must be a readable UTF-8 text file", e);
        }
    }

    static MarketTable parse(String source, String text) {
        List<Row> rows = new ArrayList<>();
        String[] lines = text.split("\\R", -1);
        for (int i = 0; i < lines.length; i++) {
            String line = lines[i].strip();
            if (line.isEmpty() || line.startsWith("#")) continue;
            rows.add(new Row(source, i + 1, cells(line)));
        }
        if (rows.isEmpty()) throw new IllegalArgumentException(source + ": has no rows");
        if (rows.size() > MAX_ROWS) {
            throw new IllegalArgumentException(source + ": has " + rows.size() + " rows, more than " + MAX_ROWS);
        }
        return new MarketTable(source, List.copyOf(rows));
    }

    /** Changes with the content of any cell and with nothing else; not meant to withstand an attacker. */
    void addTo(CRC32 fingerprint) {
        for (Row row : rows) {
            fingerprint.update((String.join(",", row.cells()) + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.split(",", -1)) cells.add(cell.strip());
        return List.copyOf(cells);
    }
}
