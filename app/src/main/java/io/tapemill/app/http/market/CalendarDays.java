package io.tapemill.app.http.market;

import io.tapemill.app.http.Problem;
import io.tapemill.app.http.Request;
import io.tapemill.topology.market.TradingCalendar;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;

/**
 * Days of a calendar that are asked for, both included.
 *
 * @param first days since 1970-01-01
 * @param last likewise
 */
record CalendarDays(int first, int last) {
    private static final int USUAL_DAYS = 7;
    private static final int MOST_DAYS = 400;

    /** {@link Problem} when they are no dates, or too many. */
    static CalendarDays of(Request request, TradingCalendar calendar, Clock clock) {
        int today = (int)
                LocalDate.ofInstant(clock.instant(), calendar.table().zone()).toEpochDay();
        int first = request.find("from").map(text -> date("from", text)).orElse(today);
        int last = request.find("to").map(text -> date("to", text)).orElse(first + USUAL_DAYS - 1);
        if (last < first || last - first >= MOST_DAYS) {
            throw Problem.parameter("to", "ask for 1 to " + MOST_DAYS + " days, both 'from' and 'to' included");
        }
        return new CalendarDays(first, last);
    }

    private static int date(String parameter, String text) {
        try {
            long day = LocalDate.parse(text).toEpochDay();
            if (day >= TradingCalendar.MIN_DATE && day < TradingCalendar.MAX_DATE) return (int) day;
        } catch (DateTimeParseException e) {
            // said below, as for a date out of range
        }
        throw Problem.parameter(parameter, parameter + " '" + text + "' is no date such as 2026-11-20, 1700 to 2249");
    }
}
