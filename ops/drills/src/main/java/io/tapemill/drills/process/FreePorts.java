package io.tapemill.drills.process;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** TCP ports on loopback, below the range that systems take outgoing ports from: a server finds its own free again. */
public final class FreePorts {
    public static final String LOOPBACK = "127.0.0.1";
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 32_000;

    private int next = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);

    /** One that nothing listens on now; never the same twice. */
    public int take() throws IOException {
        for (int tried = LOWEST; tried < HIGHEST; tried++) {
            int port = next;
            next = next + 1 < HIGHEST ? next + 1 : LOWEST;
            if (isFree(port)) return port;
        }
        throw new IOException("found no free port between " + LOWEST + " and " + HIGHEST + " on " + LOOPBACK);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(LOOPBACK, port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
