package io.tapemill.drills.faults;

import io.tapemill.drills.drill.NotLandedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file system of a few megabytes in memory, mounted on a folder; needs root. */
final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** {@link NotLandedException} where this system does not allow it. */
    static SmallDisk mount(Path folder, int megabytes) throws IOException, InterruptedException, NotLandedException {
        Files.createDirectories(folder);
        if (run(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=700", "tmpfs", folder.toString()))
                != 0) {
            throw new NotLandedException("cannot mount a tmpfs on " + folder + "; root may");
        }
        return new SmallDisk(folder);
    }

    /** Leaves no byte free. */
    void fill() throws IOException {
        byte[] block = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) out.write(block);
        } catch (IOException full) {
            if (Files.getFileStore(folder).getUsableSpace() > block.length) throw full;
        }
    }

    /** Gives back what {@link #fill} took. */
    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() throws IOException {
        try {
            // lazily: somebody may still have a file open
            run(List.of("umount", "-l", folder.toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int run(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
