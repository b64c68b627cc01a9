package io.tapemill.topology.market;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipInputStream;

/**
 * The shared market tables and samples, which are not part of the repository: the folder {@code shared/data} beside the
 * checkout, or the one that the system property {@code tapemill.shared.data} names. Tests skip where it is absent.
 */
public final class SharedData {
    private static final String PROPERTY = "tapemill.shared.data";

    private SharedData() {}

    /** Rows of a CSV as column to cell; quotes are not understood, so cells behind a quoted comma are off. */
    public static List<Map<String, String>> rows(String file) throws IOException {
        List<String> lines = lines(file);
        String[] columns = lines.get(0).split(",");
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < columns.length; i++) row.put(columns[i], cells[i]);
            rows.add(row);
        }
        return rows;
    }

    /** Lines of a text file; of a {@code .gz} unpacked, of a {@code .zip} those of its first file. */
    public static List<String> lines(String file) throws IOException {
        try (InputStream in = open(path(file));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    /** Paths, relative to the shared folder, of the files in one of its folders whose names end so, sorted. */
    public static List<String> files(String folder, String ending) throws IOException {
        Path path = path(folder);
        try (var files = Files.walk(path)) {
            return files.map(file ->
                            folder + "/" + path.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static InputStream open(Path path) throws IOException {
        InputStream in = Files.newInputStream(path);
        String name = path.toString();
        if (name.endsWith(".gz")) return new GZIPInputStream(in);
        if (!name.endsWith(".zip")) return in;
        ZipInputStream zip = new ZipInputStream(in);
        if (zip.getNextEntry() == null) throw new IOException(path + " has no files in it");
        return zip;
    }

    /** Whether the file or folder is there. */
    public static boolean has(String file) {
        return Files.isReadable(folder().resolve(file));
    }

    /** Skips the test where the file or folder is not there. */
    public static void require(String file) {
        assumeTrue(
                has(file),
                "skipped: " + file + " is not in the folder shared/data beside the checkout; -D" + PROPERTY
                        + "=FOLDER names another");
    }

    private static Path path(String file) {
        require(file);
        return folder().resolve(file);
    }

    private static Path folder() {
        String named = System.getProperty(PROPERTY);
        if (named != null) return Path.of(named);
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("shared/data"))) folder = folder.getParent();
        return folder == null ? Path.of("shared/data") : folder.resolve("shared/data");
    }
}
