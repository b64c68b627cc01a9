package io.tapemill.bench.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A kept connection of a client that sends one request at a time and knows answers with a Content-Length. Connects when
 * it is first needed and again after it was closed. Used by one thread.
 */
final class Connection implements AutoCloseable {
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final Selector selector;
    private final InetSocketAddress address;
    private final Object attachment;
    private SocketChannel channel;
    private SelectionKey key;
    private ByteBuffer out;
    private byte[] in = new byte[4096];
    private int filled;
    private int bodyAt = -1;
    private int end;

    /** @param attachment of the selection key: what to do when something comes */
    Connection(Selector selector, InetSocketAddress address, Object attachment) {
        this.selector = selector;
        this.address = address;
        this.attachment = attachment;
    }

    /** A request as bytes, to be sent as often as wanted. */
    static byte[] request(InetSocketAddress address, String target) {
        String text = "GET " + target + " HTTP/1.1\r\nHost: " + address.getHostString() + ":" + address.getPort()
                + "\r\n\r\n";
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** {@link IOException} when nobody listens there. */
    void send(byte[] request) throws IOException {
        if (channel == null) connect();
        filled = 0;
        bodyAt = -1;
        out = ByteBuffer.wrap(request);
        write();
    }

    private void connect() throws IOException {
        SocketChannel opened = SocketChannel.open();
        try {
            opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
            opened.connect(address); // on this machine: at once, or refused
            opened.configureBlocking(false);
            key = opened.register(selector, SelectionKey.OP_READ, attachment);
            channel = opened;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    /** Sends what did not fit before. */
    void write() throws IOException {
        channel.write(out);
        key.interestOps(out.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
    }

    /** Takes what has come; true when the answer is complete. {@link IOException} when the other side has closed. */
    boolean read() throws IOException {
        while (true) {
            if (filled == in.length) in = Arrays.copyOf(in, in.length * 2);
            int count = channel.read(ByteBuffer.wrap(in, filled, in.length - filled));
            if (count < 0) throw new IOException("closed by the other side");
            filled += count;
            if (bodyAt < 0) findBody();
            if (bodyAt >= 0 && filled >= end) return true;
            if (count == 0) return false;
        }
    }

    private void findBody() {
        for (int i = 3; i < filled; i++) {
            if (in[i] == '\n' && in[i - 1] == '\r' && in[i - 2] == '\n') {
                bodyAt = i + 1;
                end = bodyAt + contentLength();
                return;
            }
        }
    }

    private int contentLength() {
        for (int line = 0; line < bodyAt; line++) {
            if (line > 0 && in[line - 1] != '\n' || !startsWithLength(line)) continue;
            int length = 0;
            for (int i = line + LENGTH.length; in[i] != '\r'; i++) {
                if (in[i] != ' ') length = length * 10 + in[i] - '0';
            }
            return length;
        }
        throw new IllegalStateException("an answer without Content-Length from " + address + ": " + head());
    }

    private boolean startsWithLength(int at) {
        for (int i = 0; i < LENGTH.length; i++) {
            if (Character.toLowerCase(in[at + i]) != LENGTH[i]) return false;
        }
        return true;
    }

    int status() {
        return (in[STATUS_AT] - '0') * 100 + (in[STATUS_AT + 1] - '0') * 10 + in[STATUS_AT + 2] - '0';
    }

    int bytes() {
        return end;
    }

    String head() {
        return new String(in, 0, bodyAt, StandardCharsets.US_ASCII);
    }

    String body() {
        return new String(in, bodyAt, end - bodyAt, StandardCharsets.UTF_8);
    }

    /** Gives the connection up; the next request opens another. */
    @Override
    public void close() {
        if (channel == null) return;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) { // it is gone either way
        }
        channel = null;
    }
}
