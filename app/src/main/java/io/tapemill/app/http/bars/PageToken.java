package io.tapemill.app.http.bars;

import io.tapemill.app.http.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A place in an answer that goes over several pages: opaque to clients, good at every instance, and of no use with
 * another question. It is not signed: a forged one names a start inside the range that is asked for anyway.
 */
final class PageToken {
    private static final int BYTES = 2 * Long.BYTES;

    private PageToken() {}

    /**
     * @param question everything that decides which bars there are and in which order
     * @param startNs of the first bar of the next page
     */
    static String write(String question, long startNs) {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(hash(question))
                .putLong(startNs)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** {@link Problem} when it is no token, or one of another question. */
    static long read(String question, String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw invalid("it is no token that an answer gave as 'next'");
        }
        if (bytes.length != BYTES) throw invalid("it is no token that an answer gave as 'next'");
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (buffer.getLong() != hash(question)) {
            throw invalid("it belongs to a request with other parameters; only limit, format, time and decimals may"
                    + " change between pages");
        }
        return buffer.getLong();
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
