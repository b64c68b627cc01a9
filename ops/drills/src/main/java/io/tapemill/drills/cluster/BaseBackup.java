package io.tapemill.drills.cluster;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * The files of a running PostgreSQL server, between {@code pg_backup_start} and {@code pg_backup_stop}; what
 * {@code pg_basebackup} does, which the embedded binaries lack. See PostgreSQL's manual, 25.3.4.
 */
final class BaseBackup {
    /** Only the folder itself is needed of these. */
    private static final Set<String> EMPTIED =
            Set.of("pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots", "pg_subtrans");

    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts", "standby.signal");

    private BaseBackup() {}

    static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.copy(folder, to.resolve(from.relativize(folder)), StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = from.relativize(file);
                boolean emptied = relative.getNameCount() > 1
                        && EMPTIED.contains(relative.getName(0).toString());
                if (emptied || LEFT_OUT.contains(relative.toString())) return FileVisitResult.CONTINUE;
                try {
                    Files.copy(file, to.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (NoSuchFileException dropped) {
                    return FileVisitResult.CONTINUE; // the server removed it meanwhile; its log says so to the copy
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw failure;
            }
        });
        Files.createDirectories(to.resolve("pg_wal/archive_status"));
        Files.createDirectories(to.resolve("pg_wal/summaries"));
    }
}
