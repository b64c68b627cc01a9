package io.tapemill.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tapemill.app.settings.Settings.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    private Path folder;

    @Test
    void shouldTakeTheDefaultsWhenNothingIsSet() {
        Settings settings = Settings.load(SettingsSources.ofValues(Map.of()));

        assertThat(settings.get(Keys.GRACE)).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.get(Keys.INTERVALS)).extracting("name").containsExactly("1s", "1m", "5m", "1h", "1d");
        assertThat(settings.get(Keys.ROLES)).containsExactly("topology", "sink");
        assertThat(settings.find(Keys.REGISTRY_URL)).isEmpty();
    }

    @Test
    void shouldLetALaterSourceWin() throws IOException {
        Path file = file("tapemill.grace=1s", "tapemill.threads=3", "tapemill.clock=participant");
        Map<String, String> environment = Map.of("TAPEMILL_GRACE", "2s", "TAPEMILL_THREADS", "4");

        Settings settings =
                Settings.load(new SettingsSources(Optional.of(file), environment, Map.of("tapemill.grace", "3s")));

        assertThat(settings.get(Keys.GRACE)).isEqualTo(Duration.ofSeconds(3));
        assertThat(settings.get(Keys.THREADS)).isEqualTo(4);
        assertThat(settings.get(Keys.CLOCK)).isEqualTo("participant");
        assertThat(entry(settings, "tapemill.grace").origin()).isEqualTo(Origin.SET);
        assertThat(entry(settings, "tapemill.threads").origin()).isEqualTo(Origin.ENV);
        assertThat(entry(settings, "tapemill.clock").origin()).isEqualTo(Origin.FILE);
        assertThat(entry(settings, "tapemill.generation").origin()).isEqualTo(Origin.DEFAULT);
    }

    @Test
    void shouldRefuseAMisspeltSettingRatherThanIgnoreIt() throws IOException {
        Path file = file("tapemill.gracee=1s");
        Map<String, String> environment = Map.of("TAPEMILL_TOPIC_TRADE", "x");

        List<String> problems =
                problems(new SettingsSources(Optional.of(file), environment, Map.of("tapemill.thread", "2")));

        assertThat(problems)
                .anySatisfy(problem ->
                        assertThat(problem).contains("tapemill.gracee=1s", file.toString(), "tapemill.grace?"))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("tapemill.topic.trade=x", "TAPEMILL_TOPIC_TRADE", "tapemill.topic.trades?"))
                .anySatisfy(problem -> assertThat(problem).contains("tapemill.thread=2", "--set", "tapemill.threads?"))
                .hasSize(3);
    }

    @Test
    void shouldRefuseAKeyThatIsNobodys() {
        assertThat(problems(SettingsSources.ofValues(Map.of("bootstrap.servers", "a:1"))))
                .singleElement()
                .asString()
                .contains("bootstrap.servers=a:1", "kafka.");
    }

    @Test
    void shouldNameKeyValueAndWhatIsExpected() {
        Map<String, String> wrong = Map.of(
                "tapemill.grace", "soon",
                "tapemill.threads", "0",
                "tapemill.http.port", "http",
                "tapemill.clock", "wall",
                "tapemill.intervals", "1s,1s",
                "tapemill.registry.url", "ftp://registry",
                "tapemill.topic.bars", "bars today");

        List<String> problems = problems(SettingsSources.ofValues(wrong));

        assertThat(problems).hasSize(wrong.size());
        wrong.forEach((key, value) -> assertThat(problems).as(key).anySatisfy(problem -> assertThat(problem)
                .startsWith(key + "=" + value)
                .contains("expected")));
    }

    @Test
    void shouldNameEverythingThatIsMissing() {
        InvalidSettingsException refused = catchThrowableOfType(
                InvalidSettingsException.class,
                () -> Settings.load(SettingsSources.ofValues(Map.of()), Need.KAFKA, Need.REGISTRY, Need.DATABASE));

        assertThat(refused.problems()).hasSize(3).anySatisfy(problem -> assertThat(problem)
                .contains("kafka.bootstrap.servers", "TAPEMILL_KAFKA_BOOTSTRAP_SERVERS"));
    }

    @Test
    void shouldNeverShowASecret() throws IOException {
        Path file = file("tapemill.sink.jdbc.password=geheim", "kafka.sasl.jaas.config=geheim", "tapemill.thraeds=1");
        Map<String, String> more = Map.of(
                "tapemill.sink.jdbc.url", "jdbc:postgresql://h/d?user=u&password=geheim",
                "tapemill.registry.pasword", "geheim",
                "producer.ssl.key.password", "geheim",
                "tapemill.registry.url", "http://user:geheim@h");

        String refused = String.join(
                "\n", problems(new SettingsSources(Optional.of(file), Map.of("TAPEMILL_DB_SECRET", "geheim"), more)));
        assertThat(refused)
                .contains("tapemill.registry.pasword=" + Secrets.MASK)
                .doesNotContain("geheim");

        Path good = file("tapemill.sink.jdbc.password=geheim", "kafka.sasl.jaas.config=geheim");
        Settings settings = Settings.load(new SettingsSources(
                Optional.of(good),
                Map.of(),
                Map.of("tapemill.sink.jdbc.url", "jdbc:postgresql://h/d?user=u&password=geheim")));
        assertThat(settings.entries().toString()).contains(Secrets.MASK).doesNotContain("geheim");
        assertThat(settings.get(Keys.SINK_JDBC_PASSWORD)).isEqualTo("geheim");
    }

    @Test
    void shouldReadASecretFromTheFileThatAVariableNames() throws IOException {
        Path secret = onlyForUs(Files.writeString(folder.resolve("secret"), "geheim\n"));
        Map<String, String> environment = Map.of("TAPEMILL_SINK_JDBC_PASSWORD_FILE", secret.toString());

        Settings settings = Settings.load(new SettingsSources(Optional.empty(), environment, Map.of()));

        assertThat(settings.get(Keys.SINK_JDBC_PASSWORD)).isEqualTo("geheim");
    }

    @Test
    void shouldPutInWhatAValueOfTheFileRefersTo() throws IOException {
        Path secret = onlyForUs(Files.writeString(folder.resolve("secret"), "ge$heim\n"));
        Path file = file(
                "tapemill.sink.jdbc.password=${env:DB_PASSWORD}",
                "kafka.sasl.jaas.config=module required password=\"${file:" + secret + "}\";",
                "tapemill.registry.password=${env:ABSENT}");

        assertThat(problems(new SettingsSources(Optional.of(file), Map.of("DB_PASSWORD", "x"), Map.of())))
                .singleElement()
                .asString()
                .contains("tapemill.registry.password", "ABSENT is not set");
        Settings settings = Settings.load(
                new SettingsSources(Optional.of(file), Map.of("DB_PASSWORD", "x", "ABSENT", "y"), Map.of()));
        assertThat(settings.get(Keys.SINK_JDBC_PASSWORD)).isEqualTo("x");
        assertThat(settings.kafkaProperties(KafkaRole.ADMIN))
                .containsEntry("sasl.jaas.config", "module required password=\"ge$heim\";");
        assertThat(settings.entries().toString()).doesNotContain("ge$heim");
    }

    @Test
    void shouldRefuseSecretsThatEveryUserOfTheMachineCanSee() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "geheim\n");
        Path file = file("tapemill.sink.jdbc.password=geheim", "tapemill.registry.password=${file:" + secret + "}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(problems(SettingsSources.ofFile(file)))
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).contains("chmod o-r").doesNotContain("geheim"));
        for (Map<String, String> argument : List.of(
                Map.of("tapemill.sink.jdbc.password", "geheim"),
                Map.of("kafka.sasl.jaas.config", "geheim"),
                Map.of("tapemill.sink.jdbc.url", "jdbc:postgresql://h/d?password=geheim"))) {
            assertThatThrownBy(() -> SettingsSources.ofCommandLine(Optional.empty(), Map.of(), argument))
                    .isInstanceOf(InvalidSettingsException.class)
                    .hasMessageContaining("arguments of a process")
                    .hasMessageNotContaining("geheim");
        }
    }

    @Test
    void shouldRefuseASecretGivenTwiceOrFromNowhere() {
        Map<String, String> environment = Map.of(
                "TAPEMILL_SINK_JDBC_PASSWORD", "a",
                "TAPEMILL_SINK_JDBC_PASSWORD_FILE", "b",
                "TAPEMILL_REGISTRY_PASSWORD_FILE", folder.resolve("absent").toString());

        assertThat(problems(new SettingsSources(Optional.empty(), environment, Map.of())))
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("both TAPEMILL_SINK_JDBC_PASSWORD and"))
                .anySatisfy(problem -> assertThat(problem).contains("TAPEMILL_REGISTRY_PASSWORD_FILE", "absent"));
    }

    @Test
    void shouldSayWhenTheFileIsNotThere() {
        assertThat(problems(SettingsSources.ofFile(folder.resolve("absent.properties"))))
                .singleElement()
                .asString()
                .contains("absent.properties", "does not exist");
    }

    @Test
    void shouldTreatAnEmptyValueAsNotSet() {
        Settings settings = Settings.load(SettingsSources.ofValues(Map.of("tapemill.grace", " ")));

        assertThat(settings.get(Keys.GRACE)).isEqualTo(Duration.ofSeconds(1));
        assertThat(entry(settings, "tapemill.grace").origin()).isEqualTo(Origin.DEFAULT);
    }

    @Test
    void shouldPassKafkaSettingsOnWithoutTheirPrefix() {
        Settings settings = Settings.load(SettingsSources.ofValues(Map.of(
                "kafka.bootstrap.servers", "a:1",
                "kafka.client.id", "all",
                "producer.client.id", "writer",
                "consumer.max.poll.records", "7",
                "streams.num.stream.threads", "3")));

        assertThat(settings.kafkaProperties(KafkaRole.ADMIN))
                .isEqualTo(Map.of("bootstrap.servers", "a:1", "client.id", "all"));
        assertThat(settings.kafkaProperties(KafkaRole.PRODUCER)).containsEntry("client.id", "writer");
        assertThat(settings.kafkaProperties(KafkaRole.CONSUMER))
                .containsEntry("max.poll.records", "7")
                .containsEntry("client.id", "all");
        assertThat(settings.kafkaProperties(KafkaRole.STREAMS))
                .containsEntry("num.stream.threads", "3")
                .containsEntry("consumer.max.poll.records", "7")
                .containsEntry("producer.client.id", "writer");
    }

    @Test
    void shouldNotTakeTheLaunchersVariablesForSettings() {
        Map<String, String> environment = Map.of("TAPEMILL_JAVA_OPTS", "-Xmx1g", "PATH", "/bin", "TAPEMILL_", "x");

        Settings settings = Settings.load(new SettingsSources(Optional.empty(), environment, Map.of()));

        assertThat(settings.given()).isEmpty();
    }

    private Path file(String... lines) throws IOException {
        return onlyForUs(Files.write(folder.resolve("tapemill.properties"), List.of(lines)));
    }

    private static Path onlyForUs(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    private static Entry entry(Settings settings, String key) {
        return settings.entries().stream()
                .filter(entry -> entry.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> problems(SettingsSources sources) {
        return catchThrowableOfType(InvalidSettingsException.class, () -> Settings.load(sources))
                .problems();
    }
}
