package io.tapemill.app.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
    private static final String SECRET = ApiKey.newSecret();

    @TempDir
    private Path folder;

    @Test
    void shouldKnowAKeyByItsSecretAndByNothingElse() throws IOException {
        ApiKey desk = ApiKey.of("desk", Set.of(Scope.READ, Scope.STREAM), SECRET);
        KeyFile keys = KeyFile.open(file("# people", "", desk.line()));

        assertThat(keys.find(SECRET)).contains(desk);
        assertThat(keys.find(SECRET + "x")).isEmpty();
        assertThat(keys.find(desk.hash())).isEmpty();
        assertThat(keys.find("sha256:" + desk.hash())).isEmpty();
        assertThat(keys.find("")).isEmpty();
    }

    @Test
    void shouldMakeSecretsThatNobodyGuessesAndStoreNone() {
        assertThat(ApiKey.newSecret()).hasSizeGreaterThan(50).isNotEqualTo(SECRET);
        assertThat(ApiKey.of("desk", Set.of(Scope.READ), SECRET).line()).doesNotContain(SECRET.substring(9));
    }

    @Test
    void shouldTakeOverAChangedFileAndKeepTheKeysWhenItIsBroken() throws IOException {
        Path file = file(ApiKey.of("old", Set.of(Scope.READ), SECRET).line());
        KeyFile keys = KeyFile.open(file);
        String other = ApiKey.newSecret();

        write(file, 1_000, "nonsense");
        keys.look();
        assertThat(keys.find(SECRET)).isPresent();

        write(file, 2_000, ApiKey.of("new", Set.of(Scope.READ), other).line());
        keys.look();
        assertThat(keys.find(SECRET)).isEmpty();
        assertThat(keys.find(other)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "desk read",
                "desk read md5:00",
                "desk write sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "de/sk read sha256:0000000000000000000000000000000000000000000000000000000000000000",
                "desk read sha256:00"
            })
    void shouldSayWhichLineIsWrongWithoutShowingIt(String line) throws IOException {
        Path file = file("# first", line);

        assertThatThrownBy(() -> KeyFile.open(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + ":2")
                .hasMessageNotContaining("000000");
    }

    @Test
    void shouldRefuseAFileThatIsAbsentOrEmptyOrHasANameTwice() throws IOException {
        String line = ApiKey.of("desk", Set.of(Scope.READ), SECRET).line();

        assertThatThrownBy(() -> KeyFile.open(folder.resolve("absent"))).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> KeyFile.open(file("# nobody"))).hasMessageContaining("has no key");
        assertThatThrownBy(() -> KeyFile.open(file(line, line))).hasMessageContaining("twice");
    }

    private Path file(String... lines) throws IOException {
        return Files.write(folder.resolve("keys"), List.of(lines));
    }

    /** At another time than the file had, however coarse the clock of the file system is. */
    private static void write(Path file, long afterMs, String line) throws IOException {
        long before = Files.getLastModifiedTime(file).toMillis();
        Files.writeString(file, line + "\n");
        Files.setLastModifiedTime(file, FileTime.fromMillis(before + afterMs));
    }
}
