package io.tapemill.app.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines of JSON, only ever appended, each on disk before it counts. A last line without its end was never
 * acknowledged and is cut off; any other damage stops the start. Not thread-safe.
 */
final class RegistryJournal implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FileChannel channel;
    private final List<JsonNode> entries;

    private RegistryJournal(FileChannel channel, List<JsonNode> entries) {
        this.channel = channel;
        this.entries = entries;
    }

    /** {@link IOException} naming the file and line that cannot be read. */
    static RegistryJournal open(Path file) throws IOException {
        boolean isNew = !Files.exists(file);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (isNew) forceFolder(file.toAbsolutePath().getParent());
            byte[] content = Files.readAllBytes(file);
            int end = endOfLastLine(content);
            if (end < content.length) {
                channel.truncate(end);
                channel.force(true);
            }
            channel.position(end);
            return new RegistryJournal(channel, parse(file, new String(content, 0, end, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** What was there when it was opened, the oldest first. */
    List<JsonNode> entries() {
        return entries;
    }

    /** On disk when it returns; after an exception nothing of the entry counts. */
    void append(JsonNode entry) throws IOException {
        long before = channel.position();
        try {
            ByteBuffer line = ByteBuffer.wrap((JSON.writeValueAsString(entry) + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) channel.write(line);
            channel.force(true);
        } catch (IOException e) {
            undo(before, e);
            throw e;
        }
    }

    /** Where even that fails nothing more may be appended: the next line would join the broken one. */
    private void undo(long length, IOException failure) {
        try {
            channel.truncate(length);
            channel.position(length);
        } catch (IOException e) {
            failure.addSuppressed(e);
            closeAfter(failure);
        }
    }

    private void closeAfter(IOException failure) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static int endOfLastLine(byte[] content) {
        int end = content.length;
        while (end > 0 && content[end - 1] != '\n') end--;
        return end;
    }

    private static List<JsonNode> parse(Path file, String text) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            try {
                entries.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                throw new IOException(
                        "line " + number + " of " + file + " is not JSON: restore the file from a backup", e);
            }
        }
        return entries;
    }

    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
