package io.tapemill.app.cli;

import io.tapemill.app.settings.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;

/** A duration on the command line, spelled as in the settings: 500ms, 60s, 2m, PT1H. */
public final class DurationOption implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return Durations.parse(text);
    }
}
