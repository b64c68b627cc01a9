package io.tapemill.sink.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * What Redis does in one step each. A series is a hash (place to bar, and a few fields about itself) and a sorted set
 * (places by start). It is in use only while its era is the current one, so that setting a new era gives up all.
 */
final class RedisScripts {
    static final byte[] BEGIN = load("begin");
    static final byte[] FINISH = load("finish");
    static final byte[] MERGE = load("merge");
    static final byte[] READ = load("read");

    private RedisScripts() {}

    private static byte[] load(String name) {
        try (InputStream shared = RedisScripts.class.getResourceAsStream("put.lua");
                InputStream script = RedisScripts.class.getResourceAsStream(name + ".lua")) {
            byte[] first = shared.readAllBytes();
            byte[] second = script.readAllBytes();
            byte[] both = java.util.Arrays.copyOf(first, first.length + second.length);
            System.arraycopy(second, 0, both, first.length, second.length);
            return both;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
