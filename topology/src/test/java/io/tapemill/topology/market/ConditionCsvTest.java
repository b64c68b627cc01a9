package io.tapemill.topology.market;

import static io.tapemill.topology.bars.Eligibility.ALL;
import static io.tapemill.topology.bars.Eligibility.NONE;
import static io.tapemill.topology.bars.Eligibility.OFFICIAL_CLOSE;
import static io.tapemill.topology.bars.Eligibility.VOLUME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionCsvTest {
    private static final String HEADER = "# ours\ntape,code,name,open,close,high_low,volume,official\n";
    private static final String REGULAR = "AC-,space,regular,yes,yes,yes,yes,no\n";
    private static final String CLOSE = "A,M,close,no,no,no,no,";

    @TempDir
    Path folder;

    @Test
    void shouldReadAUsersOwnRules() throws IOException {
        String odd = "C-,I,odd lot,yes,yes,yes,yes,no\n";
        ConditionProfile own = profile(HEADER + REGULAR + odd + CLOSE + "no", HEADER + REGULAR + odd + CLOSE + "close");
        assertThat(own.rule("C", "I").intraday()).isEqualTo(ALL);
        assertThat(own.rule("", "I").intraday()).as("trades that name no tape").isEqualTo(ALL);
        assertThat(own.rule("A", "I").intraday()).isEqualTo(VOLUME);
        assertThat(own.rule("A", "M").intraday()).isEqualTo(NONE);
        assertThat(own.rule("A", "M").day(0)).isEqualTo(OFFICIAL_CLOSE);
    }

    @Test
    void shouldChangeItsIdWithTheRulesButNotWithComments() throws IOException {
        String id = profile(HEADER + REGULAR, HEADER + REGULAR).id();
        assertThat(id).matches("mine@[0-9a-f]{8}");
        assertThat(profile("# more\r\n\n" + HEADER + REGULAR.replace(",", " , "), HEADER + REGULAR)
                        .id())
                .isEqualTo(id);
        assertThat(profile(HEADER + REGULAR, HEADER + REGULAR.replace("yes,no", "no,no"))
                        .id())
                .isNotEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "A,F,sweep,yes,yes,yes,yes | :4: | expected tape,code,name,open",
                "A,FF,sweep,yes,yes,yes,yes,no | :4: | not one character",
                ",F,sweep,yes,yes,yes,yes,no | :4: | names no tape",
                "A,F,sweep,Yes,yes,yes,yes,no | :4: | open=Yes is unknown; expected yes, no, if_first or undefined",
                "A,F,sweep,if_only,yes,yes,yes,no | :4: | open=if_only is unknown",
                "A,F,sweep,yes,note3,yes,yes,no | :4: | close=note3 is unknown; expected yes, no, if_first, if_only",
                "A,F,sweep,yes,yes,if_first,yes,no | :4: | high_low=if_first is unknown; expected yes, no",
                "A,F,sweep,yes,yes,yes,1,no | :4: | volume=1 is unknown",
                "A,F,sweep,yes,yes,yes,yes,yes | :4: | official=yes is unknown; expected no, open or close",
                "A,F,sweep,yes,before_160010,yes,yes,no | :4: | belongs in the rule for days",
                "A,M,close,no,no,no,no,close | :4: | official=close belongs in the rule for days",
                "AB,space,again,yes,yes,yes,yes,no | :4: | lists space on tape A again, after line 3",
                "B,F,sweep,yes,yes,yes,yes,no | :4: | no row says",
                "A,F,sweep,yes,yes,yes,yes,no | intraday.csv:4: | lists code F on tape A, which",
            })
    void shouldSayWhereARuleIsWrongAndWhatIsExpected(String row, String where, String what) throws IOException {
        assertThatThrownBy(() -> profile(HEADER + REGULAR + row + "\n", HEADER + REGULAR))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(where)
                .hasMessageContaining(what);
    }

    @Test
    void shouldRefuseAnOfficialPriceThatWouldCountTwice() {
        String official = "A,M,close,no,no,no,yes,close\n";
        assertThatThrownBy(() -> profile(HEADER + REGULAR, HEADER + REGULAR + official))
                .hasMessageContaining("day.csv:4:")
                .hasMessageContaining("counts twice");
    }

    @Test
    void shouldRefuseFilesThatAreNoTables() {
        assertThatThrownBy(() -> profile("", "")).hasMessageContaining("has no rows");
        assertThatThrownBy(() -> profile(REGULAR, HEADER)).hasMessageContaining("intraday.csv:1: expected the column");
        Path absent = folder.resolve("absent.csv");
        assertThatThrownBy(() -> ConditionProfile.fromCsv("mine", absent, absent, UnknownCode.IGNORE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("absent.csv");
    }

    @ParameterizedTest
    @CsvSource({"all", "us-consolidated", "a/b", "''", "Mine", "a+b"})
    void shouldRefuseANameThatCannotStandInABar(String name) {
        Path file = folder.resolve("any.csv");
        assertThatThrownBy(() -> ConditionProfile.fromCsv(name, file, file, UnknownCode.IGNORE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot name");
    }

    private ConditionProfile profile(String intraday, String day) throws IOException {
        Path intradayFile = Files.writeString(folder.resolve("intraday.csv"), intraday);
        Path dayFile = Files.writeString(folder.resolve("day.csv"), day);
        return ConditionProfile.fromCsv("mine", intradayFile, dayFile, UnknownCode.standard());
    }
}
