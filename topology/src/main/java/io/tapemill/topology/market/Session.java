package io.tapemill.topology.market;

import java.util.Locale;

/** Part of a trade date. Within a date they come in this order. */
public enum Session {
    EARLY,
    REGULAR,
    LATE,
    /** Outside every session: trades are reported then too, and belong to the trade date around them. */
    CLOSED,
    /** The whole trade date: the only session of a market that never closes, and the label of bars that cover all. */
    ALL;

    /** The session spelled {@code early}, {@code regular}, {@code late} or {@code all}; one can ask for no other. */
    public static Session parse(String text) {
        for (Session session : values()) {
            if (session != CLOSED && session.text().equals(text)) return session;
        }
        throw new IllegalArgumentException("'" + text + "' is no session; expected early, regular, late or all");
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
