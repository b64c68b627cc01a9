package io.tapemill.sink;

import io.tapemill.sink.postgres.DatabaseIdentity;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;

/**
 * Refuses a former primary that came back: rows written there would be lost to everybody else. The newest timeline is
 * remembered here and, for other instances and the time after a restart, beside the group's offsets in Kafka.
 */
final class TimelineWatch {
    private DatabaseIdentity newest;

    /** Takes note of a timeline on which this or another sink has written. */
    void saw(Optional<DatabaseIdentity> identity) {
        identity.filter(seen -> newest == null || newest.isBehind(seen) || newest.systemId() != seen.systemId())
                .ifPresent(seen -> newest = seen);
    }

    /** @throws SQLTransientConnectionException when this server was left behind; another host may be the right one */
    void requireNotBehind(DatabaseIdentity identity) throws SQLTransientConnectionException {
        if (newest != null && identity.isBehind(newest)) {
            throw new SQLTransientConnectionException("PostgreSQL answers on timeline " + identity.timeline()
                    + ", but bars were already written on timeline " + newest.timeline()
                    + ": this is a former primary, which must be rebuilt as a replica (pg_rewind). If this state was"
                    + " restored on purpose, delete the sink group's offsets in Kafka and start the sink again");
        }
    }
}
