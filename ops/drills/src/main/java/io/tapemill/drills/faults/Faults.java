package io.tapemill.drills.faults;

import io.tapemill.drills.drill.Drill;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Every drill there is. */
public final class Faults {
    private Faults() {}

    /** In the order in which {@code all} runs them. */
    public static List<Drill> all() {
        return Stream.of(
                        InstanceFaults.all(),
                        BrokerFaults.all(),
                        DatabaseFaults.all(),
                        SinkFaults.all(),
                        ReplicaFaults.all(),
                        StateFaults.all(),
                        ChangelogFaults.all(),
                        DiskFaults.all(),
                        DataFaults.all(),
                        NetworkFaults.all(),
                        SurroundingFaults.all(),
                        BackupFaults.all())
                .flatMap(List::stream)
                .toList();
    }

    public static Optional<Drill> named(String name) {
        return all().stream().filter(drill -> drill.name().equals(name)).findFirst();
    }
}
