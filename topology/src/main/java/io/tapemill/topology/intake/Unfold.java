package io.tapemill.topology.intake;

import java.util.function.Consumer;

/** Takes carriers apart again, record by record; a record that is no carrier passes as it is. Owned by one thread. */
public final class Unfold {
    private final Carrier.Cursor cursor = new Carrier.Cursor();
    private final RawRecord current = new RawRecord();
    private final Consumer<RawRecord> next;
    private boolean moreWaits;

    /** @param next takes each record; it is valid during the call */
    public Unfold(Consumer<RawRecord> next) {
        this.next = next;
    }

    /** The record that {@code next} was last called with. */
    public RawRecord current() {
        return current;
    }

    /** True when the records that were accepted last came with so many others that more must wait at the broker. */
    public boolean moreWaits() {
        return moreWaits;
    }

    /** Takes what came from the consumer. */
    public void accept(byte[] key, byte[] value, long timestampMs, long offset) {
        if (key != Carrier.KEY) {
            moreWaits = false;
            next.accept(current.at(key, value, timestampMs, offset));
            return;
        }
        cursor.start(value, offset);
        moreWaits = cursor.moreWaits();
        while (cursor.hasNext()) {
            cursor.next(current);
            next.accept(current);
        }
    }
}
