package io.tapemill.app.tape;

import java.util.Locale;
import java.util.Optional;

/** The columns of the CSV format, in the order in which they are written. */
enum Column {
    SYMBOL,
    EXCHANGE,
    TAPE,
    TRADE_ID,
    SEQUENCE,
    PARTICIPANT_TIME,
    SIP_TIME,
    PRICE,
    SIZE,
    CONDITIONS,
    KIND,
    REF_TRADE_ID,
    REF_TIME;

    static Optional<Column> byTitle(String title) {
        for (Column column : values()) if (column.title().equals(title)) return Optional.of(column);
        return Optional.empty();
    }

    /** As in the header: lower case. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }
}
