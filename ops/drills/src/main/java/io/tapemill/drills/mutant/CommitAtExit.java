package io.tapemill.drills.mutant;

import java.sql.Connection;
import java.sql.SQLException;
import net.bytebuddy.asm.Advice;

/** Code that is copied to the end of a method; see {@link Mutant#POSITION_BEFORE_ROWS}. */
final class CommitAtExit {
    private CommitAtExit() {}

    @Advice.OnMethodExit
    static void exit(@Advice.FieldValue("connection") Connection connection) throws SQLException {
        connection.commit();
    }
}
