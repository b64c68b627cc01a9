package io.tapemill.topology.market;

import java.util.Locale;

/** Which of its times places a trade in a window. The choice moves trades between bars, so bars say it. */
public enum EventClock {
    /** Time of publication by the consolidator: late reports fall into the window in which the tape showed them. */
    SIP,
    /** Time of the execution: a late report revises the bar it belongs to. */
    PARTICIPANT;

    public long pick(long participantTimeNs, long sipTimeNs) {
        return this == SIP ? sipTimeNs : participantTimeNs;
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
