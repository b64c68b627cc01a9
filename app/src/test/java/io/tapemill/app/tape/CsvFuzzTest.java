package io.tapemill.app.tape;

import io.tapemill.serdes.fuzz.Fuzz;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CsvFuzzTest {
    private static final int EXECUTIONS = 50_000;

    @Test
    void shouldReadAnyFileOrSayWhyNot() throws IOException {
        Fuzz.run(Path.of("src", "test", "fuzz", "csv"), CsvTarget::fuzzerTestOneInput, EXECUTIONS);
    }
}
