package io.tapemill.app.replay;

import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A record of the trades topic that was rejected and later put back: what the ledger says of it. Where it first stood
 * it does not count, whatever today's settings would make of it; it counts where it was put back.
 *
 * @param topic the trades topic it first stood on
 * @param reason why it was rejected there
 */
public record ReplayedRecord(String topic, int partition, long offset, String reason) {
    private static final String SEPARATOR = "/";

    /** The topic that remembers them. */
    static String ledgerTopic(Settings settings) {
        return settings.get(Keys.APPLICATION_ID) + "-replayed";
    }

    byte[] encode() {
        return String.join(SEPARATOR, reason, topic, Integer.toString(partition), Long.toString(offset))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Empty when the bytes are not the ledger's. */
    static Optional<ReplayedRecord> decode(byte[] value) {
        String[] parts = new String(value, StandardCharsets.UTF_8).split(SEPARATOR, -1);
        try {
            if (parts.length != 4) return Optional.empty();
            return Optional.of(
                    new ReplayedRecord(parts[1], Integer.parseInt(parts[2]), Long.parseLong(parts[3]), parts[0]));
        } catch (NumberFormatException foreign) {
            return Optional.empty();
        }
    }
}
