package io.tapemill.bench.http;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Many clients that want little: each asks once and then reads what comes, or hardly reads. One thread for all. */
final class Crowd implements AutoCloseable {
    private static final int TIMEOUT_MS = 100;
    private static final int SLOW_BYTES = 1_024;
    private static final int SMALL_BUFFER = 4_096;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    /** What a client does after its request. */
    enum Kind {
        /** Reads its answer and says nothing more. */
        IDLE,
        /** Reads events for ever. */
        STREAM,
        /** Reads a kibibyte a second. */
        SLOW
    }

    /** How the clients of a kind are getting on. */
    static final class Tally {
        volatile int open;
        volatile int closedByServer;
        volatile long bytes;
    }

    private record Client(SocketChannel channel, Kind kind) {}

    private final Selector selector = Selector.open();
    private final Queue<Client> arriving = new ConcurrentLinkedQueue<>();
    private final List<Client> slow = new ArrayList<>();
    private final Map<Kind, Tally> tallies = new EnumMap<>(Kind.class);
    private final ByteBuffer scratch = ByteBuffer.allocate(64 << 10);
    private final Thread thread = new Thread(this::run, "bench-crowd");
    private volatile boolean closing;

    Crowd() throws IOException {
        for (Kind kind : Kind.values()) tallies.put(kind, new Tally());
        thread.start();
    }

    /** Connects and asks. */
    void join(Kind kind, Target target) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (kind == Kind.SLOW) channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER);
        channel.connect(target.address());
        ByteBuffer request = ByteBuffer.wrap(target.request());
        while (request.hasRemaining()) channel.write(request);
        channel.configureBlocking(false);
        arriving.add(new Client(channel, kind));
        selector.wakeup();
    }

    Tally tally(Kind kind) {
        return tallies.get(kind);
    }

    int arriving() {
        return arriving.size();
    }

    private void run() {
        try {
            long nextSlowNs = System.nanoTime();
            while (!closing) {
                selector.select(TIMEOUT_MS);
                selector.selectedKeys().forEach(key -> read((Client) key.attachment(), scratch.capacity()));
                selector.selectedKeys().clear();
                for (Client client = arriving.poll(); client != null; client = arriving.poll()) welcome(client);
                if (System.nanoTime() - nextSlowNs >= 0) {
                    nextSlowNs += SECOND_NS;
                    slow.removeIf(client -> !read(client, SLOW_BYTES));
                }
            }
            selector.keys().forEach(key -> close((Client) key.attachment()));
            slow.forEach(Crowd::close);
            selector.close();
        } catch (IOException e) {
            throw new IllegalStateException("the crowd cannot go on", e);
        }
    }

    private void welcome(Client client) throws IOException {
        tally(client.kind).open++;
        if (client.kind == Kind.SLOW) slow.add(client);
        else client.channel.register(selector, SelectionKey.OP_READ, client);
    }

    /** False when the other side has closed. */
    private boolean read(Client client, int most) {
        Tally tally = tally(client.kind);
        try {
            int count = client.channel.read(scratch.clear().limit(most));
            if (count >= 0) {
                tally.bytes += count;
                return true;
            }
        } catch (IOException e) {
            // counted below, as an orderly end
        }
        close(client);
        tally.open--;
        tally.closedByServer++;
        return false;
    }

    private static void close(Client client) {
        try {
            client.channel.close();
        } catch (IOException e) { // it is gone either way
        }
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        Threads.join(thread);
    }
}
