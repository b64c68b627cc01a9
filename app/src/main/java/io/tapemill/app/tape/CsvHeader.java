package io.tapemill.app.tape;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Where each column stands in the lines of one file. */
final class CsvHeader {
    static final int ABSENT = -1;

    private final int[] positions = new int[Column.values().length];
    private final int fields;

    private CsvHeader(CsvFields titles) throws BadLineException {
        Arrays.fill(positions, ABSENT);
        fields = titles.count();
        for (int i = 0; i < fields; i++) place(titles.text(i), i);
    }

    /** {@link BadLineException} when a column is unknown, stands twice, or a needed one is missing. */
    static CsvHeader parse(String line) throws BadLineException {
        CsvFields titles = new CsvFields();
        titles.split(line);
        CsvHeader header = new CsvHeader(titles);
        for (Column needed : new Column[] {Column.SYMBOL, Column.TRADE_ID, Column.PRICE, Column.SIZE}) {
            if (!header.has(needed)) throw new BadLineException("the header has no column " + needed.title());
        }
        if (!header.has(Column.PARTICIPANT_TIME) && !header.has(Column.SIP_TIME)) {
            throw new BadLineException("the header has neither participant_time nor sip_time");
        }
        return header;
    }

    int position(Column column) {
        return positions[column.ordinal()];
    }

    boolean has(Column column) {
        return position(column) != ABSENT;
    }

    /** How many fields every line must have. */
    int fields() {
        return fields;
    }

    private void place(String title, int position) throws BadLineException {
        Column column = Column.byTitle(title).orElse(null);
        if (column == null) throw new BadLineException("unknown column '" + title + "'; known are " + known());
        if (has(column)) throw new BadLineException("the column " + title + " stands twice");
        positions[column.ordinal()] = position;
    }

    private static String known() {
        return Arrays.stream(Column.values()).map(Column::title).collect(Collectors.joining(", "));
    }
}
