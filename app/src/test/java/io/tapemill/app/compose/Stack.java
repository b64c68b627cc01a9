package io.tapemill.app.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** compose/docker-compose.yml, with its anchors and variables filled in as without a file of variables. */
final class Stack {
    static final Path FOLDER = Path.of("..", "compose");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):([-?])([^}]*)}");

    private final Map<String, Object> root;
    /** Variables that have a default. */
    private final Map<String, String> defaults = new TreeMap<>();

    private Stack(Map<String, Object> root) {
        this.root = root;
    }

    static Stack read() throws IOException {
        Stack stack = new Stack(yaml(FOLDER.resolve("docker-compose.yml")));
        stack.fill(stack.root);
        return stack;
    }

    /** Jackson knows no merge keys; the parser below it does. */
    static Map<String, Object> yaml(Path file) throws IOException {
        return map(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file)));
    }

    Map<String, String> defaults() {
        return defaults;
    }

    Map<String, Service> services() {
        Map<String, Service> services = new LinkedHashMap<>();
        map(root.get("services")).forEach((name, values) -> services.put(name, new Service(name, map(values))));
        return services;
    }

    Set<String> volumes() {
        return map(root.get("volumes")).keySet();
    }

    Map<String, Object> secrets() {
        return map(root.get("secrets"));
    }

    /** Those that end by themselves: others wait for their end, or somebody runs them by hand. */
    Set<String> jobs() {
        Set<String> jobs = new TreeSet<>();
        services().forEach((name, service) -> {
            service.waitsFor().forEach((other, condition) -> {
                if (condition.equals("service_completed_successfully")) jobs.add(other);
            });
            if (service.profiles().contains("tools")) jobs.add(name);
        });
        return jobs;
    }

    private Object fill(Object node) {
        if (node instanceof Map<?, ?>) {
            map(node).replaceAll((key, value) -> fill(value));
        } else if (node instanceof List<?>) {
            return ((List<?>) node).stream().map(this::fill).toList();
        } else if (node instanceof String text) {
            Matcher variable = VARIABLE.matcher(text);
            return variable.replaceAll(match -> {
                if (match.group(2).equals("?")) return "0";
                defaults.put(match.group(1), match.group(3));
                return Matcher.quoteReplacement(match.group(3));
            });
        }
        return node;
    }

    @SuppressWarnings("unchecked") // every key in these files is a text
    static Map<String, Object> map(Object node) {
        return node == null ? Map.of() : (Map<String, Object>) node;
    }

    record Service(String name, Map<String, Object> values) {
        String text(String key) {
            return String.valueOf(values.get(key));
        }

        List<String> list(String key) {
            Object value = values.get(key);
            return value == null
                    ? List.of()
                    : ((Collection<?>) value).stream().map(String::valueOf).toList();
        }

        List<String> profiles() {
            return list("profiles");
        }

        Map<String, String> environment() {
            Map<String, String> environment = new TreeMap<>();
            map(values.get("environment")).forEach((key, value) -> environment.put(key, String.valueOf(value)));
            return environment;
        }

        /** Name of the other service and the condition. */
        Map<String, String> waitsFor() {
            Map<String, String> others = new TreeMap<>();
            if (values.get("depends_on") instanceof Map<?, ?>) {
                map(values.get("depends_on"))
                        .forEach((other, how) -> others.put(other, String.valueOf(map(how).get("condition"))));
            } else {
                list("depends_on").forEach(other -> others.put(other, "service_started"));
            }
            return others;
        }
    }
}
