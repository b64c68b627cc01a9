package io.tapemill.app.replay;

import io.tapemill.serdes.Malformed;
import io.tapemill.topology.steps.Rejection;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which rejected records are wanted. Without a word about it these are all that can become good, which a record without
 * key or value never does.
 *
 * @param named the reasons asked for; empty for all
 */
public record Reasons(Set<String> named) {
    private static final Set<String> KNOWN = Stream.concat(
                    Arrays.stream(Rejection.values()).map(Rejection::text),
                    Arrays.stream(Malformed.values()).map(Malformed::text))
            .collect(Collectors.toCollection(TreeSet::new));

    public Reasons {
        named = Set.copyOf(named);
    }

    /** {@link IllegalArgumentException} naming the known reasons, when one is not among them. */
    public static Reasons of(Collection<String> names) {
        for (String name : names) {
            if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException(
                        "there is no reason '" + name + "'; known are " + String.join(", ", KNOWN));
            }
        }
        return new Reasons(Set.copyOf(names));
    }

    boolean excludes(String reason) {
        return !named.isEmpty() && !named.contains(reason);
    }

    /** Whether a record of this reason is put back though it will only be rejected again. */
    boolean names(String reason) {
        return named.contains(reason);
    }
}
