package io.tapemill.serdes;

/** Reads one framed message of the tape. Not thread-safe: owned, with its cursor, by one thread. */
public interface TradeReader {
    /**
     * Fills the cursor. After an exception the content of the cursor is undefined.
     *
     * @param bytes hold the whole Kafka value in {@code [offset, offset + length)}; null when the record has no value.
     *     The cursor may point into them afterwards, so they must not change while in use
     * @throws MalformedRecordException when the bytes are no trade, now and on every later try
     * @throws RegistryException when the schema cannot be looked up: the record may be good and has to wait
     */
    void decode(byte[] bytes, int offset, int length, TradeMessage into) throws MalformedRecordException;

    /** The same for a value that fills its array; null is the value of a record that has none. */
    default void decode(byte[] value, TradeMessage into) throws MalformedRecordException {
        decode(value, 0, value == null ? 0 : value.length, into);
    }
}
