package io.tapemill.app.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Real market data, which may not be part of the project and lies beside the checkout where there is any. */
final class SharedData {
    private SharedData() {}

    /** The folder of this name; the test is skipped, saying so, where it is absent. */
    static Path folder(String name) {
        String set = System.getProperty("tapemill.shared.data");
        Optional<Path> found = Optional.of(set == null ? Path.of("..", "..", "shared", "data") : Path.of(set))
                .map(data -> data.resolve(name))
                .filter(Files::isDirectory);
        Assumptions.assumeTrue(
                found.isPresent(),
                "no market data: shared/data/" + name + " is not beside the checkout (-Dtapemill.shared.data=DIR)");
        return found.get();
    }
}
