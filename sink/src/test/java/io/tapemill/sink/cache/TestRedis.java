package io.tapemill.sink.cache;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** A real redis-server on loopback, without files, that can be stopped, frozen and started again. */
final class TestRedis implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final int port;
    private Process server;

    private TestRedis(int port) {
        this.port = port;
    }

    /** Skips the test, saying so, where the program is not installed. */
    static TestRedis start() {
        boolean isInstalled = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, "redis-server").canExecute());
        Assumptions.assumeTrue(isInstalled, "no redis-server in the PATH: apt-get install redis-server");
        TestRedis redis = new TestRedis(freePort());
        redis.startServer();
        return redis;
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void startServer() {
        List<String> command = List.of(
                "redis-server", "--bind", HOST, "--port", Integer.toString(port), "--save", "", "--appendonly", "no");
        try {
            server = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Awaitility.await().until(this::isListening);
    }

    private boolean isListening() {
        try (Socket socket = new Socket(HOST, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** At once, as in a crash. */
    void kill() {
        server.destroyForcibly();
        Awaitility.await().until(() -> !server.isAlive());
    }

    /** It keeps its connections and takes bytes, but answers nothing. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(server.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    URI url() {
        return URI.create("redis://" + HOST + ":" + port);
    }

    @Override
    public void close() {
        kill();
    }
}
