package io.tapemill.app.instance;

import io.tapemill.app.sandbox.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder below {@code tapemill.state.dir} that belongs to one running instance. Instances started with the same
 * configuration on one machine take {@code instance-0}, {@code instance-1} and so on; a restarted one finds its state
 * again. The system drops the lock with the process, however that ends.
 */
final class StateFolder implements AutoCloseable {
    private static final int MOST_INSTANCES = 64;
    private static final Logger LOG = LoggerFactory.getLogger(StateFolder.class);
    private static final String LOCK = "lock";
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private final Path folder;
    private final FileChannel lock;

    private StateFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** The first folder that no running instance has. */
    static StateFolder acquire(Path stateDir) throws IOException {
        for (int i = 0; i < MOST_INSTANCES; i++) {
            Path folder = stateDir.resolve("instance-" + i);
            Files.createDirectories(folder);
            FileChannel lock =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isOurs(lock)) {
                warnOfMemory(folder);
                return new StateFolder(folder, lock);
            }
            lock.close();
        }
        throw new IOException("all " + MOST_INSTANCES + " instance folders of tapemill.state.dir=" + stateDir
                + " are in use; give further instances a folder of their own");
    }

    Path path() {
        return folder;
    }

    /**
     * Moves what is in the folder into its subfolder {@code damaged}, so that a person can look at it; what was there
     * from an earlier time goes.
     */
    Path setAside() throws IOException {
        Path damaged = folder.resolve("damaged");
        if (Files.exists(damaged)) Folders.delete(damaged);
        List<Path> content;
        try (Stream<Path> files = Files.list(folder)) {
            content = files.filter(file -> !file.endsWith(LOCK)).toList();
        }
        Files.createDirectory(damaged);
        for (Path file : content) Files.move(file, damaged.resolve(file.getFileName()));
        return damaged;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    /** No reason to refuse: what is gone after a reboot is read back from Kafka. */
    private static void warnOfMemory(Path folder) {
        String type;
        try {
            type = Files.getFileStore(folder).type();
        } catch (IOException e) { // in some containers Java finds no mount point; a warning is not worth the start
            LOG.debug("the kind of file system of {} is not known", folder, e);
            return;
        }
        if (!IN_MEMORY.contains(type)) return;
        LOG.warn(
                "tapemill.state.dir is on {}, in memory: it takes memory that is needed, and a reboot empties it: {}",
                type,
                folder);
    }

    private static boolean isOurs(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }
}
