package io.tapemill.app.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Texts by key after the sources were laid over each other, each with the place it came from, and what was wrong. */
final class RawSettings {
    /**
     * @param place for messages: the file, the variable or --set
     */
    record Value(String text, Origin origin, String place) {}

    private final Map<String, Value> values = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    static RawSettings read(SettingsSources sources) {
        RawSettings raw = new RawSettings();
        Properties file = sources.readFile();
        String place = sources.file().map(Path::toString).orElse("");
        file.stringPropertyNames().forEach(key -> raw.put(key, file.getProperty(key), Origin.FILE, place));
        raw.readEnvironment(sources.environment());
        sources.overrides().forEach((key, value) -> raw.put(key, value, Origin.SET, "--set"));
        return raw;
    }

    Map<String, Value> values() {
        return values;
    }

    List<String> problems() {
        return problems;
    }

    private void put(String key, String text, Origin origin, String place) {
        values.put(key, new Value(text, origin, place));
    }

    private void readEnvironment(Map<String, String> environment) {
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (!EnvironmentNames.isSetting(variable)) return;
            if (variable.endsWith(EnvironmentNames.FILE_SUFFIX)) {
                readSecretFile(variable, value, environment);
            } else {
                put(EnvironmentNames.keyOf(variable), value, Origin.ENV, variable);
            }
        });
    }

    private void readSecretFile(String variable, String file, Map<String, String> environment) {
        String plain = variable.substring(0, variable.length() - EnvironmentNames.FILE_SUFFIX.length());
        if (environment.containsKey(plain)) {
            problems.add("both " + plain + " and " + variable + " are set; give one of them");
            return;
        }
        try {
            put(EnvironmentNames.keyOf(plain), Files.readString(Path.of(file)).strip(), Origin.ENV, variable);
        } catch (IOException | IllegalArgumentException e) {
            problems.add(variable + "=" + file + ": the file cannot be read (" + e + ")");
        }
    }
}
