package io.tapemill.drills.load;

/**
 * What goes to the trades topic: bytes that may be a trade or not. Either may be null.
 *
 * @param recordTimeMs null for the time at which it is sent
 */
public record Message(byte[] key, byte[] value, Long recordTimeMs) {
    Message(byte[] key, byte[] value) {
        this(key, value, null);
    }

    /** The same with this record time, which counts where the topic takes its sender's. */
    public Message at(long timeMs) {
        return new Message(key, value, timeMs);
    }
}
