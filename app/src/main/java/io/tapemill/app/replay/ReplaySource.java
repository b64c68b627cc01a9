package io.tapemill.app.replay;

import io.tapemill.app.settings.Key;
import io.tapemill.app.settings.Keys;
import java.util.Locale;

/** A topic of rejected records. */
public enum ReplaySource {
    /** Came after the correction horizon. */
    LATE(Keys.TOPIC_LATE),
    /** Cannot be read or makes no sense. */
    DEAD(Keys.TOPIC_DEAD);

    private final Key<String> topic;

    ReplaySource(Key<String> topic) {
        this.topic = topic;
    }

    /** The setting that names the topic. */
    public Key<String> topic() {
        return topic;
    }

    /** Lower case, as it is spelled on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
