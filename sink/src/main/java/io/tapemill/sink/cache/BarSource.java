package io.tapemill.sink.cache;

import io.tapemill.schemas.Bar;
import java.sql.SQLException;
import java.util.List;

/** Where the truth is: PostgreSQL. */
@FunctionalInterface
public interface BarSource {
    /** The newest bars, at most {@code count}, oldest first. */
    List<Bar> newest(Series series, int count) throws SQLException;
}
