package io.tapemill.app.verify;

import io.tapemill.schemas.Bar;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The last revision of each bar as the bars topic has it, and the bars whose history is not 1, 2, 3 and so on. */
final class TopicBars {
    private final Map<BarKey, Bar> last = new HashMap<>();
    private final Set<BarKey> broken = new HashSet<>();

    void accept(Bar bar) {
        BarKey key = BarKey.of(bar);
        Bar before = last.put(key, bar);
        boolean firstOfGeneration = before == null || before.generation() < bar.generation();
        int wanted = firstOfGeneration ? 1 : before.revision() + 1;
        boolean backwards = before != null && before.generation() > bar.generation();
        if (bar.revision() != wanted || backwards) broken.add(key);
    }

    Collection<Bar> bars() {
        return last.values();
    }

    Set<BarKey> broken() {
        return broken;
    }
}
