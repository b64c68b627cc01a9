package io.tapemill.app.http.bars;

import io.tapemill.app.http.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A place in an answer that goes over several pages: opaque to clients, good at every instance, and of no use with
 * another question. It is not signed: a forged one names a place inside what is asked for anyway.
 */
public final class PageToken {
    private PageToken() {}

    /**
     * @param question everything that decides which bars there are and in which order
     * @param startNs of the first bar of the next page
     */
    static String write(String question, long startNs) {
        return encode(question, ByteBuffer.allocate(Long.BYTES).putLong(startNs).array());
    }

    /** {@link Problem} when it is no token, or one of another question. */
    static long read(String question, String token) {
        byte[] bytes = decode(token);
        if (bytes.length != 2 * Long.BYTES) throw noToken();
        return place(question, bytes).getLong();
    }

    /**
     * The same for what is listed by name.
     *
     * @param last name on the page before
     */
    public static String after(String question, String last) {
        return encode(question, last.getBytes(StandardCharsets.UTF_8));
    }

    /** The last name on the page before; {@link Problem} as above. */
    public static String last(String question, String token) {
        return StandardCharsets.UTF_8.decode(place(question, decode(token))).toString();
    }

    private static String encode(String question, byte[] place) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES + place.length)
                .putLong(hash(question))
                .put(place)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] decode(String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length > Long.BYTES) return bytes;
        } catch (IllegalArgumentException e) {
            // said below, as of one that is too short
        }
        throw noToken();
    }

    private static ByteBuffer place(String question, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (buffer.getLong() != hash(question)) {
            throw invalid("it belongs to a request with other parameters; only limit, format, time and decimals may"
                    + " change between pages");
        }
        return buffer;
    }

    private static Problem noToken() {
        return invalid("it is no token that an answer gave as 'next'");
    }

    private static Problem invalid(String why) {
        return new Problem(400, "invalid-page", "the page token cannot be used: " + why).with("parameter", "page");
    }

    private static long hash(String question) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(question.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) { // every Java platform has it
            throw new IllegalStateException(e);
        }
    }
}
