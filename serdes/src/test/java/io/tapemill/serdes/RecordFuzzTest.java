package io.tapemill.serdes;

import io.tapemill.serdes.fuzz.Fuzz;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class RecordFuzzTest {
    private static final int EXECUTIONS = 100_000;

    @Test
    void shouldReadAnyBytesOrSayWhyNot() throws IOException {
        Fuzz.run(Path.of("src", "test", "fuzz", "record"), RecordTarget::fuzzerTestOneInput, EXECUTIONS);
    }
}
