package io.tapemill.drills.load;

/** What goes to the trades topic: bytes that may be a trade or not. Either may be null. */
public record Message(byte[] key, byte[] value) {}
