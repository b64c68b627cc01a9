package io.tapemill.app.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tapemill.app.access.StartRules;
import io.tapemill.app.settings.Need;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** What every command accepts. */
public final class CommonOptions {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Properties file with the settings.")
    private Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Sets one setting; wins over file and environment. Repeatable.")
    private Map<String, String> overrides = new LinkedHashMap<>();

    @Option(
            names = {"-v", "--verbose"},
            description = "Log more, and show stack traces.")
    private boolean verbose;

    /** Where this command's settings come from. */
    public SettingsSources sources() {
        return SettingsSources.ofCommandLine(Optional.ofNullable(config), System.getenv(), overrides);
    }

    /** The checked settings; {@link io.tapemill.app.settings.InvalidSettingsException} names every problem. */
    public Settings settings(Need... needs) {
        Settings settings = Settings.load(sources(), needs);
        if (needs.length > 0) StartRules.checkClients(settings);
        return settings;
    }

    public boolean verbose() {
        return verbose;
    }

    /** What {@code --set} gave. */
    Map<String, String> overrides() {
        return overrides;
    }

    Optional<Path> config() {
        return Optional.ofNullable(config);
    }

    void applyLogLevel() {
        if (verbose) ((Logger) LoggerFactory.getLogger("io.tapemill")).setLevel(Level.DEBUG);
    }
}
