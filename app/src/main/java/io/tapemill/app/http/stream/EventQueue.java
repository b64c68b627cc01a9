package io.tapemill.app.http.stream;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.channels.StreamSinkChannel;

/**
 * Events on their way to one client. Anybody may add; the connection's I/O thread writes as much as the client takes and
 * goes on when it takes more. Nothing here waits.
 */
final class EventQueue {
    private static final Logger LOG = LoggerFactory.getLogger(EventQueue.class);

    private static final int END_PATIENCE_S = 30;

    private final Closeable connection;
    private final StreamSinkChannel channel;
    private final int limit;
    private final Runnable onRoom;
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean ending;
    private boolean wasFull;

    /** @param onRoom called after {@link #hasRoom} said no and there is room again; must not wait */
    EventQueue(Closeable connection, StreamSinkChannel channel, int limit, Runnable onRoom) {
        this.connection = connection;
        this.channel = channel;
        this.limit = limit;
        this.onRoom = onRoom;
        channel.getWriteSetter().set(ignored -> write());
    }

    /** False when the client lags by the limit: nothing was added. */
    synchronized boolean add(byte[] event) {
        if (ending) return true;
        if (waiting.size() >= limit) return false;
        put(event);
        return true;
    }

    /** What waits still goes out, then this, and then the connection ends. */
    synchronized void end(byte[] last) {
        if (ending) return;
        put(last);
        ending = true;
        // somebody who never reads it must not keep the connection for that
        channel.getIoThread().executeAfter(() -> IoUtils.safeClose(connection), END_PATIENCE_S, TimeUnit.SECONDS);
    }

    /** Whether more than a half of the queue is free. */
    synchronized boolean hasRoom() {
        boolean room = ending || waiting.size() < (limit + 1) / 2;
        if (!room) wasFull = true;
        return room;
    }

    /** Whether so many can be added now. */
    synchronized boolean hasRoomFor(int events) {
        return ending || waiting.size() + events <= limit;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    private void put(byte[] event) {
        waiting.add(ByteBuffer.wrap(event));
        if (writing) return;
        writing = true;
        channel.getIoThread().execute(this::write);
    }

    /** By the I/O thread only. */
    private void write() {
        try {
            do {
                if (!isWritten()) {
                    channel.resumeWrites();
                    return;
                }
            } while (!pause());
        } catch (IOException e) {
            LOG.debug("a stream's client went away: {}", e.getMessage());
            IoUtils.safeClose(connection);
        }
    }

    /** False when the client takes no more for now. */
    private boolean isWritten() throws IOException {
        for (ByteBuffer next = next(); next != null; next = next()) {
            if (next.hasRemaining() && channel.write(next) == 0) return false;
        }
        return channel.flush();
    }

    /** The first event that is not written whole; null when there is none. */
    private ByteBuffer next() {
        boolean hasRoomAgain = false;
        ByteBuffer next;
        synchronized (this) {
            while (!waiting.isEmpty() && !waiting.peek().hasRemaining()) waiting.remove();
            next = waiting.peek();
            if (wasFull && waiting.size() < (limit + 1) / 2) {
                wasFull = false;
                hasRoomAgain = true;
            }
        }
        if (hasRoomAgain) onRoom.run();
        return next;
    }

    /** False when something came in the meantime. */
    private boolean pause() throws IOException {
        synchronized (this) {
            if (!waiting.isEmpty()) return false;
            writing = false;
            channel.suspendWrites();
            if (!ending) return true;
        }
        channel.shutdownWrites();
        if (!channel.flush()) channel.resumeWrites();
        return true;
    }
}
