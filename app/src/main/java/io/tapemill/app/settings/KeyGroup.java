package io.tapemill.app.settings;

import io.tapemill.schemas.Interval;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;

/**
 * Declares the keys of one section of the reference page: each method adds one key of one kind to the
 * {@link ConfigDef}. A default of null means that the key may be absent.
 */
final class KeyGroup {
    private static final Pattern KAFKA_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

    private final String title;
    private final ConfigDef definition;
    private final Map<String, Key<?>> keys;
    private int order;

    KeyGroup(String title, ConfigDef definition, Map<String, Key<?>> keys) {
        this.title = title;
        this.definition = definition;
        this.keys = keys;
    }

    Key<String> text(String name, String preset, Importance importance, String doc) {
        return declare(name, Type.STRING, preset, importance, doc, new Kind<>("a text", KeyGroup::notBlank));
    }

    Key<String> kafkaName(String name, String preset, Importance importance, String doc) {
        String expected = "a name of letters, digits, '.', '_' and '-', at most 200 long";
        return declare(
                name, Type.STRING, preset, importance, doc, new Kind<>(expected, text -> matching(KAFKA_NAME, text)));
    }

    Key<String> secret(String name, Importance importance, String doc) {
        return declare(name, Type.PASSWORD, null, importance, doc, new Kind<>("a secret", KeyGroup::notBlank));
    }

    Key<Path> path(String name, String preset, Importance importance, String doc) {
        return declare(name, Type.STRING, preset, importance, doc, new Kind<>("a path", Path::of));
    }

    Key<URI> url(String name, Importance importance, String doc) {
        String expected = "an http or https URL without credentials in it";
        return declare(name, Type.STRING, null, importance, doc, new Kind<>(expected, KeyGroup::httpUrl));
    }

    Key<List<URI>> urls(String name, Importance importance, String doc) {
        String expected = "one or more http or https URLs without credentials in them, separated by commas";
        return declare(name, Type.STRING, null, importance, doc, new Kind<>(expected, KeyGroup::httpUrls));
    }

    Key<String> jdbcUrl(String name, Importance importance, String doc) {
        Kind<String> kind =
                new Kind<>("a URL that starts with jdbc:postgresql:", text -> startingWith("jdbc:postgresql:", text));
        return declare(name, Type.STRING, null, importance, doc, kind);
    }

    Key<URI> redisUrl(String name, Importance importance, String doc) {
        String expected = "redis://host:port or rediss://host:port, with /number for another database than 0";
        return declare(name, Type.STRING, null, importance, doc, new Kind<>(expected, KeyGroup::redisUrl));
    }

    Key<Integer> integer(String name, int preset, int least, int most, String doc) {
        Kind<Integer> kind = new Kind<>(
                "a whole number from " + least + " to " + most, text -> within(least, most, Integer.parseInt(text)));
        return declare(name, Type.INT, Integer.toString(preset), Importance.MEDIUM, doc, kind);
    }

    Key<Duration> duration(String name, String preset, Duration least, Importance importance, String doc) {
        String expected = "a duration such as PT5S, 500ms, 5s, 2m, 48h or 7d, " + Durations.text(least) + " or longer";
        Kind<Duration> kind = new Kind<>(expected, text -> within(least, Durations.parse(text)));
        return declare(name, Type.STRING, preset, importance, doc, kind);
    }

    Key<String> choice(String name, String preset, List<String> choices, Importance importance, String doc) {
        Kind<String> kind = new Kind<>("one of " + String.join(", ", choices), text -> member(choices, text));
        return declare(name, Type.STRING, preset, importance, doc, kind);
    }

    Key<Set<String>> choices(String name, String preset, List<String> choices, Importance importance, String doc) {
        Kind<Set<String>> kind = new Kind<>(
                "one or more of " + String.join(", ", choices) + ", separated by commas, none twice",
                text -> distinct(text, part -> member(choices, part)));
        return declare(name, Type.LIST, preset, importance, doc, kind);
    }

    /** Without a default: such a list is absent or says something. */
    Key<Set<String>> texts(String name, Importance importance, String doc) {
        Kind<Set<String>> kind =
                new Kind<>("texts separated by commas, none twice", text -> distinct(text, KeyGroup::notBlank));
        return declare(name, Type.LIST, null, importance, doc, kind);
    }

    Key<List<Interval>> intervals(String name, String preset, Importance importance, String doc) {
        Kind<List<Interval>> kind = new Kind<>(
                "intervals such as 1s,1m,5m,1h,1d, separated by commas, none twice",
                text -> List.copyOf(distinct(text, Interval::parse)));
        return declare(name, Type.LIST, preset, importance, doc, kind);
    }

    private <T> Key<T> declare(String name, Type type, String preset, Importance importance, String doc, Kind<T> kind) {
        Key<T> key = new Key<>(name, kind.expected(), kind.reader(), type == Type.PASSWORD);
        ConfigDef.Validator validator =
                ConfigDef.LambdaValidator.with((ignored, value) -> check(key, value), key::expected);
        definition.define(name, type, preset, validator, importance, doc, title, ++order, Width.MEDIUM, name);
        if (keys.put(name, key) != null) throw new IllegalStateException(name + " is declared twice");
        return key;
    }

    /** ConfigDef hands over a parsed value; the key reads its text, so that there is one definition of right. */
    private static void check(Key<?> key, Object value) {
        if (value == null || key.secret()) return;
        String text = value instanceof List<?> list
                ? String.join(",", list.stream().map(Object::toString).toList())
                : value.toString();
        try {
            key.read(text);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(key.name(), text, "expected " + key.expected());
        }
    }

    private record Kind<T>(String expected, Function<String, T> reader) {}

    private static String notBlank(String text) {
        if (text.isBlank()) throw new IllegalArgumentException("it is blank");
        return text;
    }

    private static String matching(Pattern pattern, String text) {
        if (!pattern.matcher(text).matches()) throw new IllegalArgumentException(text);
        return text;
    }

    private static String startingWith(String prefix, String text) {
        if (!text.startsWith(prefix)) throw new IllegalArgumentException(text);
        return text;
    }

    private static int within(int least, int most, int value) {
        if (value < least || value > most) throw new IllegalArgumentException(Integer.toString(value));
        return value;
    }

    private static Duration within(Duration least, Duration value) {
        if (value.compareTo(least) < 0) throw new IllegalArgumentException(value.toString());
        return value;
    }

    private static String member(List<String> choices, String text) {
        if (!choices.contains(text)) throw new IllegalArgumentException(text);
        return text;
    }

    private static <T> Set<T> distinct(String text, Function<String, T> reader) {
        Set<T> values = new LinkedHashSet<>();
        for (String part : text.split(",", -1)) {
            if (!values.add(reader.apply(part.strip()))) throw new IllegalArgumentException(part + " stands twice");
        }
        return values;
    }

    private static List<URI> httpUrls(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(part -> httpUrl(part.strip()))
                .toList();
    }

    private static URI httpUrl(String text) {
        return url(text, Set.of("http", "https"));
    }

    private static URI redisUrl(String text) {
        return url(text, Set.of("redis", "rediss"));
    }

    private static URI url(String text, Set<String> schemes) {
        URI uri = URI.create(text);
        boolean good = uri.getScheme() != null && schemes.contains(uri.getScheme());
        if (!good || uri.getHost() == null || uri.getUserInfo() != null) throw new IllegalArgumentException(text);
        return uri;
    }
}
