package io.tapemill.app.fuzz;

import io.tapemill.serdes.fuzz.Fuzz;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HttpFuzzTest {
    private static final int EXECUTIONS = 2_000;

    @Test
    void shouldAnswerAnyRequestOrRefuseIt() throws IOException {
        Fuzz.run(Path.of("src", "test", "fuzz", "http"), HttpTarget::fuzzerTestOneInput, EXECUTIONS);
    }
}
