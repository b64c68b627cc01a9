package io.tapemill.app.settings;

import java.io.IOException;
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
    private boolean secretsInFile;

    static RawSettings read(SettingsSources sources) {
        RawSettings raw = new RawSettings();
        Properties file = sources.readFile();
        String place = sources.file().map(Path::toString).orElse("");
        References references = new References(sources.environment(), raw.problems);
        file.stringPropertyNames().forEach(key -> raw.readFile(key, file.getProperty(key), place, references));
        sources.file().ifPresent(raw::refuseSecretsOpenToOthers);
        raw.readEnvironment(sources.environment(), references);
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

    private void readFile(String key, String text, String place, References references) {
        String resolved = references.resolve(key, text);
        secretsInFile |= resolved.equals(text) && !Secrets.shown(key, text).equals(text);
        put(key, resolved, Origin.FILE, place);
    }

    private void refuseSecretsOpenToOthers(Path file) {
        try {
            if (secretsInFile && References.isOpenToOthers(file)) problems.add(References.openToOthers(file));
        } catch (IOException e) {
            problems.add(file + ": who may read it cannot be found out (" + e + ")");
        }
    }

    private void readEnvironment(Map<String, String> environment, References references) {
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (!EnvironmentNames.isSetting(variable)) return;
            if (variable.endsWith(EnvironmentNames.FILE_SUFFIX)) {
                readSecretFile(variable, value, environment, references);
            } else {
                put(EnvironmentNames.keyOf(variable), value, Origin.ENV, variable);
            }
        });
    }

    private void readSecretFile(String variable, String file, Map<String, String> environment, References references) {
        String plain = variable.substring(0, variable.length() - EnvironmentNames.FILE_SUFFIX.length());
        if (environment.containsKey(plain)) {
            problems.add("both " + plain + " and " + variable + " are set; give one of them");
            return;
        }
        put(EnvironmentNames.keyOf(plain), references.readSecret(variable, Path.of(file)), Origin.ENV, variable);
    }
}
