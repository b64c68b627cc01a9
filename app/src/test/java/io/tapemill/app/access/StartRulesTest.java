package io.tapemill.app.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tapemill.app.settings.InvalidSettingsException;
import io.tapemill.app.settings.Settings;
import io.tapemill.app.settings.SettingsSources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StartRulesTest {
    private static final Map<String, String> REMOTE_IN_CLEAR = Map.of(
            "tapemill.http.host", "10.0.0.5",
            "kafka.bootstrap.servers", "127.0.0.1:1,broker-1:9092",
            "tapemill.sink.jdbc.url", "jdbc:postgresql://db-1,db-2:5433/bars?targetServerType=primary",
            "tapemill.reader.jdbc.url", "jdbc:postgresql://replica/bars?sslmode=require",
            "tapemill.registry.url", "http://registry:8081",
            "tapemill.cache.redis.url", "redis://cache:6379");

    @Test
    void shouldNameEveryReasonAtOnce() {
        assertThat(problems(REMOTE_IN_CLEAR))
                .hasSize(7)
                .anySatisfy(each -> assertThat(each).contains("tapemill.http.keys.file"))
                .anySatisfy(each -> assertThat(each).contains("speaks in clear: set tapemill.http.tls.certificate"))
                .anySatisfy(each -> assertThat(each).contains("security.protocol=PLAINTEXT", "insecure=kafka"))
                .anySatisfy(each -> assertThat(each).contains("tapemill.sink.jdbc.url", "verify-full"))
                .anySatisfy(each -> assertThat(each).contains("tapemill.reader.jdbc.url", "verify-full"))
                .anySatisfy(each -> assertThat(each).contains("tapemill.registry.url=http://registry:8081"))
                .anySatisfy(each -> assertThat(each).contains("rediss"));
    }

    @Test
    void shouldLetTheOperatorTakeEachRiskByItsName() {
        Map<String, String> values = new HashMap<>(REMOTE_IN_CLEAR);
        values.put("tapemill.insecure", "http,kafka,database,registry");
        assertThat(problems(values)).singleElement().asString().contains("rediss");

        values.put("tapemill.insecure", "http,kafka,database,registry,redis");
        assertThat(StartRules.check(settings(values))).hasSize(5);
    }

    @Test
    void shouldHaveNothingAgainstLoopbackNorAgainstTls() {
        assertThat(StartRules.check(settings(Map.of(
                        "kafka.bootstrap.servers", "localhost:9092,127.0.0.2:9092,[::1]:9092",
                        "tapemill.sink.jdbc.url", "jdbc:postgresql://127.0.0.1:5432/bars",
                        "tapemill.registry.url", "http://localhost:8081"))))
                .isEmpty();
        assertThat(StartRules.check(settings(Map.of(
                        "tapemill.http.host", "10.0.0.5",
                        "tapemill.http.keys.file", "keys",
                        "tapemill.http.tls.certificate", "c",
                        "tapemill.http.tls.key", "k",
                        "kafka.bootstrap.servers", "broker:9092",
                        "kafka.security.protocol", "SASL_SSL",
                        "tapemill.sink.jdbc.url", "jdbc:postgresql://db/bars?sslrootcert=x&sslmode=verify-full",
                        "tapemill.registry.url", "https://registry"))))
                .isEmpty();
    }

    @Test
    void shouldNotTakeAnyServerWithACertificateForABroker() {
        assertThat(problems(Map.of(
                        "kafka.bootstrap.servers", "broker:9092",
                        "kafka.security.protocol", "SSL",
                        "consumer.security.protocol", "SASL_PLAINTEXT",
                        "kafka.ssl.endpoint.identification.algorithm", " ")))
                .hasSize(1)
                .first()
                .asString()
                .contains("SASL_PLAINTEXT");
    }

    @Test
    void shouldNeverReadWhatWasAborted() {
        assertThat(problems(Map.of(
                        "consumer.isolation.level",
                        "read_uncommitted",
                        "tapemill.insecure",
                        "http,kafka,database,registry,redis")))
                .singleElement()
                .asString()
                .contains("aborted");
    }

    @Test
    void shouldTellLoopbackByItsSpelling() {
        assertThat(List.of("127.0.0.1", "127.1.2.3", "localhost", "::1", "[::1]"))
                .allMatch(Addresses::isLoopback);
        assertThat(List.of("127.0.0.1.evil.example", "0.0.0.0", "10.0.0.1", "localhost.evil", "127.0.0.999", ""))
                .noneMatch(Addresses::isLoopback);
    }

    private static List<String> problems(Map<String, String> values) {
        Settings settings = settings(values);
        return catchThrowableOfType(InvalidSettingsException.class, () -> StartRules.check(settings))
                .problems();
    }

    private static Settings settings(Map<String, String> values) {
        return Settings.load(SettingsSources.ofValues(values));
    }
}
