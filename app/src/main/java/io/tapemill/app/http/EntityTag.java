package io.tapemill.app.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names the content of an answer by a hash of it. Weak, in the words of RFC 9110, because the compressed answer has the
 * same.
 */
record EntityTag(String text) {
    private static final int BYTES = 8;

    static EntityTag of(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return new EntityTag("W/\"" + HexFormat.of().formatHex(digest, 0, BYTES) + '"');
        } catch (NoSuchAlgorithmException e) { // every Java platform has it
            throw new IllegalStateException(e);
        }
    }

    /** @param ifNoneMatch the header's value, null without one */
    boolean isAmong(String ifNoneMatch) {
        if (ifNoneMatch == null) return false;
        for (String candidate : ifNoneMatch.split(",")) {
            String tag = candidate.strip();
            if (tag.equals("*") || tag.equals(text) || ("W/" + tag).equals(text)) return true;
        }
        return false;
    }
}
