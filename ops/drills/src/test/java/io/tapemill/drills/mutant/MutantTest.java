package io.tapemill.drills.mutant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MutantTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void shouldWriteOneChangedClassThatStillLoads(Mutant mutant) throws Exception {
        Path file = write(mutant);
        String name = folder.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", "");
        Class<?> changed = new FolderFirst(folder).loadClass(name);
        assertThat(changed.getClassLoader()).isInstanceOf(FolderFirst.class);
        Class.forName(name, true, changed.getClassLoader());
    }

    @Test
    void shouldNotLookAtTheEpochWithoutFencing() throws IOException {
        String text = Files.readString(write(Mutant.FENCING_OFF), StandardCharsets.ISO_8859_1);
        assertThat(text).contains("AND (epoch = ? OR true) AND (next_offset = ? OR true)");
    }

    @Test
    void shouldGiveUpTransactionsAtLeastOnce() {
        Properties properties = new Properties();
        AtLeastOnce.exit(properties);
        assertThat(properties).containsEntry("processing.guarantee", "at_least_once");
    }

    private Path write(Mutant mutant) throws IOException {
        mutant.writeTo(folder);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .reduce((a, b) -> {
                        throw new AssertionError("two classes: " + a + ", " + b);
                    })
                    .orElseThrow();
        }
    }

    /** Takes classes from the folder before it asks its parent. */
    private static final class FolderFirst extends ClassLoader {
        private final Path folder;

        private FolderFirst(Path folder) {
            super(MutantTest.class.getClassLoader());
            this.folder = folder;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            Path file = folder.resolve(name.replace('.', '/') + ".class");
            if (!Files.exists(file)) return super.loadClass(name, resolve);
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) return loaded;
            try {
                byte[] bytes = Files.readAllBytes(file);
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
