package io.tapemill.sink;

import io.tapemill.sink.postgres.BarBatch;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells a database error that time may heal from one that only a person can. */
final class SqlFailures {
    static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String CHECK_VIOLATION = "23514";
    private static final String UNIQUE_VIOLATION = "23505";

    private SqlFailures() {}

    /** The refusal that the error amounts to; empty when it is to be tried again, as all are that we do not know. */
    static Optional<SinkRefusedException> refusal(SQLException error, String doing) {
        String state = error.getSQLState() == null ? "" : error.getSQLState();
        if (state.startsWith("42")) {
            return Optional.of(new SinkRefusedException(
                    "PostgreSQL does not know a table, column or right that the sink needs, while " + doing + " ("
                            + described(error) + "). Migrate the database with this release, or grant the sink's role"
                            + " its rights, and start the sink again",
                    error));
        }
        boolean isData = state.startsWith("22");
        // a partition dropped under our feet is reported as a check violation: it is made again on the next try
        boolean isConstraint =
                state.startsWith("23") && !state.equals(UNIQUE_VIOLATION) && !isMissingPartition(error, state);
        if (!isData && !isConstraint) return Optional.empty();
        return Optional.of(new SinkRefusedException(
                "PostgreSQL cannot hold a value that the bars topic carries, while " + doing + " (" + described(error)
                        + "). Nothing of this batch was written. Find the bar, mend its source, and see whether the"
                        + " tables were changed by hand",
                error));
    }

    static String described(SQLException error) {
        return "SQLState " + error.getSQLState() + ": " + error.getMessage();
    }

    /** Which offsets a batch was to write, for messages. */
    static String writing(BarBatch batch) {
        return "writing "
                + batch.advances().stream()
                        .map(step -> batch.topic() + "-" + step.partition() + " offsets " + step.fromOffset() + " to "
                                + (step.toOffset() - 1))
                        .collect(Collectors.joining(", "));
    }

    private static boolean isMissingPartition(SQLException error, String state) {
        return state.equals(CHECK_VIOLATION)
                && String.valueOf(error.getMessage()).contains("no partition of relation");
    }
}
