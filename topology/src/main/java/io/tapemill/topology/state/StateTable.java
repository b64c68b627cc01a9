package io.tapemill.topology.state;

import org.apache.kafka.common.utils.Bytes;

/** The ordered, durable key-value table under a task's state. Writes hold once the task's transaction commits. */
public interface StateTable {
    /** The value, or null. */
    byte[] get(Bytes key);

    /** Sets the value; null removes it. */
    void put(Bytes key, byte[] value);

    /** Takes entries one by one. */
    interface Visitor {
        /** False to see no more. */
        boolean visit(Bytes key, byte[] value);
    }

    /** Shows the entries with {@code from <= key <= to}, ordered by unsigned bytes. The table must not change meanwhile. */
    void scan(Bytes from, Bytes to, Visitor visitor);
}
