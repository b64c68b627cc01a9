package io.tapemill.serdes;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, held against a real Apicurio Registry. */
class RegistryContractIT extends RegistryContract {
    private static ApicurioServer server;

    @BeforeAll
    static void startServer() throws IOException {
        Path java = NewerJdk.javaCommand()
                .orElseGet(() -> abort("Apicurio Registry needs JDK 21 or newer, and none lies beside this one; set "
                        + NewerJdk.ENVIRONMENT + " to its home"));
        server = ApicurioServer.start(java, Path.of(System.getProperty("apicurio.home")));
    }

    @AfterAll
    static void stopServer() {
        if (server != null) server.close();
    }

    @Override
    protected URI baseUrl() {
        return server.baseUrl();
    }
}
