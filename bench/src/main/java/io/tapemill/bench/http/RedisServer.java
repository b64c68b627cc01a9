package io.tapemill.bench.http;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A real redis-server on loopback, without files. */
final class RedisServer implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final int port;
    private Process process;

    private RedisServer(int port) {
        this.port = port;
    }

    static boolean isInstalled() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> new File(folder, "redis-server").canExecute());
    }

    static RedisServer start() throws Exception {
        RedisServer server = new RedisServer(freePort());
        server.startAgain();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return free.getLocalPort();
        }
    }

    String url() {
        return "redis://" + HOST + ":" + port;
    }

    void startAgain() throws Exception {
        List<String> command = List.of(
                "redis-server", "--bind", HOST, "--port", Integer.toString(port), "--save", "", "--appendonly", "no");
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Instances.await("redis-server listens on " + port, this::isListening);
    }

    private boolean isListening() {
        try (Socket socket = new Socket(HOST, port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** It keeps its connections and takes bytes, but answers nothing. */
    void freeze() throws IOException, InterruptedException {
        signal("STOP");
    }

    void thaw() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Answers nobody for so long. */
    void pause(int ms) throws IOException {
        try (Socket socket = new Socket(HOST, port)) {
            socket.getOutputStream().write(("CLIENT PAUSE " + ms + " ALL\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().read();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
