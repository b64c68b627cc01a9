package io.tapemill.app.http;

import java.io.IOException;
import java.io.InputStream;

/** {@code /openapi.yaml}: the contract, as it is in docs/ and in the jar. */
public final class Contract {
    private static final String RESOURCE = "/io/tapemill/app/http/openapi.yaml";

    private Contract() {}

    public static void addTo(Routes routes) throws IOException {
        try (InputStream in = Contract.class.getResourceAsStream(RESOURCE)) {
            if (in == null) throw new IOException("the jar lacks " + RESOURCE + "; build it anew");
            byte[] body = in.readAllBytes();
            routes.get("/openapi.yaml", request -> Answer.ok("application/yaml", body));
        }
    }
}
