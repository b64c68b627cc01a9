package io.tapemill.serdes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds a JDK that runs servers which need more than the 17 of the build. */
final class NewerJdk {
    /** Names the home of such a JDK where it does not lie beside the running one. */
    static final String ENVIRONMENT = "TAPEMILL_JDK21";

    private static final int LEAST = 21;
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    private NewerJdk() {}

    /** The java command of a JDK 21 or newer. */
    static Optional<Path> javaCommand() throws IOException {
        String named = System.getenv(ENVIRONMENT);
        if (named != null) return Optional.of(Path.of(named, "bin", "java"));
        Path running = Path.of(System.getProperty("java.home"));
        try (Stream<Path> beside = Files.list(running.toRealPath().getParent())) {
            return Stream.concat(Stream.of(running), beside.sorted())
                    .filter(NewerJdk::isNewEnough)
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst();
        }
    }

    private static boolean isNewEnough(Path home) {
        Path release = home.resolve("release");
        if (!Files.isReadable(release)) return false;
        try {
            Matcher version = VERSION.matcher(Files.readString(release));
            return version.find() && Integer.parseInt(version.group(1)) >= LEAST;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
