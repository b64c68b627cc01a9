package io.tapemill.app;

import java.io.IOException;
import java.net.ServerSocket;

/** A port on which nobody listens now, for a server that a test starts. */
public final class FreePort {
    private FreePort() {}

    public static int take() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
