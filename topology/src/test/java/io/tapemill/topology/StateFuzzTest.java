package io.tapemill.topology;

import io.tapemill.serdes.fuzz.Fuzz;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StateFuzzTest {
    private static final int EXECUTIONS = 3_000;

    @Test
    void shouldCallAStateCorruptOrWorkOnWhateverBytesStandInIt() throws IOException {
        Fuzz.run(Path.of("src", "test", "fuzz", "state"), StateTarget::fuzzerTestOneInput, EXECUTIONS);
    }
}
