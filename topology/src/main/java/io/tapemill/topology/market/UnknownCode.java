package io.tapemill.topology.market;

import io.tapemill.topology.bars.Eligibility;
import java.util.Locale;

/** What a trade may change whose sale condition the table does not list, or whose effect the table leaves undefined. */
public enum UnknownCode {
    /** As a regular trade: a wrong price may enter the bars. */
    ELIGIBLE(ConditionRule.REGULAR.beforeCutOff()),
    /** Its size counts, its price does not: the default, since most special trades are so. */
    VOLUME_ONLY(Eligibility.VOLUME),
    /** As if it had not been sent. */
    IGNORE(Eligibility.NONE);

    private final int bits;

    UnknownCode(int bits) {
        this.bits = bits;
    }

    /** The default. */
    public static UnknownCode standard() {
        return VOLUME_ONLY;
    }

    /** The policy spelled {@code eligible}, {@code volume-only} or {@code ignore}. */
    public static UnknownCode parse(String text) {
        for (UnknownCode policy : values()) {
            if (policy.text().equals(text)) return policy;
        }
        throw new IllegalArgumentException(
                "'" + text + "' is no policy for unknown sale conditions; expected eligible, volume-only or ignore");
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    int bits() {
        return bits;
    }
}
