package io.tapemill.topology.market;

import static io.tapemill.topology.bars.Eligibility.CLOSE_IF_ONLY;
import static io.tapemill.topology.bars.Eligibility.HIGH_LOW;
import static io.tapemill.topology.bars.Eligibility.NONE;
import static io.tapemill.topology.bars.Eligibility.OFFICIAL_CLOSE;
import static io.tapemill.topology.bars.Eligibility.OFFICIAL_OPEN;
import static io.tapemill.topology.bars.Eligibility.OPEN;
import static io.tapemill.topology.bars.Eligibility.VOLUME;

import io.tapemill.topology.market.MarketTable.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The sale-condition rule for one kind of bar: rows of (tapes, code), with the columns of {@link #COLUMNS}. The same
 * code may mean different things on different tapes, so the key is never the code alone. Immutable.
 */
final class ConditionTable {
    static final List<String> COLUMNS =
            List.of("tape", "code", "name", "open", "close", "high_low", "volume", "official");
    private static final char NO_TAPE = '-';
    private static final char BLANK = ' ';
    private static final char REGULAR = '@';

    /** Which bars the rule is for. Only the day's may depend on the time of day or carry official prices. */
    enum Kind {
        INTRADAY,
        DAY
    }

    private record Code(char tape, char code) {
        @Override
        public String toString() {
            return (code == BLANK ? "space" : "code " + code) + " on "
                    + (tape == NO_TAPE ? "trades without tape" : "tape " + tape);
        }
    }

    private record Entry(Row row, ConditionRule rule) {}

    private final Map<Code, Entry> entries = new LinkedHashMap<>();

    ConditionTable(MarketTable table, Kind kind) {
        Row header = table.rows().get(0);
        if (!header.cells().equals(COLUMNS)) {
            throw header.fault("expected the column names " + String.join(",", COLUMNS));
        }
        for (Row row : table.rows().subList(1, table.rows().size())) add(row, kind);
        for (Code code : List.copyOf(entries.keySet())) requireRegular(code);
    }

    /** The strictest rule of all codes in the string, blanks aside; of no code: the rule for regular trades. */
    ConditionRule strictest(String tape, String conditions, UnknownCode policy) {
        if (tape.length() > 1) return isBlank(conditions) ? ConditionRule.REGULAR : unknown(policy);
        char key = tape.isBlank() ? NO_TAPE : tape.charAt(0);
        if (isBlank(conditions)) return regular(key);
        ConditionRule strictest = null;
        for (int i = 0; i < conditions.length(); i++) {
            if (conditions.charAt(i) == BLANK) continue;
            ConditionRule rule = rule(new Code(key, conditions.charAt(i)), policy);
            strictest = strictest == null ? rule : strictest.strictest(rule);
        }
        return strictest;
    }

    /** Fails if the other table lists a code that this one does not: the code would be unknown in one kind of bar. */
    void requireAllOf(ConditionTable other, String ownSource) {
        for (Map.Entry<Code, Entry> entry : other.entries.entrySet()) {
            if (entries.containsKey(entry.getKey())) continue;
            throw entry.getValue()
                    .row
                    .fault("lists " + entry.getKey() + ", which " + ownSource + " does not. Add it"
                            + " there; the value undefined leaves it to the policy for unknown codes.");
        }
    }

    private ConditionRule rule(Code code, UnknownCode policy) {
        Entry entry = entries.get(code);
        return entry == null ? unknown(policy) : entry.rule.resolved(policy);
    }

    /** Tapes that the table does not know have regular trades too. */
    private ConditionRule regular(char tape) {
        Entry entry = entries.get(new Code(tape, BLANK));
        if (entry == null) entry = entries.get(new Code(tape, REGULAR));
        return entry == null ? ConditionRule.REGULAR : entry.rule;
    }

    private static ConditionRule unknown(UnknownCode policy) {
        return new ConditionRule(NONE, NONE, ConditionRule.REGULAR.beforeCutOff()).resolved(policy);
    }

    private static boolean isBlank(String conditions) {
        for (int i = 0; i < conditions.length(); i++) {
            if (conditions.charAt(i) != BLANK) return false;
        }
        return true;
    }

    private void add(Row row, Kind kind) {
        row.requireCells(COLUMNS.size(), COLUMNS.size(), String.join(",", COLUMNS));
        ConditionRule rule = rule(row, kind);
        String tapes = row.cell(0);
        if (tapes.isEmpty()) throw row.fault("names no tape; expected letters such as AB, or - for trades without one");
        char code = code(row);
        for (char tape : tapes.toCharArray()) {
            Code key = new Code(tape, code);
            Entry earlier = entries.put(key, new Entry(row, rule));
            if (earlier != null) throw row.fault("lists " + key + " again, after line " + earlier.row.line());
        }
    }

    private static char code(Row row) {
        String code = row.cell(1);
        if (code.equals("space")) return BLANK;
        if (code.length() == 1) return code.charAt(0);
        throw row.fault("code '" + code + "' is not one character; expected one, or the word space for the blank");
    }

    private void requireRegular(Code code) {
        Entry blank = entries.get(new Code(code.tape, BLANK));
        Entry regular = blank != null ? blank : entries.get(new Code(code.tape, REGULAR));
        if (regular != null && regular.rule.undefined() == 0) return;
        throw entries.get(code)
                .row
                .fault("lists " + code + ", but no row says, without undefined values, what a regular trade of"
                        + " that tape may change. Add a row for space or @.");
    }

    private static ConditionRule rule(Row row, Kind kind) {
        ConditionRule edges = open(row).plus(close(row, kind));
        ConditionRule counted = flag(row, 5, HIGH_LOW).plus(flag(row, 6, VOLUME));
        ConditionRule rule = edges.plus(counted);
        int official = official(row, kind);
        if (official != NONE && !rule.equals(ConditionRule.always(NONE))) {
            throw row.fault("is official, so it repeats a trade that was reported: open, close, high_low and volume"
                    + " must be no, else that trade counts twice");
        }
        return rule.plus(ConditionRule.always(official));
    }

    private static ConditionRule open(Row row) {
        return row.cell(3).equals("if_first") ? ConditionRule.always(OPEN) : flag(row, 3, OPEN);
    }

    private static ConditionRule close(Row row, Kind kind) {
        return switch (row.cell(4)) {
            case "yes" -> ConditionRule.always(ConditionRule.CLOSE_YES);
            case "no" -> ConditionRule.always(NONE);
            case "if_first", "if_only" -> ConditionRule.always(CLOSE_IF_ONLY);
            case "same_market" -> ConditionRule.always(ConditionRule.CLOSE_SAME);
            case "undefined" -> new ConditionRule(NONE, NONE, ConditionRule.CLOSE_YES);
            case "before_160010" -> {
                if (kind == Kind.DAY) yield new ConditionRule(ConditionRule.CLOSE_YES, NONE, NONE);
                throw row.fault("close=before_160010 belongs in the rule for days; in this one it must be yes or no");
            }
            default -> throw unexpected(row, 4, "yes, no, if_first, if_only, same_market, before_160010 or undefined");
        };
    }

    private static ConditionRule flag(Row row, int column, int bit) {
        return switch (row.cell(column)) {
            case "yes" -> ConditionRule.always(bit);
            case "no" -> ConditionRule.always(NONE);
            case "undefined" -> new ConditionRule(NONE, NONE, bit);
            default ->
                throw unexpected(row, column, column == 3 ? "yes, no, if_first or undefined" : "yes, no or undefined");
        };
    }

    private static int official(Row row, Kind kind) {
        int bit =
                switch (row.cell(7)) {
                    case "no" -> NONE;
                    case "open" -> OFFICIAL_OPEN;
                    case "close" -> OFFICIAL_CLOSE;
                    default -> throw unexpected(row, 7, "no, open or close");
                };
        if (bit == NONE || kind == Kind.DAY) return bit;
        throw row.fault("official=" + row.cell(7) + " belongs in the rule for days; in this one it must be no");
    }

    private static IllegalArgumentException unexpected(Row row, int column, String expected) {
        return row.fault(COLUMNS.get(column) + "=" + row.cell(column) + " is unknown; expected " + expected);
    }
}
