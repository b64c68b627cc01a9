package io.tapemill.app.verify;

import io.tapemill.schemas.Bar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds bars one by one against the expected ones. */
final class Comparison {
    private static final int MOST_EXAMPLES = 10;

    private final String name;
    private final Map<BarKey, Bar> expected;
    private final Set<BarKey> seen = new HashSet<>();
    private final List<String> examples = new ArrayList<>();
    private long extra;
    private long different;

    Comparison(String name, Map<BarKey, Bar> expected) {
        this.name = name;
        this.expected = expected;
    }

    /** Takes the last revision of one bar. */
    void accept(Bar bar) {
        BarKey key = BarKey.of(bar);
        Bar wanted = expected.get(key);
        if (!seen.add(key)) {
            extra++;
            example("twice", key, null, bar);
        } else if (wanted == null) {
            extra++;
            example("extra", key, null, bar);
        } else if (!wanted.equals(bar)) {
            different++;
            example("different", key, wanted, bar);
        }
    }

    VerifyReport.Differences result() {
        long missing = 0;
        for (Map.Entry<BarKey, Bar> entry : expected.entrySet()) {
            if (seen.contains(entry.getKey())) continue;
            missing++;
            example("missing", entry.getKey(), entry.getValue(), null);
        }
        return new VerifyReport.Differences(seen.size(), missing, extra, different);
    }

    List<String> examples() {
        return examples;
    }

    private void example(String kind, BarKey key, Bar wanted, Bar found) {
        if (examples.size() >= MOST_EXAMPLES) return;
        String text = name + ": " + kind + " " + key;
        if (wanted != null) text += "\n    expected " + wanted;
        if (found != null) text += "\n    found    " + found;
        examples.add(text);
    }
}
