package io.tapemill.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between the sink and PostgreSQL and breaks connections at chosen moments. */
final class TcpProxy implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private volatile int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger commitsToSwallow = new AtomicInteger();
    private final AtomicInteger swallowed = new AtomicInteger();

    TcpProxy(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** The next commits are carried out by the server, but nobody hears of it: the connection breaks instead. */
    void swallowCommits(int count) {
        commitsToSwallow.set(count);
    }

    /** Commits that the server confirmed and the client never heard of. */
    int swallowed() {
        return swallowed.get();
    }

    /** From now on connections go there; those there are break. */
    void pointTo(int port) {
        target = port;
        cut();
    }

    /** Breaks every connection there is. */
    void cut() {
        open.forEach(TcpProxy::closeQuietly);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket();
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                open.add(client);
                open.add(server);
                daemon(() -> forward(client, server, false));
                daemon(() -> forward(server, client, true));
            } catch (IOException e) {
                // the server is down or the proxy closed: the client sees a broken connection
            }
        }
    }

    private void forward(Socket from, Socket to, boolean isAnswer) {
        byte[] buffer = new byte[64 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (isAnswer && isCommitDone(buffer, n)) break;
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // the other direction closed the pair
        }
        closeQuietly(from);
        closeQuietly(to);
    }

    private boolean isCommitDone(byte[] buffer, int length) {
        if (commitsToSwallow.get() <= 0) return false;
        String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
        if (!text.contains("COMMIT\0") || commitsToSwallow.getAndDecrement() <= 0) return false;
        swallowed.incrementAndGet();
        return true;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
