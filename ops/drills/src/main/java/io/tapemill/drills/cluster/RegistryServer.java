package io.tapemill.drills.cluster;

import io.tapemill.app.registry.DevSchemaRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The product's development registry as a process of its own: folder and port are its arguments. */
public final class RegistryServer {
    static final String READY = "registry ready";

    private RegistryServer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (DevSchemaRegistry registry =
                DevSchemaRegistry.open(Path.of(arguments[0]), Integer.parseInt(arguments[1]))) {
            System.out.println(READY + " " + registry.url());
            new CountDownLatch(1).await(); // a signal ends the process
        }
    }
}
