package io.tapemill.app.instance;

import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Settings;
import io.tapemill.topology.market.CalendarTable;
import io.tapemill.topology.market.ConditionProfile;
import io.tapemill.topology.market.EventClock;
import io.tapemill.topology.market.MarketRules;
import io.tapemill.topology.market.UnknownCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The part of the settings that the market decides: conditions, calendar, clock, correction horizon. */
public final class MarketSettings {
    private MarketSettings() {}

    /** {@link InvalidSettingsException} when a profile or calendar is not known or its file is wrong. */
    public static MarketRules of(Settings settings) {
        Duration horizon = settings.get(Keys.CORRECTION_HORIZON);
        return new MarketRules(
                profile(settings),
                calendar(settings),
                EventClock.valueOf(settings.get(Keys.CLOCK).toUpperCase(Locale.ROOT)),
                horizon.isZero() ? Optional.empty() : Optional.of(horizon),
                settings.get(Keys.BARS_WITHOUT_PRICE).equals("emit"));
    }

    public static CalendarTable calendar(Settings settings) {
        String name = settings.get(Keys.CALENDAR);
        boolean builtIn = name.equals(CalendarTable.US_EQUITY) || name.equals(CalendarTable.ALWAYS_OPEN);
        try {
            return builtIn ? CalendarTable.named(name) : CalendarTable.fromFile(Path.of(name));
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(Keys.CALENDAR + "=" + name + ": " + e.getMessage() + " (built in are "
                    + CalendarTable.US_EQUITY + " and " + CalendarTable.ALWAYS_OPEN + ")");
        }
    }

    private static ConditionProfile profile(Settings settings) {
        String name = settings.get(Keys.CONDITIONS_PROFILE);
        UnknownCode unknown = UnknownCode.parse(settings.get(Keys.CONDITIONS_UNKNOWN));
        Optional<Path> intraday = settings.find(Keys.CONDITIONS_INTRADAY);
        Optional<Path> day = settings.find(Keys.CONDITIONS_DAY);
        if (intraday.isPresent() != day.isPresent()) {
            throw new InvalidSettingsException(
                    Keys.CONDITIONS_INTRADAY + " and " + Keys.CONDITIONS_DAY + " belong together, but only one is set");
        }
        try {
            return intraday.isPresent()
                    ? ConditionProfile.fromCsv(name, intraday.get(), day.orElseThrow(), unknown)
                    : ConditionProfile.named(name, unknown);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(Keys.CONDITIONS_PROFILE + "=" + name + ": " + e.getMessage());
        }
    }
}
