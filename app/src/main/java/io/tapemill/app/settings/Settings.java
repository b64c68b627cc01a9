package io.tapemill.app.settings;

import io.tapemill.app.settings.RawSettings.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The settings of one command: complete, checked, immutable. */
public final class Settings {
    /**
     * One setting as it may be shown.
     *
     * @param value masked if secret; empty when the key is not set
     */
    public record Entry(String key, String value, Origin origin) {}

    /** A key this close to a known one is taken for a slip. */
    private static final int TYPING_ERRORS = 3;

    private final Map<String, Value> given;
    private final Map<String, Object> parsed;

    private Settings(Map<String, Value> given, Map<String, Object> parsed) {
        this.given = given;
        this.parsed = parsed;
    }

    /**
     * Lays the sources over each other and checks everything.
     *
     * @throws InvalidSettingsException with all problems at once: unknown keys, wrong values, needed keys not set
     */
    public static Settings load(SettingsSources sources, Need... needs) {
        RawSettings raw = RawSettings.read(sources);
        List<String> problems = new ArrayList<>(raw.problems());
        raw.values().values().removeIf(value -> value.text().isBlank());
        raw.values().forEach((key, value) -> refuseUnknown(key, value, problems));
        Map<String, Object> parsed = parse(raw.values(), problems);
        for (Need need : needs) requireSet(need, raw.values(), problems);
        if (!problems.isEmpty()) throw new InvalidSettingsException(problems);
        return new Settings(raw.values(), parsed);
    }

    /** {@link InvalidSettingsException} when the key has no default and is not set. */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new InvalidSettingsException(notSet(key.name())));
    }

    @SuppressWarnings("unchecked") // the key that declared the value's type also read it
    public <T> Optional<T> find(Key<T> key) {
        return Optional.ofNullable((T) parsed.get(key.name()));
    }

    /** Properties for a Kafka client: {@code kafka.*} and what is set for the role, prefixes removed. */
    public Map<String, Object> kafkaProperties(KafkaRole role) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (String prefix : role.prefixes()) {
            given.forEach((key, value) -> {
                if (key.startsWith(prefix)) properties.put(key.substring(prefix.length()), value.text());
            });
        }
        if (role.keepsClientPrefixes()) {
            given.forEach((key, value) -> {
                if (key.startsWith("producer.") || key.startsWith("consumer.")) properties.put(key, value.text());
            });
        }
        return properties;
    }

    /** What Kafka clients connect to; empty when it is not set. For messages. */
    public String bootstrapServers() {
        Value value = given.get("kafka.bootstrap.servers");
        return value == null ? "" : value.text();
    }

    /** The texts that some source gave, by key; without the defaults, with secrets in clear. */
    public Map<String, String> given() {
        Map<String, String> texts = new TreeMap<>();
        given.forEach((key, value) -> texts.put(key, value.text()));
        return texts;
    }

    /** Everything, the declared keys first and in their order, then what is passed through to Kafka. */
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        for (Key<?> key : Keys.all()) entries.add(entry(key));
        new TreeMap<>(given).forEach((key, value) -> {
            if (PassThrough.matches(key)) {
                entries.add(new Entry(key, Secrets.shown(key, value.text()), value.origin()));
            }
        });
        return entries;
    }

    private Entry entry(Key<?> key) {
        Value value = given.get(key.name());
        if (value != null) return new Entry(key.name(), Secrets.shown(key.name(), value.text()), value.origin());
        return new Entry(key.name(), presetOf(key).orElse(""), Origin.DEFAULT);
    }

    private static Map<String, Object> parse(Map<String, Value> given, List<String> problems) {
        Map<String, Object> parsed = new LinkedHashMap<>();
        for (Key<?> key : Keys.all()) {
            Value value = given.get(key.name());
            try {
                Optional<String> text = value == null ? presetOf(key) : Optional.of(value.text());
                text.ifPresent(present -> parsed.put(key.name(), key.read(present)));
            } catch (IllegalArgumentException e) {
                problems.add(named(key.name(), value) + ": expected " + key.expected());
            }
        }
        return parsed;
    }

    static Optional<String> presetOf(Key<?> key) {
        return Optional.ofNullable(Keys.definition().configKeys().get(key.name()).defaultValue)
                .map(preset -> preset instanceof List<?> list
                        ? String.join(",", list.stream().map(Object::toString).toList())
                        : preset.toString());
    }

    private static void refuseUnknown(String key, Value value, List<String> problems) {
        if (Keys.byName(key).isPresent() || PassThrough.matches(key)) return;
        String nearest = NearestKey.to(key);
        String hint = "did you mean " + nearest + "?";
        if (!key.startsWith("tapemill.") && NearestKey.distance(key, nearest) > TYPING_ERRORS) {
            hint = "keys start with tapemill., or with kafka., streams., producer. or consumer. to be passed on";
        }
        problems.add(named(key, value) + ": there is no such setting; " + hint);
    }

    private static void requireSet(Need need, Map<String, Value> given, List<String> problems) {
        for (String key : need.keys()) if (!given.containsKey(key)) problems.add(notSet(key));
    }

    private static String notSet(String key) {
        return key + " is not set, but is needed here; put it into the configuration file (-c), give --set " + key
                + "=... or set " + EnvironmentNames.variableOf(key);
    }

    private static String named(String key, Value value) {
        return key + "=" + Secrets.shown(key, value.text()) + " (" + value.place() + ")";
    }
}
