package io.tapemill.app.sandbox;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** TCP ports on loopback. */
final class Ports {
    static final String LOOPBACK = "127.0.0.1";

    /** Below the range that systems take outgoing ports from: a port that is kept stays free between two starts. */
    private static final int LOWEST = 20_000;

    private static final int HIGHEST = 32_000;
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(HIGHEST - LOWEST));

    private Ports() {}

    /** A port that nothing listens on at this moment; not one that was handed out before. */
    static int free() throws IOException {
        for (int i = LOWEST; i < HIGHEST; i++) {
            int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), HIGHEST - LOWEST);
            if (isFree(port)) return port;
        }
        throw new IOException("found no free port between " + LOWEST + " and " + HIGHEST + " on " + LOOPBACK);
    }

    static void requireFree(int port, String piece) throws IOException {
        if (isFree(port)) return;
        throw new IOException("port " + port + " for " + piece + " is in use on " + LOOPBACK
                + "; stop what listens there or choose another one with --" + option(piece) + "-port");
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

    private static String option(String piece) {
        return switch (piece) {
            case "Kafka" -> "kafka";
            case "PostgreSQL" -> "postgres";
            default -> "registry";
        };
    }
}
