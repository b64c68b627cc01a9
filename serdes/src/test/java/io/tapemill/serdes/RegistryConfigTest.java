package io.tapemill.serdes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryConfigTest {
    @Test
    void shouldTakeSeveralUrlsWithAndWithoutPath() {
        assertThat(RegistryConfig.of("http://a:8081, https://b/apis/ccompat/v7,")
                        .urls())
                .containsExactly(URI.create("http://a:8081"), URI.create("https://b/apis/ccompat/v7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " , ", "localhost:8081", "ftp://a", "http://", "http://a?x=1", "http://a b"})
    void shouldRefuseWhatIsNoUrl(String urls) {
        assertThatIllegalArgumentException().isThrownBy(() -> RegistryConfig.of(urls));
    }

    @Test
    void shouldNotRepeatThePasswordOfAUrlThatHasOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RegistryConfig.of("http://user:secret@host:8081"))
                .withMessageContaining("host")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @Test
    void shouldNeverShowASecret() {
        RegistryConfig.Store store = new RegistryConfig.Store(Path.of("store.p12"), "secret-1");
        RegistryConfig config = RegistryConfig.of("https://a")
                .withTls(new RegistryConfig.Tls(Optional.of(store), Optional.empty(), Optional.of(store)));
        assertThat(config.withCredentials(new RegistryConfig.Basic("user", "secret-2"))
                        .toString())
                .contains("user", "store.p12")
                .doesNotContain("secret");
        assertThat(config.withCredentials(new RegistryConfig.Bearer("secret-3")).toString())
                .doesNotContain("secret");
    }

    @Test
    void shouldRefuseSettingsThatCannotWork() {
        RegistryConfig config = RegistryConfig.of("http://a");
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> config.withTimeouts(Duration.ZERO, second));
        assertThatIllegalArgumentException().isThrownBy(() -> config.withTimeouts(second, second.negated()));
        assertThatIllegalArgumentException().isThrownBy(() -> new RegistryConfig.Retry(0, second, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new RegistryConfig.Retry(1, second, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new RegistryConfig.Basic("a:b", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> new RegistryConfig.Bearer(" "));
    }
}
