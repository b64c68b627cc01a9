package io.tapemill.app.registry;

import io.tapemill.serdes.RegistryContract;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The development registry keeps the contract that a real Apicurio Registry keeps. */
class DevSchemaRegistryContractTest extends RegistryContract {
    private static DevSchemaRegistry server;

    @BeforeAll
    static void startServer(@TempDir Path folder) throws IOException {
        server = DevSchemaRegistry.open(folder, 0);
    }

    @AfterAll
    static void stopServer() throws IOException {
        server.close();
    }

    @Override
    protected URI baseUrl() {
        return URI.create(server.url());
    }
}
