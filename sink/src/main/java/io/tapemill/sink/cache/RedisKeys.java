package io.tapemill.sink.cache;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Names of what is kept in Redis. */
final class RedisKeys {
    private final String prefix;
    private final byte[] era;

    RedisKeys(String prefix) {
        this.prefix = prefix + ":bars:" + BarBytes.version() + ":";
        this.era = bytes(this.prefix + "era");
    }

    byte[] era() {
        return era;
    }

    /** Hash and sorted set of the series. */
    List<byte[]> of(Series series) {
        String name = series.interval() + ":" + series.session().orElse("") + ":" + series.symbol();
        return List.of(bytes(prefix + "h:" + name), bytes(prefix + "z:" + name));
    }

    /** The era's key and those of the series. */
    List<byte[]> withEra(Series series) {
        List<byte[]> own = of(series);
        return List.of(era, own.get(0), own.get(1));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
