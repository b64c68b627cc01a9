package io.tapemill.app.http.stream;

import io.tapemill.schemas.Bar;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The past as PostgreSQL has it. Called by a thread that may wait. */
public interface Snapshots {
    /** By partition, the first offset of the bars topic that is not in the database yet. */
    Map<Integer, Long> nextOffsets() throws SQLException;

    /** The newest bars, at most {@code count}, oldest first; at least those before what {@link #nextOffsets} said. */
    List<Bar> newest(String symbol, String interval, int count) throws SQLException;
}
