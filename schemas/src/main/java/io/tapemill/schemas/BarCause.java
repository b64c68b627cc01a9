package io.tapemill.schemas;

/** Why a revision of a bar was published. The order equals the order of the symbols in {@code bar.avsc}. */
public enum BarCause {
    /** The window closed. */
    CLOSE,
    /** A trade came for a closed window. */
    LATE,
    /** A trade of a closed window was cancelled. */
    CANCEL,
    /** A trade of a closed window was corrected. */
    CORRECT,
    /** A record was put back by an operator. */
    REPLAY;

    private static final BarCause[] VALUES = values();

    /** The cause with this Avro enum index; {@link IndexOutOfBoundsException} when there is none. */
    public static BarCause of(int index) {
        return VALUES[index];
    }

    /** The Avro symbol: lower case. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
