package io.tapemill.simulation;

import io.tapemill.simulation.world.Codecs;
import io.tapemill.simulation.world.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs seeds, and shortens what fails. Owned by one thread. */
public final class Seeds {
    /** A number and no time, so that a seed is shortened to the same events everywhere. */
    private static final int RUNS_TO_SHORTEN = 1_500;

    private final Codecs codecs = new Codecs();
    private final Mutant mutant;

    public Seeds(Mutant mutant) {
        this.mutant = mutant;
    }

    /** Empty when all is well. */
    Optional<Failure> run(long seed) {
        Scenario scenario = Scenario.of(seed, codecs);
        RuntimeException cause = failure(scenario);
        return cause == null ? Optional.empty() : Optional.of(shortened(scenario, cause));
    }

    /** Whether the seed fails, without the pains of shortening. */
    boolean fails(long seed) {
        return failure(Scenario.of(seed, codecs)) != null;
    }

    private RuntimeException failure(Scenario scenario) {
        try {
            Simulation.run(scenario, codecs, mutant);
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    /** Leaves out ever smaller parts as long as it still fails, in whatever way. */
    private Failure shortened(Scenario scenario, RuntimeException cause) {
        List<Event> events = scenario.events();
        RuntimeException last = cause;
        int runs = 0;
        for (int part = events.size() / 2; part > 0; part = part == 1 ? 0 : (part + 1) / 2) {
            for (int from = 0; from < events.size() && runs++ < RUNS_TO_SHORTEN; ) {
                List<Event> fewer = new ArrayList<>(events.subList(0, from));
                fewer.addAll(events.subList(Math.min(from + part, events.size()), events.size()));
                RuntimeException still = failure(scenario.with(fewer));
                if (still == null) {
                    from += part;
                    continue;
                }
                events = fewer;
                last = still;
            }
        }
        return new Failure(
                scenario.seed(),
                scenario.world(),
                last,
                events,
                scenario.events().size());
    }
}
