package io.tapemill.app.http.bars;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tapemill.app.http.Problem;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenTest {
    @Property(tries = 200)
    void shouldLeadBackToItsPlace(@ForAll String question, @ForAll long startNs) {
        String token = PageToken.write(question, startNs);

        assertThat(token).matches("[A-Za-z0-9_-]{22}");
        assertThat(PageToken.read(question, token)).isEqualTo(startNs);
        assertThatThrownBy(() -> PageToken.read(question + "x", token))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("other parameters");
    }

    @Property(tries = 200)
    void shouldLeadBackToANameOfWhateverLength(@ForAll @NotEmpty @Chars({'A', 'z', '.', '\u00e9'}) String name) {
        assertThat(PageToken.last("question", PageToken.after("question", name)))
                .isEqualTo(name);
        assertThatThrownBy(() -> PageToken.last("another", PageToken.after("question", name)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("other parameters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "????", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void shouldRefuseWhatIsNoToken(String token) {
        assertThatThrownBy(() -> PageToken.read("question", token))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no token");
    }
}
