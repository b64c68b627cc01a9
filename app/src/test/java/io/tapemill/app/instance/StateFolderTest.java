package io.tapemill.app.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {
    @TempDir
    private Path stateDir;

    @Test
    void shouldGiveEachRunningInstanceAFolderOfItsOwnAndReuseFreedOnes() throws IOException {
        StateFolder first = StateFolder.acquire(stateDir);
        StateFolder second = StateFolder.acquire(stateDir);
        assertThat(second.path()).isNotEqualTo(first.path());
        first.close();
        try (StateFolder again = StateFolder.acquire(stateDir)) {
            assertThat(again.path()).as("a restarted instance finds its state").isEqualTo(first.path());
        }
        second.close();
    }
}
