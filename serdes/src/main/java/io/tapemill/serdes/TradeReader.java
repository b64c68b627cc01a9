package io.tapemill.serdes;

/** Reads one framed message of the tape. Not thread-safe: owned, with its cursor, by one thread. */
public interface TradeReader {
    /**
     * Fills the cursor. After an exception the content of the cursor is undefined.
     *
     * @param value the whole Kafka value; the cursor may point into it afterwards, so it must not change while in use
     * @throws MalformedRecordException when the bytes are no trade, now and on every later try
     * @throws RegistryException when the schema cannot be looked up: the record may be good and has to wait
     */
    void decode(byte[] value, TradeMessage into) throws MalformedRecordException;
}
