package io.tapemill.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what the demo started, newest first, and removes its folder: at the end or on a signal, once. */
final class DemoShutdown implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoShutdown.class);

    private final Path folder;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private volatile boolean begun;

    private DemoShutdown(Path folder) {
        this.folder = folder;
    }

    static DemoShutdown install(Path folder) {
        DemoShutdown shutdown = new DemoShutdown(folder);
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::close, "stop-demo"));
        return shutdown;
    }

    synchronized <T extends AutoCloseable> T keep(T piece) {
        started.push(piece);
        return piece;
    }

    /** True once the end has come; nothing new should be begun. */
    boolean begun() {
        return begun;
    }

    @Override
    public void close() {
        begun = true;
        synchronized (this) {
            while (!started.isEmpty()) closeQuietly(started.pop());
            remove();
        }
    }

    private static void closeQuietly(AutoCloseable piece) {
        try {
            piece.close();
        } catch (Exception e) { // the other pieces are to be stopped all the same
            LOG.warn("{} did not stop cleanly: {}", piece.getClass().getSimpleName(), e.getMessage());
        }
    }

    private void remove() {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("the demo's folder {} could not be removed: {}", folder, e.getMessage());
        }
    }
}
