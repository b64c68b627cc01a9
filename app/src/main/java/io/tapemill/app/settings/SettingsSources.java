package io.tapemill.app.settings;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where values are looked for. Later ones win: file, environment, overrides.
 *
 * @param file a properties file in UTF-8
 * @param environment all variables of the process; only those that start with {@code TAPEMILL_} are read
 * @param overrides what {@code --set} gave
 */
public record SettingsSources(Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
    public SettingsSources {
        requireNonNull(file, "file");
        environment = Map.copyOf(environment);
        overrides = Map.copyOf(overrides);
    }

    /**
     * As a command line gives them. {@link InvalidSettingsException} when {@code --set} gave a secret: every user of the
     * machine sees the arguments of every process.
     */
    public static SettingsSources ofCommandLine(
            Optional<Path> file, Map<String, String> environment, Map<String, String> overrides) {
        overrides.forEach((key, value) -> {
            if (Secrets.shown(key, value).equals(value)) return;
            throw new InvalidSettingsException(
                    "--set " + key + " gives a secret, and every user of the machine sees the"
                            + " arguments of a process; put it into the file, or into a file that "
                            + EnvironmentNames.variableOf(key)
                            + EnvironmentNames.FILE_SUFFIX + " names");
        });
        return new SettingsSources(file, environment, overrides);
    }

    /** A file alone, without the environment. */
    public static SettingsSources ofFile(Path file) {
        return new SettingsSources(Optional.of(file), Map.of(), Map.of());
    }

    /** Values alone, as if each were given by {@code --set}. */
    public static SettingsSources ofValues(Map<String, String> values) {
        return new SettingsSources(Optional.empty(), Map.of(), values);
    }

    public SettingsSources with(Map<String, String> moreOverrides) {
        Map<String, String> all = new java.util.HashMap<>(overrides);
        all.putAll(moreOverrides);
        return new SettingsSources(file, environment, all);
    }

    Properties readFile() {
        Properties properties = new Properties();
        if (file.isEmpty()) return properties;
        try (Reader reader = Files.newBufferedReader(file.get(), StandardCharsets.UTF_8)) {
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new InvalidSettingsException(
                    "the configuration file " + file.get() + " cannot be read: " + reason(e));
        }
    }

    private static String reason(Exception e) {
        if (e instanceof java.nio.file.NoSuchFileException) return "it does not exist";
        if (e instanceof java.nio.file.AccessDeniedException) return "access is denied";
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
