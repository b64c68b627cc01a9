package io.tapemill.app.access;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that are good, from a file: one a line, {@code #} begins a comment. A changed file is read again within two
 * seconds, so that a key can be withdrawn without a restart; one that cannot be read leaves the keys as they were.
 * Thread-safe.
 */
public final class KeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final long LOOK_EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    private record Keys(FileTime changed, Map<String, ApiKey> byHash) {}

    private final Path file;
    private final AtomicLong lookedNs = new AtomicLong(System.nanoTime());
    private volatile Keys keys;

    private KeyFile(Path file, Keys keys) {
        this.file = file;
        this.keys = keys;
    }

    /** @throws IOException saying which line is wrong, never what stands in it */
    public static KeyFile open(Path file) throws IOException {
        return new KeyFile(file, read(file));
    }

    /** The key that has this secret. */
    public Optional<ApiKey> find(String secret) {
        long now = System.nanoTime();
        long looked = lookedNs.get();
        if (now - looked >= LOOK_EVERY_NS && lookedNs.compareAndSet(looked, now)) look();
        return Optional.ofNullable(keys.byHash().get(ApiKey.hashOf(secret)));
    }

    /** Takes over what stands in the file now. */
    void look() {
        try {
            if (Files.getLastModifiedTime(file).equals(keys.changed())) return;
            keys = read(file);
            LOG.info("{} has changed: {} keys are good now", file, keys.byHash().size());
        } catch (IOException e) {
            LOG.error("the keys stay as they were: {}", e.getMessage());
        }
    }

    private static Keys read(Path file) throws IOException {
        try {
            FileTime changed = Files.getLastModifiedTime(file);
            List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
            Map<String, ApiKey> byHash = new HashMap<>();
            Set<String> names = new HashSet<>();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (line.isEmpty() || line.startsWith("#")) continue;
                add(line, file + ":" + (i + 1), byHash, names);
            }
            if (byHash.isEmpty()) throw new IOException(file + " has no key; make one with: tapemill key");
            return new Keys(changed, Map.copyOf(byHash));
        } catch (java.nio.file.NoSuchFileException e) {
            throw new IOException(file + " does not exist; make a key with: tapemill key", e);
        }
    }

    private static void add(String line, String place, Map<String, ApiKey> byHash, Set<String> names)
            throws IOException {
        try {
            ApiKey key = ApiKey.parse(line);
            if (!names.add(key.name()))
                throw new IllegalArgumentException("the name '" + key.name() + "' is there twice");
            if (byHash.put(key.hash(), key) != null) throw new IllegalArgumentException("this key is there twice");
        } catch (IllegalArgumentException e) {
            throw new IOException(place + ": " + e.getMessage(), e);
        }
    }
}
