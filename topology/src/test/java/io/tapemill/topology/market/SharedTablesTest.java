package io.tapemill.topology.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.topology.bars.Eligibility;
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Compares our own tables with the shared ones, row by row. */
class SharedTablesTest {
    private static final long MORNING = Times.newYork("2026-06-01T10:00");
    private static final long EVENING = Times.newYork("2026-06-01T19:00");

    @Test
    void shouldReadTheIntradayConditionsAsTheSharedTableSays() throws IOException {
        for (Map<String, String> row : SharedData.rows("sale-conditions-intraday.csv")) {
            for (String tape : row.get("tape").split("")) {
                TradeRule rule = ConditionProfile.named("us-consolidated").rule(tape, code(row));
                assertThat(rule.intraday()).as("tape %s %s", tape, row).isEqualTo(bits(row, true));
            }
        }
    }

    @Test
    void shouldReadTheDayConditionsAsTheSharedTableSays() throws IOException {
        for (UnknownCode policy : UnknownCode.values()) {
            for (Map<String, String> row : SharedData.rows("sale-conditions.csv")) {
                for (String tape : row.get("tape").split("")) {
                    TradeRule rule =
                            ConditionProfile.named("us-consolidated", policy).rule(tape, code(row));
                    Map<String, String> expected = resolved(row, policy);
                    assertThat(rule.day(MORNING)).as("%s %s", tape, row).isEqualTo(official(row, bits(expected, true)));
                    assertThat(rule.day(EVENING))
                            .as("%s %s", tape, row)
                            .isEqualTo(official(row, bits(expected, false)));
                    assertThat(rule.unknownCode()).as("%s %s", tape, row).isEqualTo(row.containsValue("tbd"));
                }
            }
        }
    }

    @Test
    void shouldListNoCodeThatTheSharedTablesDoNot() throws IOException {
        for (String kind : new String[] {"intraday", "day"}) {
            Set<String> shared = new HashSet<>();
            String file = kind.equals("day") ? "sale-conditions.csv" : "sale-conditions-intraday.csv";
            for (Map<String, String> row : SharedData.rows(file)) shared.add(row.get("tape") + row.get("code"));
            Set<String> ours = new HashSet<>();
            MarketTable table = MarketTable.builtIn("us-consolidated-" + kind + ".csv");
            for (MarketTable.Row row : table.rows().subList(1, table.rows().size()))
                ours.add(row.cell(0) + row.cell(1));
            assertThat(ours).isEqualTo(shared);
        }
    }

    @Test
    void shouldOpenAndCloseOnEachDayAsTheSharedCalendarSays() throws IOException {
        Map<LocalDate, String> exceptions = new HashMap<>();
        for (Map<String, String> row : SharedData.rows("us-equity-calendar.csv")) {
            exceptions.put(LocalDate.parse(row.get("date")), row.get("kind") + row.get("close_new_york"));
        }
        TradingCalendar calendar = new TradingCalendar(CalendarTable.named("us-equity"));
        for (LocalDate day = LocalDate.of(1998, 1, 1); day.getYear() < 2029; day = day.plusDays(1)) {
            int date = (int) day.toEpochDay();
            boolean weekend = day.getDayOfWeek().getValue() > 5;
            String exception = exceptions.getOrDefault(day, "");
            boolean open = !weekend && !exception.equals("closed");
            assertThat(calendar.isTradingDay(date)).as("%s", day).isEqualTo(open);
            assertThat(calendar.table().knows(date)).as("%s", day).isTrue();
            if (!open) continue;
            String close = exception.isEmpty() ? "16:00" : exception.substring("early_close".length());
            assertThat(calendar.regularStartNs(date)).as("%s", day).isEqualTo(Times.newYork(day + "T09:30"));
            assertThat(calendar.regularEndNs(date)).as("%s", day).isEqualTo(Times.newYork(day + "T" + close));
        }
    }

    private static String code(Map<String, String> row) {
        return row.get("code").equals("space") ? " " : row.get("code");
    }

    private static Map<String, String> resolved(Map<String, String> row, UnknownCode policy) {
        Map<String, String> resolved = new HashMap<>(row);
        resolved.replaceAll((column, value) -> value.equals("tbd") ? word(column, policy) : value);
        return resolved;
    }

    private static String word(String column, UnknownCode policy) {
        boolean yes =
                policy == UnknownCode.ELIGIBLE || policy == UnknownCode.VOLUME_ONLY && column.equals("updates_volume");
        return yes ? "yes" : "no";
    }

    private static int official(Map<String, String> row, int bits) {
        return switch (row.get("code")) {
            case "Q" -> Eligibility.OFFICIAL_OPEN;
            case "M" -> Eligibility.OFFICIAL_CLOSE;
            default -> bits;
        };
    }

    private static int bits(Map<String, String> row, boolean morning) {
        int bits = row.get("updates_open").equals("no") ? 0 : Eligibility.OPEN;
        if (row.get("updates_high_low").equals("yes")) bits |= Eligibility.HIGH_LOW;
        if (row.get("updates_volume").equals("yes")) bits |= Eligibility.VOLUME;
        return bits
                | switch (row.get("updates_last")) {
                    case "yes" -> Eligibility.CLOSE;
                    case "no" -> 0;
                    case "if_only" -> Eligibility.CLOSE_IF_ONLY;
                    case "note3" -> Eligibility.CLOSE_IF_ONLY | Eligibility.CLOSE_SAME_MARKET;
                    case "before_160010" -> morning ? Eligibility.CLOSE : 0;
                    default -> throw new IllegalStateException("the shared table has a new value in " + row);
                };
    }
}
