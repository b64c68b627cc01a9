package io.tapemill.app.compose;

import static io.tapemill.app.compose.Stack.FOLDER;
import static io.tapemill.app.compose.Stack.map;
import static org.assertj.core.api.Assertions.assertThat;

import io.tapemill.app.access.KeyFile;
import io.tapemill.app.access.StartRules;
import io.tapemill.app.compose.Stack.Service;
import io.tapemill.app.settings.Keys;
import io.tapemill.app.settings.Need;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be said of the stack without starting it; compose/test starts it. */
class ComposeFileTest {
    private static final Path OPERATIONS = Path.of("..", "ops");

    private final Stack stack;
    private final Map<String, Service> services;
    private final Set<String> jobs;

    ComposeFileTest() throws IOException {
        stack = Stack.read();
        services = stack.services();
        jobs = stack.jobs();
    }

    @Test
    void everyImageIsPinnedByAVariable() throws IOException {
        String text = Files.readString(FOLDER.resolve("docker-compose.yml"));
        Set<String> pinned = stack.defaults().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("_IMAGE"))
                .map(Map.Entry::getValue)
                .collect(Collectors.toSet());
        services.values().forEach(service -> {
            assertThat(pinned).as(service.name()).contains(service.text("image"));
            assertThat(service.text("image")).as(service.name()).matches("[^:]+:v?[0-9][^:]*");
        });
        assertThat(text).doesNotContain(":latest");
    }

    @Test
    void theExampleOfVariablesSaysTheDefaults() throws IOException {
        Map<String, String> example = new TreeMap<>();
        for (String line : Files.readAllLines(FOLDER.resolve(".env.example"))) {
            if (line.isBlank() || line.startsWith("#")) continue;
            example.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        Map<String, String> expected = new TreeMap<>(stack.defaults());
        expected.remove("SECRETS_DIR"); // secrets.sh makes them in its own
        expected.put("TAPEMILL_BASE", firstMatch(FOLDER.resolve("Dockerfile"), "ARG BASE=(\\S+)"));
        assertThat(example).isEqualTo(expected);
    }

    @Test
    void everyServiceIsWatchedLimitedAndStartedAgain() {
        services.values().forEach(service -> {
            boolean job = jobs.contains(service.name());
            Map<String, Object> check = map(service.values().get("healthcheck"));
            if (job) {
                assertThat(check).as(service.name()).containsEntry("disable", true);
                assertThat(service.text("restart")).as(service.name()).isIn("on-failure", "no");
            } else {
                assertThat(check).as(service.name()).containsKeys("test", "interval", "timeout", "retries");
                assertThat(service.text("restart")).as(service.name()).isEqualTo("unless-stopped");
            }
            assertThat(service.values()).as(service.name()).containsKeys("mem_limit", "cpus", "pids_limit", "logging");
        });
    }

    @Test
    void noServiceMayMoreThanItMust() throws IOException {
        String text = Files.readString(FOLDER.resolve("docker-compose.yml"));
        services.values().forEach(service -> {
            String name = service.name();
            assertThat(service.list("cap_drop")).as(name).containsExactly("ALL");
            assertThat(service.list("security_opt")).as(name).containsExactly("no-new-privileges:true");
            assertThat(service.values()).as(name).doesNotContainKeys("privileged", "network_mode", "pid");
            if (service.text("read_only").equals("true")) return;
            Pattern reason =
                    Pattern.compile("^  " + name + ":\n(?:    .*\n)*?    # read_only is off: .+", Pattern.MULTILINE);
            assertThat(text).as(name + " says why it is not read-only").containsPattern(reason);
        });
        assertThat(services.values().stream()
                        .filter(service -> service.text("user").equals("root")))
                .extracting(Service::name)
                .containsExactly("filebeat");
    }

    @Test
    void portsAreOnLoopbackAndFew() {
        Set<String> published = new TreeSet<>();
        services.values().forEach(service -> {
            assertThat(service.list("ports"))
                    .as(service.name())
                    .allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+"));
            if (!service.list("ports").isEmpty() && service.profiles().isEmpty()) published.add(service.name());
            boolean onEdge = service.list("networks").contains("edge");
            assertThat(onEdge)
                    .as(service.name() + " on edge")
                    .isEqualTo(!service.list("ports").isEmpty());
        });
        assertThat(published).containsExactly("haproxy", "prometheus");
    }

    @Test
    void whatIsMountedIsThere() {
        services.values().forEach(service -> {
            for (String volume : service.list("volumes")) {
                String[] parts = volume.split(":");
                if (parts[0].startsWith(".")) {
                    assertThat(FOLDER.resolve(parts[0])).as(service.name()).exists();
                    assertThat(volume).as(service.name()).endsWith(":ro");
                } else if (parts[0].startsWith("/")) {
                    assertThat(volume).as(service.name()).endsWith(":ro");
                } else {
                    assertThat(stack.volumes()).as(service.name()).contains(parts[0]);
                }
            }
            assertThat(stack.secrets().keySet()).as(service.name()).containsAll(service.list("secrets"));
            assertThat(services.keySet())
                    .as(service.name())
                    .containsAll(service.waitsFor().keySet());
            // a script that is called from a mounted folder
            service.list("entrypoint").stream()
                    .filter(part -> part.startsWith("/etc/"))
                    .forEach(script -> {
                        String[] parts = script.split("/");
                        assertThat(FOLDER.resolve(parts[2].replace("-tapemill", ""))
                                        .resolve(parts[3]))
                                .exists();
                    });
        });
    }

    @Test
    void theProductStartsWithItsSettingsAndSecrets(@TempDir Path secrets) throws IOException, InterruptedException {
        makeSecrets(secrets);
        assertThat(KeyFile.open(secrets.resolve("http_keys")).find(Files.readString(secrets.resolve("peer_key"))))
                .isPresent();
        String text = Files.readString(FOLDER.resolve("tapemill/tapemill.properties"));
        Path file = Files.writeString(
                secrets.resolve("tapemill.properties"), text.replace("/run/secrets", secrets.toString()));
        for (Service service : tapemills()) {
            Map<String, String> environment = new TreeMap<>(service.environment());
            environment.replaceAll((key, value) -> value.replace("/run/secrets", secrets.toString()));
            SettingsSources sources = new SettingsSources(Optional.of(file), environment, Map.of());
            Settings settings = Settings.load(sources, Need.values());
            // each part that is open is named, and no other
            if (!jobs.contains(service.name())) {
                assertThat(StartRules.check(settings)).isEqualTo(settings.get(Keys.INSECURE));
            }
            for (String secret : text.lines()
                    .filter(line -> !line.startsWith("#") && line.contains("/run/secrets/"))
                    .map(line -> line.replaceAll(".*/run/secrets/([a-z_]+).*", "$1"))
                    .toList()) {
                assertThat(service.list("secrets")).as(service.name()).contains(secret);
            }
        }
    }

    private void makeSecrets(Path secrets) throws IOException, InterruptedException {
        Process script = new ProcessBuilder("bash", FOLDER.resolve("secrets.sh").toString(), secrets.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).as(output).isZero();
        for (String name : stack.secrets().keySet()) {
            assertThat(secrets.resolve(name)).isNotEmptyFile();
            assertThat(Files.getPosixFilePermissions(secrets.resolve(name)))
                    .as(name)
                    .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        }
    }

    @Test
    void everybodyKnowsTheSameInstances() throws IOException {
        Set<String> instances = new TreeSet<>();
        tapemills().stream().filter(service -> !jobs.contains(service.name())).forEach(service -> {
            assertThat(service.environment()).containsEntry("TAPEMILL_HTTP_HOST", service.name());
            assertThat(service.text("hostname")).isEqualTo(service.name());
            instances.add(service.name() + ":8080");
        });
        assertThat(instances).hasSizeGreaterThan(1);
        assertThat(matches(FOLDER.resolve("haproxy/haproxy.cfg"), "(?m)^ +server \\S+ (\\S+)$"))
                .isEqualTo(instances);
        String peers = firstMatch(FOLDER.resolve("tapemill/tapemill.properties"), "tapemill.http.peers=(\\S+)");
        assertThat(Set.of(peers.split(","))).isEqualTo(instances);
        assertThat(targets("tapemill")).isEqualTo(instances);
        for (String job : List.of("postgres", "node")) {
            assertThat(targets(job)).allMatch(target -> services.containsKey(target.replaceAll(":.*", "")));
        }
    }

    @Test
    void theRightsAreThoseOfTheSecurityPage() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "security.md"));
        for (String file : List.of("roles.sql", "grants.sql")) {
            String sql = Files.readString(FOLDER.resolve("postgres").resolve(file));
            assertThat(page).contains("```sql\n" + sql.substring(sql.indexOf('\n') + 1) + "```");
        }
    }

    @Test
    void theTopicsAreTheDefaultOnes() throws IOException {
        Settings settings = Settings.load(SettingsSources.ofValues(Map.of()));
        assertThat(matches(FOLDER.resolve("kafka/topics.sh"), "(?m)^topic (\\S+)"))
                .isEqualTo(Set.of(
                        settings.get(Keys.TOPIC_TRADES),
                        settings.get(Keys.TOPIC_BARS),
                        settings.get(Keys.TOPIC_LATE),
                        settings.get(Keys.TOPIC_DEAD)));
    }

    @Test
    void theImageHasTheRecommendedOptions() throws IOException {
        String options = firstMatch(Path.of("..", "docs", "tuning.md"), "(?m)^java (.+) -jar tapemill.jar run");
        assertThat(Files.readString(FOLDER.resolve("Dockerfile"))).contains("TAPEMILL_JAVA_OPTS=\"" + options);
    }

    /** Their images are not to be had everywhere: their files are only looked at. */
    @Test
    void profilesReferToServicesThatAreThere() throws IOException {
        assertThat(services.values().stream()
                        .flatMap(service -> service.profiles().stream())
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of("grafana", "logs", "tools"));
        Collection<?> sources =
                (Collection<?>) Stack.yaml(OPERATIONS.resolve("grafana/provisioning/datasources/tapemill.yml"))
                        .get("datasources");
        Map<String, ?> grafana = services.get("grafana").environment();
        for (Object source : sources) {
            String url = String.valueOf(map(source).get("url"));
            assertIsService(url.startsWith("$") ? "http://" + grafana.get(url.substring(1)) : url);
        }
        Map<String, Object> filebeat = Stack.yaml(FOLDER.resolve("logs/filebeat.yml"));
        ((Collection<?>) map(filebeat.get("output.elasticsearch")).get("hosts")).forEach(this::assertIsService);
        assertIsService(services.get("kibana").environment().get("ELASTICSEARCH_HOSTS"));
        Map<String, Object> alertmanager = Stack.yaml(FOLDER.resolve("alertmanager/alertmanager.yml"));
        assertThat((Collection<?>) alertmanager.get("receivers")).hasSize(2);
    }

    private void assertIsService(Object url) {
        assertThat(services).containsKey(String.valueOf(url).replaceAll("^http://([^:]+):\\d+$", "$1"));
    }

    private List<Service> tapemills() {
        String image = services.get("tapemill-1").text("image");
        return services.values().stream()
                .filter(service -> service.text("image").equals(image))
                .toList();
    }

    private static Set<String> targets(String job) throws IOException {
        Map<String, Object> prometheus = Stack.yaml(OPERATIONS.resolve("prometheus/prometheus.yml"));
        Set<String> targets = new TreeSet<>();
        for (Object scrape : (Collection<?>) prometheus.get("scrape_configs")) {
            if (!job.equals(map(scrape).get("job_name"))) continue;
            for (Object group : (Collection<?>) map(scrape).get("static_configs")) {
                ((Collection<?>) map(group).get("targets")).forEach(target -> targets.add(String.valueOf(target)));
            }
        }
        assertThat(targets).as(job).isNotEmpty();
        return targets;
    }

    private static Set<String> matches(Path file, String expression) throws IOException {
        return Pattern.compile(expression)
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String firstMatch(Path file, String expression) throws IOException {
        return matches(file, expression).iterator().next();
    }
}
