package io.tapemill.sink;

import io.tapemill.schemas.Bar;
import java.util.List;

/** Told about bars once they are in the database. Called on the sink's thread: be quick, and do not block. */
@FunctionalInterface
public interface BarsCommitted {
    BarsCommitted NOBODY = bars -> {};

    /**
     * A transaction begins whose bars {@link #committed} reports if it succeeds: what is read from now on may lack them.
     */
    default void committing(List<Bar> bars) {}

    /** These bars are committed, in the order of the topic, all their revisions; older ones than stored included. */
    void committed(List<Bar> bars);

    /**
     * Bars may have been committed without {@link #committed} being called: a commit's answer was lost, or another
     * instance writes some partitions now, or wrote until now what this one has just claimed. Whoever keeps copies must
     * not trust them any longer.
     */
    default void uncertain() {}
}
